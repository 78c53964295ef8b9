package dev.warpsmith.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what can be done with metrics. */
@Command(
    name = "metrics",
    description = "Find out which metrics tell most of runtimes.",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = "  warpsmith metrics select runs --out metrics.json")
final class MetricsCommand implements Runnable {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command was given; expected 'select'");
  }
}
