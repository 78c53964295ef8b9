package dev.warpsmith.cli;

import dev.warpsmith.optimizer.suite.SuiteRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Tasks that wait to be run, several at once: each begins when what it needs has room beside those
 * that run. A later task passes by one that must wait; one that runs alone always has room.
 */
final class TaskQueue {
  private final List<SuiteRow> waiting;
  private final ToLongFunction<SuiteRow> need;
  private final long room;
  private final Map<SuiteRow, Long> needs = new HashMap<>();
  private long taken;
  private int running;

  /**
   * @param need asked for once for each task, when it may begin
   * @param room for all that run at once
   */
  TaskQueue(List<SuiteRow> tasks, ToLongFunction<SuiteRow> need, long room) {
    this.waiting = new ArrayList<>(tasks);
    this.need = need;
    this.room = room;
  }

  /**
   * Returns the next task, as soon as one has room.
   *
   * @throws IllegalStateException if none is left
   */
  synchronized SuiteRow take() {
    try {
      while (next().isEmpty() && !waiting.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the suite was interrupted", e);
    }
    SuiteRow next =
        next().orElseThrow(() -> new IllegalStateException("no task is left to be run"));
    begin(next);
    return next;
  }

  private synchronized void begin(SuiteRow task) {
    waiting.remove(task);
    taken += need(task);
    running++;
  }

  /** Gives back what a task took. */
  synchronized void done(SuiteRow task) {
    taken -= need(task);
    running--;
    notifyAll();
  }

  private synchronized Optional<SuiteRow> next() {
    return waiting.stream().filter(task -> running == 0 || taken + need(task) <= room).findFirst();
  }

  private synchronized long need(SuiteRow task) {
    return needs.computeIfAbsent(task, need::applyAsLong);
  }
}
