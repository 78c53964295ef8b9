package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.reference.InputGenerator;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernelbench.task.Distribution.Structure;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DrawStatisticsTest {
  private static final TensorSpec X =
      new TensorSpec("x", DType.F32, List.of(Expression.name("n"), Expression.name("n")));

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
        DoubleStream.of(values).max().orElseThrow(),
        List.of());
  }

  private static String problem(DrawStatistics seen, Distribution distribution) {
    Bindings size = Bindings.of(Map.of("n", 100L));
    return seen.against(new TaskInput(X, distribution, false), size).orElse("");
  }

  /** What is seen of a matrix that we draw with another seed. */
  private static DrawStatistics matrix(Distribution distribution, String... structures) {
    InputGenerator drawn = InputGenerator.of(X, distribution, Bindings.of(Map.of("n", 100L)), 77);
    PrimitiveIterator.OfLong indices = LongStream.range(0, 10_000).iterator();
    DrawStatistics seen = of(() -> drawn.at(indices.nextLong()));
    return new DrawStatistics(
        seen.count(),
        seen.mean(),
        seen.deviation(),
        seen.least(),
        seen.largest(),
        List.of(structures));
  }

  private static Distribution unit(Structure... structures) {
    return Distribution.uniform(0, 1).with(List.of(structures));
  }

  @Test
  void acceptsStructuresThatAreSeen() {
    assertThat(problem(matrix(unit(Structure.TRIU), "triu"), unit(Structure.TRIU))).isEmpty();
    assertThat(problem(matrix(unit(Structure.SYMMETRIC), "symmetric"), unit(Structure.SYMMETRIC)))
        .isEmpty();
    assertThat(problem(matrix(unit(Structure.SCALED)), unit(Structure.SCALED))).isEmpty();
    Distribution parts = unit(Structure.SCALED, Structure.SOFTMAX);
    assertThat(problem(matrix(parts, "softmax"), parts)).isEmpty();
    assertThat(problem(of(() -> random.nextBoolean() ? 1 : -1), Distribution.either(-1, 1)))
        .isEmpty();
  }

  @Test
  void refusesStructuresThatAreNotSeen() {
    assertThat(problem(matrix(unit()), unit(Structure.TRIU))).startsWith("structure none is not");
    assertThat(problem(matrix(unit(Structure.TRIL), "tril"), unit(Structure.TRIU)))
        .startsWith("structure tril is not that of triu(uniform");
    assertThat(problem(matrix(unit(Structure.TRIU), "triu"), unit())).startsWith("structure triu");
    assertThat(problem(matrix(unit(), "symmetric"), unit(Structure.SYMMETRIC)))
        .startsWith("deviation ");
    assertThat(problem(of(() -> random.nextGaussian() / 10 + 0.5), unit(Structure.SCALED)))
        .startsWith("mean 0.50");
    assertThat(problem(of(() -> 0.5), Distribution.either(-1, 1))).startsWith("mean 0.5");
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
