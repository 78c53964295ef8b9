package dev.warpsmith.cli;

import dev.warpsmith.kernels.process.ProcessTree;
import dev.warpsmith.optimizer.BaselineRecord;
import dev.warpsmith.optimizer.Estimate;
import dev.warpsmith.optimizer.LostReply;
import dev.warpsmith.optimizer.PredictionAccuracy;
import dev.warpsmith.optimizer.Progress;
import dev.warpsmith.optimizer.ResultJson;
import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunRecord;
import dev.warpsmith.optimizer.RunSettings;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Shows a run from its first line to its summary. */
final class LiveRun {
  private final Terminal terminal;
  private final PrintStream stream;
  private final Palette palette;
  private final boolean json;
  private final boolean quiet;
  private final RoundPrinter printer;
  private final AtomicBoolean ended = new AtomicBoolean();

  private LiveRun(Terminal terminal, boolean json, boolean quiet) {
    this.terminal = terminal;
    this.json = json;
    this.quiet = quiet;
    this.stream = json ? terminal.err() : terminal.out();
    this.palette = json ? terminal.errPalette() : terminal.outPalette();
    boolean live = !quiet && (json ? terminal.errIsTerminal() : terminal.outIsTerminal());
    this.printer = new RoundPrinter(stream, palette, live, live ? terminal.width() : 200);
  }

  static LiveRun of(Terminal terminal, boolean json, boolean quiet) {
    return new LiveRun(terminal, json, quiet);
  }

  Progress progress() {
    return quiet ? Progress.none() : printer;
  }

  void begin(RunSettings settings, Devices.Choice choice) {
    if (quiet) {
      return;
    }
    stream.println(
        palette.bold(settings.task())
            + " on "
            + choice.id()
            + palette.dim(" (" + choice.reason() + ")"));
    stream.println(
        String.format(
            Locale.ROOT,
            "Coder %s, Judge %s, %sat most %d rounds, seed %d",
            settings.coder(),
            Seat.words(settings.judge()),
            strategy(settings),
            settings.budget().rounds(),
            settings.seed()));
  }

  /** Says what models may cost, if one is asked that may cost something. */
  void estimate(Estimate estimate) {
    if (!quiet && estimate.isPaid()) {
      estimate.lines().forEach(line -> stream.println(palette.dim(line)));
    }
  }

  private static String strategy(RunSettings settings) {
    String strategy = settings.options().getOrDefault(Setting.STRATEGY.key(), "");
    return strategy.isEmpty() ? "" : "strategy " + strategy + ", ";
  }

  void end(RunRecord run) {
    printer.clear();
    if (!quiet) {
      stream.println();
    }
    Optional<RoundRecord> best = run.best();
    stream.println(best.map(round -> won(run, round)).orElseGet(() -> nothing(run)));
    run.outside().forEach(other -> stream.println(other.line()));
    run.predictions().ifPresent(accuracy -> stream.println(predictions(accuracy)));
    if (run.spending().calls() > 0) {
      stream.println(run.spending().sentence());
    }
    best.ifPresent(round -> stream.println("best    " + run.folder().resolve("best.cu")));
    stream.println("report  " + run.folder().resolve("report.html"));
    run.baseline().filter(BaselineRecord::modelled).ifPresent(this::sayModelled);
  }

  private String won(RunRecord run, RoundRecord best) {
    RoundRecord.Time time =
        best.time().orElseThrow(() -> new IllegalStateException("the best round has no time"));
    BaselineRecord baseline =
        run.baseline().orElseThrow(() -> new IllegalStateException("a round without a baseline"));
    return palette.bold(
            RoundLine.factor(time.speedup()) + " the speed of the " + baseline.kind() + " kernel")
        + String.format(
            Locale.ROOT,
            ": %s of %s, %s of the speed of light%n%d of %d rounds correct, %.0f s; ended: %s",
            RoundLine.time(time.micros()),
            RoundLine.time(baseline.micros()),
            RoundLine.percent(time.fraction()),
            run.correctRounds(),
            run.rounds().size(),
            run.seconds(),
            run.stopReason());
  }

  private static String predictions(PredictionAccuracy accuracy) {
    return String.format(
        Locale.ROOT,
        "predicted gains were off by %.3fx on average (%d %s)",
        accuracy.meanAbsoluteError(),
        accuracy.rounds(),
        accuracy.rounds() == 1 ? "round" : "rounds");
  }

  private String nothing(RunRecord run) {
    return palette.bad("no candidate passed every gate")
        + " in "
        + run.rounds().size()
        + " rounds; ended: "
        + run.stopReason();
  }

  private void sayModelled(BaselineRecord baseline) {
    stream.println(
        palette.dim(
            "These times are modelled ("
                + baseline.instrument()
                + "), not measured: they say how the kernels should compare on such a GPU."));
  }

  /** Takes back what a terminal shows for the moment. */
  void clear() {
    printer.clear();
  }

  /** Says that the run needs no farewell: it is over, or its failure is being reported. */
  void over() {
    ended.set(true);
  }

  /** Runs while the process ends before the run does; everything is on the disk already. */
  void interrupted(RunFolder folder) {
    if (ended.get()) {
      return;
    }
    folder.freeze();
    ProcessHandle.current().children().forEach(ProcessTree::kill);
    printer.clear();
    if (json) {
      Json.print(terminal.out(), ResultJson.of(folder.record()));
    }
    List<LostReply> lost = LostReply.of(folder.path());
    lost.forEach(
        each ->
            terminal
                .err()
                .println(each.text() + " is lost: it had not arrived; a provider may bill it"));
    terminal
        .err()
        .println(
            "interrupted; nothing "
                + (lost.isEmpty() ? "" : "else ")
                + "is lost. Go on with: warpsmith optimize --resume "
                + folder.path());
  }
}
