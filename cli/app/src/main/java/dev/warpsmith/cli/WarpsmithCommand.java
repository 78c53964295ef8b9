package dev.warpsmith.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The bare {@code warpsmith}: it asks for a command. */
@Command(
    name = "warpsmith",
    description = "Makes CUDA kernels faster, with proof. No GPU and no API key needed.",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith optimize softmax",
      "",
      "Exit codes: 0 done, 1 candidate failed or gate tripped, 2 usage, 3 environment,",
      "4 budget spent before any correct candidate, 130 interrupted (state saved)."
    })
final class WarpsmithCommand implements Runnable {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Option(
      names = {"-V", "--version"},
      description = "Print the version and exit.")
  private boolean version;

  @Spec private CommandSpec spec;

  private final Terminal terminal;

  WarpsmithCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    if (version) {
      terminal.out().println(Version.line());
      return;
    }
    throw new ParameterException(spec.commandLine(), "no command was given");
  }
}
