package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.OraclesDisagreeException;
import dev.warpsmith.kernelbench.evaluation.TaskSizeException;
import dev.warpsmith.kernelbench.evaluation.UnfusedRoofline;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.UnknownTaskException;
import dev.warpsmith.kernelbench.torch.TorchException;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.optimizer.Optimizer;
import dev.warpsmith.optimizer.Progress;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunFolderException;
import dev.warpsmith.optimizer.RunRecord;
import dev.warpsmith.optimizer.suite.SuiteFolder;
import dev.warpsmith.optimizer.suite.SuiteRow;
import dev.warpsmith.optimizer.suite.SuiteTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs one task of a suite as {@code optimize} would, but for memory: a suite measures, so it never
 * learns from earlier runs, whatever the settings say. May be used by several threads.
 */
final class TaskRun {
  private final SuiteFolder suite;
  private final Settings settings;
  private final LimitOptions limits;
  private final Map<String, String> environment;
  private final SuitePrinter printer;
  private final Set<RunFolder> open = ConcurrentHashMap.newKeySet();

  TaskRun(
      SuiteFolder suite,
      Settings settings,
      LimitOptions limits,
      Map<String, String> environment,
      SuitePrinter printer) {
    this.suite = suite;
    this.settings = settings.with(Setting.MEMORY, Optional.of(Setting.MEMORY.initial()));
    this.limits = limits;
    this.environment = environment;
    this.printer = printer;
  }

  /** Lets nothing more into the journals of runs at work, because the process is about to end. */
  void freeze() {
    open.forEach(RunFolder::freeze);
  }

  /**
   * Runs a task, or goes on with it, and returns its row; what is wrong with the task is in it.
   *
   * @param usd that it may cost at most
   * @param check throws {@link SuiteEnd} where the suite may not go on
   */
  SuiteRow row(SuiteTask task, OptionalDouble usd, Runnable check) {
    try {
      return run(task, usd, check);
    } catch (BaselineException
        | OraclesDisagreeException
        | TaskSizeException
        | SourceException
        | UnknownTaskException
        | TorchException
        | DeviceException e) {
      return failed(task, String.valueOf(e.getMessage()));
    }
  }

  /** Returns the bytes that a task may take; the most that any may where it is not known before. */
  long need(SuiteTask task) {
    try {
      String argument = argument(task, suite.path().resolve(task.folder()));
      return Tasks.traced(argument)
          ? SuiteMemory.mostNeed()
          : SuiteMemory.need(Tasks.read(settings, argument));
    } catch (RuntimeException e) {
      return SuiteMemory.mostNeed(); // what is wrong with it is said when its turn comes
    }
  }

  private SuiteRow run(SuiteTask task, OptionalDouble usd, Runnable check) {
    Settings own = settings.copy();
    if (usd.isPresent()) {
      double least = Math.min(usd.getAsDouble(), own.positive(Setting.MAX_USD).orElse(1e9));
      own.with(Setting.MAX_USD, Optional.of(Double.toString(least)));
    }
    Path path = suite.path().resolve(task.folder());
    Tasks.Named named = Tasks.named(own, argument(task, path));
    Task read = named.task();
    try (Wiring wiring = Wiring.open(own, read);
        RunFolder folder = folder(path, own, named.argument(), read, wiring)) {
      open.add(folder);
      try {
        return run(task, read, wiring, folder, check);
      } finally {
        open.remove(folder);
      }
    }
  }

  /**
   * Returns what reads a task: what its run has kept, once it has begun, else what it was given.
   */
  private String argument(SuiteTask task, Path path) {
    if (RunFolder.holdsRun(path)) {
      try (RunFolder begun = RunFolder.open(path)) {
        return NewRun.argument(begun);
      }
    }
    Path file = suite.path().resolve(task.home()).resolve(task.argument());
    return Files.isRegularFile(file) ? file.toString() : task.argument();
  }

  private RunFolder folder(Path path, Settings own, String argument, Task read, Wiring wiring) {
    if (RunFolder.holdsRun(path)) {
      RunFolder folder = RunFolder.open(path);
      NewRun.extend(folder, own, limits);
      return folder;
    }
    RunFolder folder = RunFolder.begin(path);
    NewRun.of(own, argument).fill(folder, read, wiring);
    return folder;
  }

  private SuiteRow run(SuiteTask task, Task read, Wiring wiring, RunFolder folder, Runnable check) {
    OptionalDouble unfused =
        wiring.device().measuresTime()
            ? OptionalDouble.empty()
            : UnfusedRoofline.micros(read, wiring.device().spec());
    OptionalDouble minutes = folder.settings().budget().minutes();
    Progress progress =
        new BoundedProgress(
            printer.progress(task.name()), () -> requireTime(minutes, folder, check));
    Optimizer optimizer =
        new RunLoop(settings, environment).optimizer(wiring, folder, read, progress);
    try {
      if (!folder.record().finished()) {
        optimizer.run();
      }
      RunRecord record =
          optimizer.outside(best -> TorchRivals.compare(settings, wiring, read, best, Map.of()));
      return SuiteRow.of(task, record, unfused, reason(record));
    } catch (SuiteEnd e) {
      if (e.whole()) {
        throw e;
      }
      return SuiteRow.of(task, folder.record(), unfused, String.valueOf(e.getMessage()));
    }
  }

  /** Ends a task whose minutes are spent; a round does not always get that far. */
  private static void requireTime(OptionalDouble minutes, RunFolder folder, Runnable check) {
    check.run();
    if (minutes.isPresent() && folder.seconds() > 60 * minutes.getAsDouble()) {
      throw new SuiteEnd(
          false, "timeout: the task's " + minutes.getAsDouble() + " minutes are spent");
    }
  }

  /** Returns why no candidate is correct; empty text if one is. */
  private static String reason(RunRecord record) {
    if (record.best().isPresent()) {
      return "";
    }
    return record.rounds().stream()
        .reduce((first, second) -> second)
        .map(last -> "last round: " + last.verdict() + ": " + last.message())
        .orElse(record.stopReason());
  }

  /** Returns the row of a task that could not be run. */
  SuiteRow failed(SuiteTask task, String reason) {
    return SuiteRow.failed(task, record(suite.path().resolve(task.folder())), reason);
  }

  private static Optional<RunRecord> record(Path path) {
    try {
      return RunFolder.holdsRun(path) ? Optional.of(RunFolder.read(path)) : Optional.empty();
    } catch (RunFolderException e) {
      return Optional.empty(); // what it took is not known; the reason in the row says what failed
    }
  }
}
