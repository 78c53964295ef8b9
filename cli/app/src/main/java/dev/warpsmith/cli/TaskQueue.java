package dev.warpsmith.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Tasks that wait to be run, several at once: each begins when what it needs has room beside those
 * that run. A later task passes by one that must wait; one that runs alone always has room.
 *
 * @param <T> what stands for a task
 */
final class TaskQueue<T> {
  private final List<T> waiting;
  private final ToLongFunction<T> need;
  private final long room;
  private final Map<T, Long> needs = new HashMap<>();
  private long taken;
  private int running;

  /**
   * @param need asked for once for each task, when it may begin
   * @param room for all that run at once
   */
  TaskQueue(List<T> tasks, ToLongFunction<T> need, long room) {
    this.waiting = new ArrayList<>(tasks);
    this.need = need;
    this.room = room;
  }

  /**
   * Returns the next task, as soon as one has room.
   *
   * @throws IllegalStateException if none is left
   */
  synchronized T take() {
    try {
      while (next().isEmpty() && !waiting.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the suite was interrupted", e);
    }
    T next = next().orElseThrow(() -> new IllegalStateException("no task is left to be run"));
    begin(next);
    return next;
  }

  private synchronized void begin(T task) {
    waiting.remove(task);
    taken += need(task);
    running++;
  }

  /** Gives back what a task took. */
  synchronized void done(T task) {
    taken -= need(task);
    running--;
    notifyAll();
  }

  private synchronized Optional<T> next() {
    return waiting.stream().filter(task -> running == 0 || taken + need(task) <= room).findFirst();
  }

  private synchronized long need(T task) {
    return needs.computeIfAbsent(task, need::applyAsLong);
  }
}
