package dev.warpsmith.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs tasks at once, as many as are allowed, and waits for all of them. */
final class SideBySide {
  private SideBySide() {}

  /** Runs on the caller's thread where one at a time is allowed, or there is one only. */
  static void run(int most, List<Runnable> tasks) {
    if (most == 1 || tasks.size() <= 1) {
      tasks.forEach(Runnable::run);
      return;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(most, tasks.size()),
            work -> {
              Thread thread = new Thread(work, "turn");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<?>> running = new ArrayList<>();
      tasks.forEach(task -> running.add(threads.submit(task)));
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a turn failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the run was interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
