package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.OraclesDisagreeException;
import dev.warpsmith.kernelbench.evaluation.TaskSizeException;
import dev.warpsmith.kernelbench.jmh.BenchException;
import dev.warpsmith.kernelbench.task.UnknownTaskException;
import dev.warpsmith.kernelbench.torch.TorchException;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import dev.warpsmith.optimizer.RunFolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what ended a command into one message and an exit code. */
final class Failures {
  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Reports arguments that could not be understood. */
  int onParameter(ParameterException failure, String[] args) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    report(explained(failure), ExitCode.USAGE, json(args));
    terminal.err().println("See '" + name + " --help'.");
    return ExitCode.USAGE.number();
  }

  private static String explained(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return String.valueOf(failure.getMessage());
    }
    String word = unmatched.getUnmatched().get(0);
    CommandSpec command = unmatched.getCommandLine().getCommandSpec();
    if (word.startsWith("-")) {
      return "unknown option '" + word + "'" + Spelling.hint(word, command.optionsMap().keySet());
    }
    List<String> commands = List.copyOf(command.subcommands().keySet());
    return commands.isEmpty()
        ? "unexpected argument '" + word + "'"
        : "unknown command '"
            + word
            + "'"
            + Spelling.hint(word, commands)
            + " (known: "
            + String.join(", ", commands)
            + ")";
  }

  /** Reports an exception that ended a command. */
  int onExecution(Exception failure, CommandLine command, ParseResult parsed) {
    ExitCode code = codeOf(failure);
    boolean json = parsed.originalArgs().contains("--json");
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    report(ours(failure) ? "internal error: " + failure : message, code, json);
    if (ours(failure) && !debug(parsed)) {
      terminal.err().println("This is a fault of Warpsmith. Run again with --debug for its trace.");
    }
    if (debug(parsed)) {
      failure.printStackTrace(terminal.err());
    }
    return code.number();
  }

  private void report(String message, ExitCode code, boolean json) {
    terminal.err().println(terminal.errPalette().bad("warpsmith: ") + message);
    if (json) {
      Map<String, Object> error = Map.of("exitCode", code.number(), "message", message);
      Json.print(terminal.out(), Map.of("error", error));
    }
  }

  private static boolean json(String[] args) {
    return List.of(args).contains("--json");
  }

  private boolean debug(ParseResult parsed) {
    return parsed.originalArgs().contains("--debug")
        || terminal.environment().getOrDefault("WARPSMITH_DEBUG", "0").equals("1");
  }

  private static ExitCode codeOf(Exception failure) {
    if (failure instanceof CommandException known) {
      return known.exitCode();
    }
    if (failure instanceof SourceException
        || failure instanceof UnknownTaskException
        || failure instanceof TaskSizeException
        || failure instanceof RunFolderException) {
      return ExitCode.USAGE;
    }
    return failure instanceof BaselineException ? ExitCode.FAILED : ExitCode.ENVIRONMENT;
  }

  /** Tells whether an exception is neither the user's nor the environment's fault. */
  private static boolean ours(Exception failure) {
    return !(codeOf(failure) != ExitCode.ENVIRONMENT
        || failure instanceof CommandException
        || failure instanceof DeviceException
        || failure instanceof TorchException
        || failure instanceof BenchException
        || failure instanceof OraclesDisagreeException
        || failure instanceof ToolchainException
        || failure instanceof UncheckedIOException
        || failure instanceof IOException);
  }
}
