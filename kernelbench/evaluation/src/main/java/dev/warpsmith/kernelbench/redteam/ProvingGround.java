package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.CandidateCompiler;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the candidates of one task are proven, by any number of threads: each call has an evaluator
 * and a device to itself, the baseline is proven once.
 */
final class ProvingGround implements AutoCloseable {
  private final Task task;
  private final Supplier<Device> devices;
  private final CandidateCompiler compiler;
  private final EvaluationSettings settings;
  private final Deque<Post> idle = new ArrayDeque<>();
  private Optional<Baseline> baseline = Optional.empty();

  ProvingGround(
      Task task,
      Supplier<Device> devices,
      CandidateCompiler compiler,
      EvaluationSettings settings) {
    this.task = task;
    this.devices = devices;
    this.compiler = compiler;
    this.settings = settings;
  }

  /** An evaluator and its device. */
  private record Post(Device device, Evaluator evaluator) {
    void close() {
      evaluator.close();
      device.close();
    }
  }

  /** Puts a candidate through the gates. */
  Evaluation evaluate(Candidate candidate) {
    Post post = take();
    try {
      Evaluation evaluation =
          post.evaluator()
              .evaluate(
                  candidate, baseline(post), EvaluationMemory.none(), EvaluationObserver.none());
      give(post);
      return evaluation;
    } catch (RuntimeException e) {
      post.close();
      throw e;
    }
  }

  private synchronized Baseline baseline(Post post) {
    Baseline known =
        baseline.orElseGet(
            () -> post.evaluator().baseline(EvaluationMemory.none(), EvaluationObserver.none()));
    baseline = Optional.of(known);
    return known;
  }

  private Post take() {
    synchronized (idle) {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    Device device = devices.get();
    return new Post(device, new Evaluator(task, device, compiler, settings));
  }

  private void give(Post post) {
    synchronized (idle) {
      idle.push(post);
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(Post::close);
      idle.clear();
    }
  }
}
