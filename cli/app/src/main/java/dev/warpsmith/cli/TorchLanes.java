package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.evaluation.SideBySide;
import dev.warpsmith.kernelbench.task.Task;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Compares tasks' drafts with PyTorch, several prepared at once as far as the GPU has room. */
final class TorchLanes implements AutoCloseable {
  /** Part of the GPU's memory that tasks may take. */
  private static final double PART = 0.8;

  private final Supplier<TorchLane> lanes;
  private final int jobs;
  private final long room;
  private final Deque<TorchLane> idle = new ArrayDeque<>();

  /**
   * Opens no lane yet.
   *
   * @param lanes opens one
   * @param memoryBytes of the GPU
   */
  TorchLanes(Supplier<TorchLane> lanes, int jobs, long memoryBytes) {
    this.lanes = lanes;
    this.jobs = jobs;
    this.room = (long) (PART * memoryBytes);
  }

  /**
   * Compares tasks.
   *
   * @param late asked before each task; those that are late are left out
   * @param finished receives each task's comparisons as they are known, one at a time
   * @return how many were left out
   */
  long run(
      List<Task> tasks, BooleanSupplier late, BiConsumer<Task, List<OutsideComparison>> finished) {
    TaskQueue<Task> queue = new TaskQueue<>(tasks, TorchLanes::need, room);
    return SideBySide.map(jobs, tasks, any -> next(queue, late, finished)).stream()
        .filter(done -> !done)
        .count();
  }

  private boolean next(
      TaskQueue<Task> queue,
      BooleanSupplier late,
      BiConsumer<Task, List<OutsideComparison>> finished) {
    Task task = queue.take();
    try {
      if (late.getAsBoolean()) {
        return false;
      }
      List<OutsideComparison> found = compared(task);
      synchronized (finished) {
        finished.accept(task, found);
      }
      return true;
    } finally {
      queue.done(task);
    }
  }

  private List<OutsideComparison> compared(Task task) {
    Optional<TorchLane> known = take();
    TorchLane lane = known.orElseGet(lanes);
    try {
      return lane.compare(task);
    } finally {
      give(lane);
    }
  }

  private synchronized Optional<TorchLane> take() {
    return Optional.ofNullable(idle.poll());
  }

  private synchronized void give(TorchLane lane) {
    idle.push(lane);
  }

  /**
   * Returns the GPU memory that a task may take: our inputs and PyTorch's, what the candidate,
   * eager and the compiled function give, and the values between.
   */
  static long need(Task task) {
    return (long) (2 * task.inputBytes() + 3 * task.outputBytes() + SuiteMemory.between(task));
  }

  @Override
  public synchronized void close() {
    idle.forEach(TorchLane::close);
    idle.clear();
  }
}
