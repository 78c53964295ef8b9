package dev.warpsmith.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what can be asked about the modelled clock. */
@Command(
    name = "model",
    description = "Ask how far the modelled clock can be trusted.",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = "  warpsmith model validate")
final class ModelCommand implements Runnable {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command was given; expected 'validate' or 'measure'");
  }
}
