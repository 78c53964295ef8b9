package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.profiler.timing.StoppingRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks the modelled clock, with a smaller sample of blocks than the gate counts, and without
 * running launches whole for the values that later ones read: blocks of one launch are much alike,
 * and few kernels do more or less work for other values, so the time differs little and costs a
 * fraction.
 *
 * <p>A device that measures is asked instead of the model.
 *
 * <p>Candidates compile side by side, while earlier ones are counted one after another.
 */
final class SampledModel implements CandidateModel {
  /** Warp instructions to count per launch; the gate counts 24 times as many. */
  private static final long SAMPLE = 500_000;

  private final Device device;
  private final CandidateCompiler compiler;
  private final Task task;
  private final FullSizeMemory full;
  private final EvaluationSettings settings;

  SampledModel(
      Device device,
      CandidateCompiler compiler,
      Task task,
      FullSizeMemory full,
      EvaluationSettings settings) {
    this.device = device;
    this.compiler = compiler;
    this.task = task;
    this.full = full;
    this.settings = settings.sampling(SAMPLE);
  }

  @Override
  public List<Optional<CandidateTiming>> times(List<Candidate> candidates) {
    ExecutorService compilers =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(candidates.size(), Runtime.getRuntime().availableProcessors())));
    try {
      full.draw(0);
      List<CompletableFuture<Subject>> subjects = new ArrayList<>();
      for (Candidate candidate : candidates) {
        subjects.add(CompletableFuture.supplyAsync(() -> compiled(candidate), compilers));
      }
      List<Optional<CandidateTiming>> times = new ArrayList<>();
      subjects.forEach(subject -> times.add(time(finished(subject))));
      restoreInputs();
      return List.copyOf(times);
    } finally {
      compilers.shutdownNow();
    }
  }

  @Override
  public int spilledBytes(Candidate candidate) {
    return compiled(candidate)
        .compilation()
        .match(
            compiled ->
                compiled.image().resources().values().stream()
                    .mapToInt(kernel -> kernel.spillStoreBytes() + kernel.spillLoadBytes())
                    .sum(),
            failed -> 0);
  }

  private Subject compiled(Candidate candidate) {
    Subject subject = new Subject(device, compiler, task, candidate);
    subject.compilation();
    return subject;
  }

  private static Subject finished(CompletableFuture<Subject> subject) {
    try {
      return subject.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Optional<CandidateTiming> time(Subject subject) {
    if (CompileGate.check(subject).failure().isPresent()
        || PlanGate.check(subject).failure().isPresent()) {
      return Optional.empty();
    }
    return device
        .timer()
        .map(timer -> measured(subject, timer).time())
        .orElseGet(() -> ModelledTimer.ofPartsOnly(subject, full, settings).time())
        .timing();
  }

  private MeasuredTimer measured(Subject subject, LaunchTimer timer) {
    return new MeasuredTimer(subject, timer, full, StoppingRule.quick(), Optional.empty());
  }

  /**
   * An unproven candidate may have written where it must not; later ones must not suffer for it.
   */
  private void restoreInputs() {
    if (full.tensors().changedInput(full.values()).isPresent()) {
      full.regenerate();
    }
  }
}
