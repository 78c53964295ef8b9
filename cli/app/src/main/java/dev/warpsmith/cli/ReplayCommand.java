package dev.warpsmith.cli;

import dev.warpsmith.coder.llm.ChatException;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunRecord;
import dev.warpsmith.optimizer.replay.Agreement;
import dev.warpsmith.optimizer.replay.Replay;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a recorded run again from its own transcript. */
@Command(
    name = "replay",
    description =
        "Make a recorded run again from its own transcript: no model is asked, every round is proven"
            + " and timed anew, and what differs is said.",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith replay runs/softmax/20261123-101500",
      "",
      "Candidates, verdicts and modelled times (of the same compiler, device and model) must be the",
      "same: exit code 1 says that something differs. Prompts may differ, as another version words",
      "them otherwise; measured times vary. What is made again is a run of its own."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int MOST_DIFFERENCES = 5;

  @Mixin GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "<run>", description = "The recorded run's folder.")
  Path folder = Path.of("");

  @Option(
      names = {"--runs", "--out"},
      paramLabel = "<folder>",
      description = "Where the new run's folder is made. Default: runs.")
  Optional<String> runs = Optional.empty();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only what agrees and what differs.")
  boolean quiet;

  private final Terminal terminal;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ReplayedRun replayed = ReplayedRun.of(folder);
    Settings settings =
        replayed.settings(Settings.read(terminal.environment())).with(Setting.RUNS, runs);
    Agents.require(settings, terminal.environment());
    Task task = Tasks.read(settings, replayed.argument());
    RunRecord again;
    try (Wiring wiring = Wiring.open(settings, task);
        RunFolder fresh = NewRun.of(settings, replayed.argument()).create(task, wiring)) {
      KeptMemory.copy(folder, fresh);
      again = run(wiring, fresh, task, settings);
    }
    Replay replay = Replay.of(replayed.recorded(), again);
    if (options.json) {
      Json.print(terminal.out(), replay.toJson());
    } else {
      print(replay);
    }
    return (replay.agrees() ? ExitCode.DONE : ExitCode.FAILED).number();
  }

  private RunRecord run(Wiring wiring, RunFolder fresh, Task task, Settings settings) {
    LiveRun live = LiveRun.of(terminal, options.json, quiet);
    live.begin(fresh.settings(), wiring.choice());
    Runtime.getRuntime().addShutdownHook(new Thread(fresh::freeze, "interrupted"));
    try {
      return new RunLoop(settings, terminal.environment())
          .optimizer(wiring, fresh, task, live.progress())
          .run();
    } catch (ChatException e) { // another reply is asked for than was recorded: that differs
      terminal.err().println("the replay ended early: " + e.getMessage());
      return fresh.record();
    } finally {
      live.clear();
    }
  }

  private void print(Replay replay) {
    if (!quiet) {
      terminal.out().println();
    }
    replay.agreements().forEach(this::print);
    Palette palette = terminal.outPalette();
    terminal
        .out()
        .println(
            palette.bold(
                    replay.agrees()
                        ? palette.good("Replayed, as recorded")
                        : palette.bad("Replayed, and it differs"))
                + ": "
                + replay.recorded().folder()
                + " again in "
                + replay.again().folder());
  }

  private void print(Agreement agreement) {
    Palette palette = terminal.outPalette();
    String line = agreement.line();
    terminal
        .out()
        .println(
            String.format("%-12s", agreement.what())
                + (agreement.holds() ? line : palette.bad(line)));
    agreement.differences().stream()
        .limit(MOST_DIFFERENCES)
        .forEach(difference -> terminal.out().println(" ".repeat(12) + difference));
    int more = agreement.differences().size() - MOST_DIFFERENCES;
    if (more > 0) {
      terminal.out().println(" ".repeat(12) + "… and " + more + " more");
    }
  }
}
