package dev.warpsmith.cli;

import picocli.CommandLine.Option;

/** The options that every command has. */
final class GlobalOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output; all else goes to standard error.")
  boolean json;

  @Option(names = "--no-color", description = "Write no colours (also: NO_COLOR).")
  boolean noColor;

  @Option(
      names = "--debug",
      description = "Print stack traces of errors (also: WARPSMITH_DEBUG=1).")
  boolean debug;
}
