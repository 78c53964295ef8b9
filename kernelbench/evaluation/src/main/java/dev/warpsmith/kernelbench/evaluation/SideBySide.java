package dev.warpsmith.kernelbench.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does the same with several things at once, with as many as are allowed, and waits for all. */
public final class SideBySide {
  private SideBySide() {}

  /** Runs tasks; see {@link #map}. */
  public static void run(int most, List<Runnable> tasks) {
    map(
        most,
        tasks,
        task -> {
          task.run();
          return true;
        });
  }

  /**
   * Returns what work makes of each item, in their order. All is done on the caller's thread where
   * one at a time is allowed, or there is one only.
   *
   * @throws RuntimeException the first item's failure; or {@link IllegalStateException} if the
   *     caller's thread is interrupted, and what is under way then is interrupted too
   */
  public static <I, O> List<O> map(int most, List<I> items, Function<I, O> work) {
    if (most == 1 || items.size() <= 1) {
      return items.stream().map(work).toList();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(most, items.size()),
            part -> {
              Thread thread = new Thread(part, "side by side");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<O>> running = new ArrayList<>();
      items.forEach(item -> running.add(threads.submit(() -> work.apply(item))));
      List<O> results = new ArrayList<>();
      for (Future<O> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("one of several at once failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while several worked at once", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
