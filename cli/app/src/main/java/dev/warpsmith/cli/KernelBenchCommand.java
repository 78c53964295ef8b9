package dev.warpsmith.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what can be done with KernelBench itself. */
@Command(
    name = "kernelbench",
    description = "Prove KernelBench's problems, and compare them with a checkout.",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith kernelbench prove --level 1",
      "  warpsmith kernelbench verify ../KernelBench"
    })
final class KernelBenchCommand implements Runnable {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command was given; expected 'prove' or 'verify'");
  }
}
