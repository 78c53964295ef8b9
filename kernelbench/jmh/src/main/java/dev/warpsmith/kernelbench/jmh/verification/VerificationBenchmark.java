package dev.warpsmith.kernelbench.jmh.verification;

import dev.warpsmith.kernelbench.evaluation.Comparison;
import dev.warpsmith.kernelbench.reference.InputGenerator;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The time of 256 MiB of float32 output or input, on all cores: four times that is 1 GiB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class VerificationBenchmark {
  private static final int ELEMENTS = 1 << 26;
  private static final int PARTS = 1 << 10;
  private static final double BOUND = 1e-5;
  private static final Tolerance TOLERANCE = new Tolerance(1e-4, 1e-4);

  private final double[] references = new double[ELEMENTS];
  private final ByteBuffer got =
      ByteBuffer.allocateDirect(ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer zeros =
      ByteBuffer.allocateDirect(ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer drawn =
      ByteBuffer.allocateDirect(ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Makes a right output, and one of zeros. */
  @Setup
  public void fill() {
    IntStream.range(0, ELEMENTS)
        .parallel()
        .forEach(
            i -> {
              references[i] = 1 + i % 1000 * 1e-3;
              got.putFloat(i * Float.BYTES, (float) (references[i] * (1 + 1e-7)));
            });
  }

  /** Compares a right output: every element, all statistics. */
  @Benchmark
  public boolean compareRight() {
    return compare(got).problem(BOUND).isEmpty();
  }

  /** Compares an output of zeros: every element is wrong, and is kept for the report. */
  @Benchmark
  public boolean compareWrong() {
    return compare(zeros).problem(BOUND).isEmpty();
  }

  /** Adds up both tensors: what a comparison cannot be faster than. */
  @Benchmark
  public double plainSum() {
    int part = ELEMENTS / PARTS;
    return IntStream.range(0, PARTS)
        .parallel()
        .mapToDouble(number -> sum(number * part, (number + 1) * part))
        .sum();
  }

  private double sum(int begin, int end) {
    double sum = 0;
    for (int i = begin; i < end; i++) {
      sum += references[i] - got.getFloat(i * Float.BYTES);
    }
    return sum;
  }

  /** Draws from {@code uniform(-1, 1)}. */
  @Benchmark
  public ByteBuffer drawUniform() {
    return draw(Distribution.uniform(-1, 1));
  }

  /** Draws from {@code normal(0, 1)}. */
  @Benchmark
  public ByteBuffer drawNormal() {
    return draw(Distribution.normal(0, 1));
  }

  /** Draws as many bytes of float16 from {@code uniform(-1, 1)}: twice as many elements. */
  @Benchmark
  public ByteBuffer drawHalves() {
    return draw(DType.F16, Distribution.uniform(-1, 1));
  }

  /** Draws as many bytes of bfloat16 from {@code normal(0, 1)}. */
  @Benchmark
  public ByteBuffer drawBrainFloats() {
    return draw(DType.BF16, Distribution.normal(0, 1));
  }

  private ByteBuffer draw(Distribution distribution) {
    return draw(DType.F32, distribution);
  }

  private ByteBuffer draw(DType dtype, Distribution distribution) {
    TensorSpec tensor = new TensorSpec("x", dtype, List.of());
    InputGenerator.of(tensor, distribution, 7).fill(0, drawn);
    return drawn;
  }

  private Comparison compare(ByteBuffer output) {
    Comparison comparison = new Comparison("y", DType.F32, new long[] {ELEMENTS}, TOLERANCE);
    comparison.addAll(0, references, output, (byte) 0xFF);
    return comparison;
  }
}
