package dev.warpsmith.kernels.process;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Does something at a time unless it is cancelled before. */
final class Deadline {
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          action -> {
            Thread thread = new Thread(action, "tool-deadline");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> task;

  private Deadline(ScheduledFuture<?> task) {
    this.task = task;
  }

  static Deadline after(Duration limit, Runnable action) {
    return new Deadline(TIMER.schedule(action, limit.toMillis(), TimeUnit.MILLISECONDS));
  }

  void cancel() {
    task.cancel(false);
  }
}
