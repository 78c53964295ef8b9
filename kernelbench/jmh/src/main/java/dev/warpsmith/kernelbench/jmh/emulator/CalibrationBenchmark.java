package dev.warpsmith.kernelbench.jmh.emulator;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What this machine does with plain Java: fused multiply-adds, 32 independent ones in flight. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CalibrationBenchmark {
  private static final int LANES = 32;
  private static final int TURNS = 10_000;

  private final float[] values = new float[LANES];
  private float factor = 0.999f;

  /** Does {@code LANES * TURNS} multiply-adds; the score is their number per second. */
  @Benchmark
  @OperationsPerInvocation(LANES * TURNS)
  public float[] multiplyAdds() {
    float[] lanes = values;
    float by = factor;
    for (int turn = 0; turn < TURNS; turn++) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] = Math.fma(lanes[lane], by, 0.5f);
      }
    }
    return lanes;
  }
}
