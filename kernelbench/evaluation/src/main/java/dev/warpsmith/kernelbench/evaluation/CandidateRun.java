package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.LaunchOptions;

/**
 * A proven candidate, loaded once with its inputs at one size, to be run again and again: one arm
 * of a benchmark.
 *
 * <p>It proves nothing: evaluate a candidate first.
 */
public final class CandidateRun implements AutoCloseable {
  private final SizeRun run;

  private CandidateRun(SizeRun run) {
    this.run = run;
  }

  /**
   * Returns the largest size, in the regime of the task's full size, at which an emulated run takes
   * about a second.
   */
  public static Bindings emulatedSize(Task task) {
    return SmallerSize.of(task).dims();
  }

  /** Loads the candidate, allocates every tensor and generates the inputs. */
  public static CandidateRun open(
      Device device,
      CandidateCompiler compiler,
      Task task,
      Candidate candidate,
      Bindings size,
      long seed) {
    SizeRun run = SizeRun.open(new Subject(device, compiler, task, candidate), size);
    run.prepare(new InputCase(size, seed, Stress.PLAIN));
    return new CandidateRun(run);
  }

  /**
   * Runs the whole plan once, on the inputs as they stand.
   *
   * @return warp instructions executed
   * @throws IllegalStateException if a launch faults, which a proven candidate's do not
   */
  public long run() {
    return run.again(LaunchOptions.compute())
        .match(
            PlanRun.Completed::warpInstructions,
            faulted -> {
              throw new IllegalStateException(faulted.fault().message());
            });
  }

  @Override
  public void close() {
    run.close();
  }
}
