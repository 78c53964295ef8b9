package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernels.Bindings;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DrawStatisticsTest {
  private final Random random = new Random(1);

  private static DrawStatistics of(DoubleSupplier draw) {
    double[] values = DoubleStream.generate(draw).limit(10_000).toArray();
    double mean = DoubleStream.of(values).average().orElseThrow();
    double variance =
        DoubleStream.of(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    return new DrawStatistics(
        values.length,
        mean,
        Math.sqrt(variance),
        DoubleStream.of(values).min().orElseThrow(),
        DoubleStream.of(values).max().orElseThrow());
  }

  private static String problem(DrawStatistics seen, Distribution distribution) {
    return seen.against(distribution, Bindings.none()).orElse("");
  }

  @Test
  void acceptsWhatIsDrawnAsTheTaskSays() {
    assertThat(problem(of(random::nextDouble), Distribution.uniform(0, 1))).isEmpty();
    assertThat(problem(of(random::nextGaussian), Distribution.normal(0, 1))).isEmpty();
    assertThat(problem(of(() -> random.nextInt(7)), Distribution.integers(0, 7))).isEmpty();
    assertThat(problem(of(() -> 2), Distribution.constant(2))).isEmpty();
  }

  @Test
  void refusesAnotherDistribution() {
    DrawStatistics uniform = of(random::nextDouble);
    assertThat(problem(uniform, Distribution.uniform(-1, 1))).startsWith("mean 0.5");
    assertThat(problem(uniform, Distribution.uniform(0, 0.9))).startsWith("range ");
    assertThat(problem(uniform, Distribution.normal(0.5, 1))).startsWith("deviation 0.28");
    assertThat(problem(of(random::nextGaussian), Distribution.uniform(-1, 1))).startsWith("range");
    assertThat(problem(of(() -> random.nextInt(8)), Distribution.integers(0, 7)))
        .startsWith("range");
    assertThat(problem(of(() -> 1), Distribution.constant(0))).startsWith("range 1");
  }
}
