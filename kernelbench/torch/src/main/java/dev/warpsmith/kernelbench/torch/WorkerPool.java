package dev.warpsmith.kernelbench.torch;

import dev.warpsmith.kernelbench.evaluation.SideBySide;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;

/** Several workers, each asked by one thread at a time. */
public final class WorkerPool implements AutoCloseable {
  private final List<WorkerSession> sessions = new ArrayList<>();
  private final ConcurrentLinkedQueue<WorkerSession> idle = new ConcurrentLinkedQueue<>();

  private WorkerPool() {}

  /**
   * Starts the workers.
   *
   * @throws TorchException if Python or PyTorch is missing
   */
  public static WorkerPool open(String python, int workers) {
    WorkerPool pool = new WorkerPool();
    boolean open = false;
    try {
      for (int i = 0; i < workers; i++) {
        pool.sessions.add(WorkerSession.open(python));
      }
      pool.idle.addAll(pool.sessions);
      open = true;
      return pool;
    } finally {
      if (!open) {
        pool.close();
      }
    }
  }

  /** Returns {@code PyTorch 2.13.0+cpu}. */
  public String label() {
    return sessions.get(0).label();
  }

  /** Does something for each item, as many at once as there are workers; results in order. */
  public <T, R> List<R> each(List<T> items, BiFunction<WorkerSession, T, R> work) {
    return SideBySide.map(sessions.size(), items, item -> with(item, work));
  }

  private <T, R> R with(T item, BiFunction<WorkerSession, T, R> work) {
    WorkerSession session = idle.remove();
    try {
      return work.apply(session, item);
    } finally {
      idle.add(session);
    }
  }

  @Override
  public void close() {
    sessions.forEach(WorkerSession::close);
  }
}
