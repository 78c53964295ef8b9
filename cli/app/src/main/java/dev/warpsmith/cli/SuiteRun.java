package dev.warpsmith.cli;

import dev.warpsmith.coder.llm.ChatException;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import dev.warpsmith.optimizer.RunFolderException;
import dev.warpsmith.optimizer.suite.Suite;
import dev.warpsmith.optimizer.suite.SuiteFolder;
import dev.warpsmith.optimizer.suite.SuiteRow;
import dev.warpsmith.optimizer.suite.SuiteRow.State;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs the tasks of a suite that have no result yet, several at once, and writes its files anew
 * after each. What fails in a task is its row; what is missing in the environment ends the suite.
 */
final class SuiteRun {
  private final SuiteFolder folder;
  private final SuitePrinter printer;
  private final TaskRun work;
  private final double secondsBefore;
  private final long startNanos = System.nanoTime();
  private Optional<RuntimeException> stop = Optional.empty();
  private Suite suite;

  SuiteRun(SuiteFolder folder, Suite suite, SuitePrinter printer, TaskRun work) {
    this.folder = folder;
    this.suite = suite;
    this.printer = printer;
    this.work = work;
    this.secondsBefore = suite.seconds();
  }

  /**
   * Runs to the end, or until the suite may not go on.
   *
   * @return all that is known then
   */
  Suite run() {
    Map<String, String> settings = suite.settings();
    int jobs = SuiteOptions.jobs(settings);
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    OptionalDouble minutes = SuiteOptions.minutes(settings);
    OptionalDouble usd = SuiteOptions.usd(settings);
    TaskQueue<SuiteRow> queue =
        new TaskQueue<>(
            suite.in(State.WAITING),
            row -> jobs == 1 ? 0 : work.need(row.task()),
            SuiteOptions.memory(settings).forTasks());
    for (int tasks = suite.in(State.WAITING).size(); tasks > 0; tasks--) {
      pool.execute(() -> next(queue, minutes, usd));
    }
    pool.shutdown();
    try {
      pool.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the suite was interrupted", e);
    }
    stopped()
        .filter(reason -> !(reason instanceof SuiteEnd))
        .ifPresent(
            reason -> {
              throw reason;
            });
    return suite();
  }

  /** Returns why tasks were left, if it was not the environment. */
  Optional<String> stopReason() {
    return stopped().map(reason -> String.valueOf(reason.getMessage()));
  }

  private void next(TaskQueue<SuiteRow> queue, OptionalDouble minutes, OptionalDouble usd) {
    SuiteRow row = queue.take();
    try {
      task(row, minutes, usd);
    } finally {
      queue.done(row);
    }
  }

  private void task(SuiteRow row, OptionalDouble minutes, OptionalDouble usd) {
    try {
      requireGoingOn(minutes, usd);
      OptionalDouble left =
          usd.isPresent() ? OptionalDouble.of(usd.getAsDouble() - suite().usd()) : usd;
      SuiteRow now =
          work.row(row.task(), left, () -> requireGoingOn(minutes, OptionalDouble.empty()));
      keep(now.after(row.spent()));
    } catch (SuiteEnd
        | ChatException
        | ToolchainException
        | CommandException
        | RunFolderException
        | UncheckedIOException e) {
      stop(e);
    } catch (RuntimeException e) {
      keep(work.failed(row.task(), "internal error: " + e).after(row.spent()));
    } catch (OutOfMemoryError e) {
      keep(
          work.failed(
                  row.task(),
                  "out of memory ("
                      + e.getMessage()
                      + "); give more with WARPSMITH_JAVA_OPTIONS=-Xmx6g or take fewer --jobs, then"
                      + " --resume with --retry")
              .after(row.spent()));
    }
  }

  private void requireGoingOn(OptionalDouble minutes, OptionalDouble usd) {
    if (stopped().isPresent()) {
      throw new SuiteEnd(true, "the suite stops");
    }
    if (minutes.isPresent() && seconds() >= 60 * minutes.getAsDouble()) {
      throw new SuiteEnd(true, "the suite's " + minutes.getAsDouble() + " minutes are spent");
    }
    if (usd.isPresent() && suite().usd() >= usd.getAsDouble()) {
      throw new SuiteEnd(true, "the suite's " + usd.getAsDouble() + " USD are spent");
    }
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - startNanos) * 1e-9;
  }

  private synchronized Optional<RuntimeException> stopped() {
    return stop;
  }

  /** Stops the suite; the first reason stays. */
  private synchronized void stop(RuntimeException reason) {
    stop = stop.or(() -> Optional.of(reason));
  }

  private synchronized Suite suite() {
    return suite;
  }

  private synchronized void keep(SuiteRow row) {
    suite = suite.with(row, seconds());
    folder.write(suite);
    printer.finished(row, suite);
  }
}
