package dev.warpsmith.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what can be installed. */
@Command(
    name = "setup",
    description = "Install what some commands need beside Java and nvcc.",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = "  warpsmith setup torch")
final class SetupCommand implements Runnable {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command was given; expected 'torch'");
  }
}
