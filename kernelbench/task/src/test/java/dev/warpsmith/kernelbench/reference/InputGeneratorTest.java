package dev.warpsmith.kernelbench.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernelbench.task.Distribution.Structure;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InputGeneratorTest {
  private static final int SAMPLES = 1_000_000;

  private static InputGenerator generator(DType dtype, Distribution distribution, long seed) {
    return InputGenerator.of(
        new TensorSpec("x", dtype, List.of(Expression.name("n"))), distribution, seed);
  }

  private static double[] samples(Distribution distribution) {
    InputGenerator generator = generator(DType.F64, distribution, 42);
    return LongStream.range(0, SAMPLES).mapToDouble(generator::at).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double moment(double[] values, int power) {
    return Arrays.stream(values).map(value -> Math.pow(value, power)).average().orElseThrow();
  }

  @Test
  void drawsStandardNormalMoments() {
    double[] values = samples(Distribution.normal(0, 1));

    assertThat(mean(values)).isEqualTo(0, within(0.005));
    assertThat(moment(values, 2)).isEqualTo(1, within(0.01));
    assertThat(moment(values, 3)).isEqualTo(0, within(0.02));
    assertThat(moment(values, 4)).isEqualTo(3, within(0.05));
    assertThat(Arrays.stream(values).filter(value -> value > 3).count() / (double) SAMPLES)
        .isEqualTo(0.00134990, within(0.0002));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.8413447460685429, 1",
    "0.02425, -1.97296105131",
    "0.0013498980316300933, -3",
    "0.9999997133484281, 5",
  })
  void invertsTheNormalDistribution(double probability, double quantile) {
    assertThat(NormalQuantile.of(probability)).isEqualTo(quantile, within(2e-8));
    assertThat(NormalQuantile.near(probability)).isEqualTo(quantile, within(3e-5));
  }

  @Test
  void interpolatesTheNormalDistributionClosely() {
    for (int i = 1; i < 99_991; i++) {
      double probability = i / 99_991.0;
      assertThat(NormalQuantile.near(probability))
          .isEqualTo(NormalQuantile.of(probability), within(3e-5));
    }
  }

  @Test
  void drawsUniformAndIntegersInTheirBounds() {
    double[] uniform = samples(Distribution.uniform(-1, 3));
    double[] integers = samples(Distribution.integers(-2, 3));

    assertThat(Arrays.stream(uniform).min().orElseThrow()).isBetween(-1.0, -0.999);
    assertThat(Arrays.stream(uniform).max().orElseThrow()).isBetween(2.999, 3.0);
    assertThat(mean(uniform)).isEqualTo(1, within(0.01));
    assertThat(Arrays.stream(integers).distinct().sorted())
        .containsExactly(-2.0, -1.0, 0.0, 1.0, 2.0);
    assertThat(mean(integers)).isEqualTo(0, within(0.01));
  }

  @Test
  void decorrelatesSeedsAndNeighbours() {
    double[] values = samples(Distribution.normal(0, 1));
    InputGenerator next = generator(DType.F64, Distribution.normal(0, 1), 43);
    double neighbours = 0;
    double seeds = 0;
    for (int i = 1; i < SAMPLES; i++) {
      neighbours += values[i] * values[i - 1];
      seeds += values[i] * next.at(i);
    }
    assertThat(neighbours / SAMPLES).isEqualTo(0, within(0.005));
    assertThat(seeds / SAMPLES).isEqualTo(0, within(0.005));
  }

  /** Sealed values: they change only if every recorded run may change. */
  @Test
  void drawsTheSameBitsOnEveryMachine() {
    InputGenerator normal = generator(DType.F32, Distribution.normal(0, 1), 1);
    assertThat(LongStream.of(0, 1, 1L << 33).mapToDouble(normal::at))
        .containsExactly(1.0932419300079346, -0.33665230870246887, 0.10062883794307709);
  }

  @ParameterizedTest
  @EnumSource
  void fillsMemoryWithTheElementsOfEveryType(DType dtype) {
    Distribution distribution =
        dtype.floating() ? Distribution.normal(0, 2) : Distribution.integers(0, 2);
    InputGenerator generator = generator(dtype, distribution, 9);
    int count = 200_001;
    ByteBuffer memory =
        ByteBuffer.allocateDirect(count * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);

    generator.fill(5_000_000_000L, memory);

    assertThat(memory.position()).isZero();
    for (int i = 0; i < count; i += 997) {
      assertThat(Elements.get(dtype, memory, i)).isEqualTo(generator.at(5_000_000_000L + i));
    }
    assertThat(Elements.get(dtype, memory, count - 1))
        .isEqualTo(generator.at(5_000_000_000L + count - 1));
  }

  @Test
  void drawsEitherOfTwoNumbersAsOften() {
    double[] values = samples(Distribution.either(-1, 1));
    assertThat(Arrays.stream(values).distinct().sorted()).containsExactly(-1.0, 1.0);
    assertThat(mean(values)).isEqualTo(0, within(0.01));
  }

  private static InputGenerator matrices(Structure... structures) {
    Distribution distribution = Distribution.uniform(0.5, 1);
    for (Structure structure : structures) {
      distribution = distribution.with(structure);
    }
    List<Expression> shape =
        List.of(Expression.name("b"), Expression.name("n"), Expression.name("n"));
    return InputGenerator.of(
        new TensorSpec("x", DType.F64, shape),
        distribution,
        Bindings.of(Map.of("b", 3L, "n", 7L)),
        5);
  }

  private static void eachOfMatrices(Structure structure, Matrix expected) {
    InputGenerator plain = matrices();
    InputGenerator made = matrices(structure);
    for (int batch = 0; batch < 3; batch++) {
      int first = 49 * batch;
      for (int row = 0; row < 7; row++) {
        for (int column = 0; column < 7; column++) {
          double draw = plain.at(first + 7 * row + column);
          double mirrored = plain.at(first + 7 * column + row);
          assertThat(made.at(first + 7 * row + column))
              .isEqualTo(expected.element(row, column, draw, mirrored));
        }
      }
    }
  }

  private interface Matrix {
    double element(int row, int column, double draw, double mirrored);
  }

  @Test
  void structuresKeepAPartOfEachMatrixOrMirrorIt() {
    eachOfMatrices(Structure.TRIU, (row, column, draw, mirrored) -> row <= column ? draw : 0);
    eachOfMatrices(Structure.TRIL, (row, column, draw, mirrored) -> row >= column ? draw : 0);
    eachOfMatrices(Structure.SYMMETRIC, (row, column, draw, mirrored) -> (draw + mirrored) / 2);
  }

  @Test
  void oneNumberScalesAWholeTensor() {
    double scale = matrices(Structure.SCALED).at(0) / matrices().at(0);
    assertThat(scale).isBetween(0.0, 1.0);
    for (int i = 0; i < 147; i++) {
      assertThat(matrices(Structure.SCALED).at(i))
          .isEqualTo(scale * matrices().at(i), within(1e-15));
    }
  }

  @Test
  void rowsOfASoftmaxSumToOneAlsoWhereDrawsAreChanged() {
    InputGenerator made = matrices(Structure.SOFTMAX).with((drawn, index) -> 100 * drawn);
    for (int row = 0; row < 21; row++) {
      int first = 7 * row;
      double[] parts = LongStream.range(first, first + 7).mapToDouble(made::at).toArray();
      assertThat(Arrays.stream(parts).sum()).isEqualTo(1, within(1e-12));
      assertThat(parts[1] / parts[0])
          .isCloseTo(
              Math.exp(100 * (matrices().at(first + 1) - matrices().at(first))),
              withinPercentage(1e-6));
    }
  }

  @Test
  void fillsMemoryWithStructuredElements() {
    InputGenerator made = matrices(Structure.SCALED, Structure.SOFTMAX);
    ByteBuffer memory = ByteBuffer.allocate(40 * 8).order(ByteOrder.LITTLE_ENDIAN);
    made.fill(50, memory);
    for (int i = 0; i < 40; i++) {
      assertThat(memory.getDouble(8 * i)).isEqualTo(made.at(50 + i));
    }
  }

  @Test
  void changesElementsBeforeRounding() {
    InputGenerator plain = generator(DType.F16, Distribution.constant(1), 1);
    InputGenerator changed = plain.with((drawn, index) -> drawn / 3 + index);
    assertThat(changed.at(0)).isEqualTo(0.333251953125);
    assertThat(changed.at(2)).isEqualTo(2.333984375);
  }
}
