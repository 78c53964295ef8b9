package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.MatrixRate;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Optional;

/** A product is multiplied on the FMA pipe where tensor cores do so faster, in three products. */
final class IdleTensorCores implements Rule {
  private static final double PRODUCTS = 3;

  /** Part of the time from which on the FMA pipe or the issue of its instructions binds. */
  private static final double BINDS = 0.5;

  /**
   * Products leave the warp schedulers about so much to issue, and shared memory so much to read.
   */
  private static final double ISSUED = 0.4;

  private static final double READ = 0.7;

  @Override
  public Optional<Cause> find(Reading reading) {
    double ratio = MatrixRate.tf32(reading.gpu()) / PRODUCTS / reading.gpu().fp32Tflops();
    boolean product = reading.profile().kernel().matches("(matmul|convolution)_.*");
    double multiplies =
        Math.max(reading.time().micros(Resource.FMA), reading.time().micros(Resource.ISSUE));
    boolean tensor = reading.time().micros(Resource.TENSOR) > 0;
    if (!product || tensor || ratio <= 1 || multiplies < BINDS * reading.workMicros()) {
      return Optional.empty();
    }
    Effect moved =
        new Effect()
            .scale(Resource.FMA, 1 / ratio)
            .scale(Resource.ISSUE, ISSUED)
            .scale(Resource.SHARED, READ)
            .scale(Resource.LATENCY, READ);
    return Optional.of(
        new Cause(
            "idle tensor cores",
            Reading.text(
                "tensor cores would multiply at least %.1f times as fast (a float32 as two of TF32)",
                ratio),
            reading.gain(moved),
            List.of(KeyMetrics.PIPE_FMA, KeyMetrics.PIPE_TENSOR, KeyMetrics.ISSUE_ACTIVE),
            List.of(Remedy.other("arithmetic"))));
  }
}
