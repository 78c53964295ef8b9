package dev.warpsmith.kernels.emulator.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published numerical behaviour of tensor cores; sources stand in the package description. */
class FusedSumTest {

  /** Returns c + Σ x·1 with products in order of k. */
  private static double sum(
      Generation generation, MatrixElement type, MatrixElement result, double c, double... x) {
    double[] ones = new double[x.length];
    Arrays.fill(ones, 1);
    return dot(generation, type, result, c, x, ones);
  }

  private static double dot(
      Generation generation,
      MatrixElement type,
      MatrixElement result,
      double c,
      double[] a,
      double[] b) {
    Matrices m = new Matrices();
    for (int k = 0; k < a.length; k++) {
      m.a[k] = Elements.encode(type, a[k]);
      m.b[k] = Elements.encode(type, b[k]);
    }
    m.c[0] = Elements.encode(result, c);
    ElementFormat format = type.format().orElseThrow();
    boolean half = result == MatrixElement.F16;
    new FloatProduct(new Shape(1, 1, a.length, 1), format, format, half, half)
        .multiply(m, generation);
    return Elements.decode(result, m.d[0]);
  }

  private static double half(Generation generation, double c, double... x) {
    return sum(generation, MatrixElement.F16, MatrixElement.F16, c, x);
  }

  private static double single(Generation generation, double c, double... x) {
    return sum(generation, MatrixElement.F16, MatrixElement.F32, c, x);
  }

  /** Fasi et al. 2021, section "Accuracy of the dot products": extra bits in the alignment. */
  @ParameterizedTest
  @CsvSource({
    "VOLTA, -23, 1", "VOLTA, -24, 0",
    "TURING, -24, 1", "TURING, -25, 0",
    "AMPERE, -24, 1", "AMPERE, -25, 0",
    "ADA, -24, 1", "ADA, -25, 0",
    "HOPPER, -25, 1", "HOPPER, -26, 0"
  })
  void keepsAsManyBitsBelowTheLargestTermAsMeasured(Generation generation, int power, int counts) {
    double x = 0x1p-12;
    double y = Math.pow(2, power + 12);
    double[] a = {x, x, x, x};
    double[] b = {y, y, y, y};
    double sum = dot(generation, MatrixElement.F16, MatrixElement.F32, 1, a, b);
    double exact = 1 + 4 * Math.pow(2, power);
    assertThat(sum).isEqualTo(counts == 1 ? exact : 1.0);
  }

  @Test
  void cutsSinglePrecisionResultsTowardZero() {
    double[] x = {3, 0x1p-9, 0x1p-10, 0x1p-11};
    double[] y = {1, 0x1p-14, 0x1p-14, 0x1p-13};
    double[] negative = Arrays.stream(x).map(v -> -v).toArray();
    assertThat(dot(Generation.HOPPER, MatrixElement.F16, MatrixElement.F32, 0, x, y))
        .isEqualTo(Math.nextUp(3f));
    assertThat(dot(Generation.HOPPER, MatrixElement.F16, MatrixElement.F32, 0, negative, y))
        .isEqualTo(-Math.nextUp(3f));
  }

  @Test
  void roundsHalfPrecisionResultsToNearestEven() {
    double unit = 0x1p-10;
    assertThat(half(Generation.HOPPER, 1, unit / 2, 0, 0, 0)).isEqualTo(1);
    assertThat(half(Generation.HOPPER, 1 + unit, unit / 2, 0, 0, 0)).isEqualTo(1 + 2 * unit);
    assertThat(half(Generation.HOPPER, 1, unit / 2, unit / 16, 0, 0)).isEqualTo(1 + unit);
    assertThat(half(Generation.AMPERE, 60000, 60000, 0, 0, 0)).isInfinite();
  }

  /** Hopper adds sixteen products at once, Ampere eight after eight, Volta four after four. */
  @Test
  void addsBlocksOfTheGenerationsSizeInOrder() {
    double[] a = new double[16];
    double[] b = new double[16];
    Arrays.fill(b, 1);
    a[0] = 4096;
    b[0] = 8192;
    a[4] = 1;
    a[8] = -4096;
    b[8] = 8192;
    a[9] = 1;
    assertThat(dot(Generation.HOPPER, MatrixElement.F16, MatrixElement.F32, 1, a, b)).isEqualTo(3);
    assertThat(dot(Generation.AMPERE, MatrixElement.F16, MatrixElement.F32, 1, a, b)).isEqualTo(0);
    a[4] = 0;
    a[1] = 1;
    assertThat(dot(Generation.HOPPER, MatrixElement.F16, MatrixElement.F32, 1, a, b)).isEqualTo(3);
    a[9] = 0;
    a[13] = 1;
    assertThat(dot(Generation.VOLTA, MatrixElement.F16, MatrixElement.F32, 0, a, b)).isEqualTo(1);
    assertThat(dot(Generation.AMPERE, MatrixElement.F16, MatrixElement.F32, 0, a, b)).isEqualTo(0);
  }

  @Test
  void keepsThirteenFractionBitsOfFp8OnAdaOnly() {
    MatrixElement type = MatrixElement.E5M2;
    double[] x = {1, 0x1p-14, 0x1p-13, 0};
    assertThat(sum(Generation.ADA, type, MatrixElement.F32, 0, x)).isEqualTo(1 + 0x1p-13);
    assertThat(sum(Generation.HOPPER, type, MatrixElement.F32, 0, x)).isEqualTo(1 + 0x1.8p-13);
    assertThat(sum(Generation.ADA, type, MatrixElement.F32, 1 + 0x1p-15, 0, 0, 0, 0)).isEqualTo(1);
  }

  @Test
  void addsTheAccumulatorOfFp8LastAndRoundedOnHopper() {
    double c = 0x1p24 + 2;
    assertThat(sum(Generation.HOPPER, MatrixElement.E4M3, MatrixElement.F32, c, 1, 0, 0, 0))
        .isEqualTo(0x1p24 + 4);
  }

  @Test
  void countsSubnormals() {
    assertThat(single(Generation.HOPPER, 0, 0x1p-24, 0x1p-24, 0, 0)).isEqualTo(0x1p-23);
    assertThat(half(Generation.AMPERE, 0x1p-24, 0x1p-24, 0, 0, 0)).isEqualTo(0x1p-23);
    double[] tiny = {0x1p-75, 0, 0, 0};
    assertThat(dot(Generation.AMPERE, MatrixElement.BF16, MatrixElement.F32, 0, tiny, tiny))
        .isEqualTo(0);
    double[] small = {0x1p-73, 0, 0, 0};
    double[] other = {0x1p-74, 0, 0, 0};
    assertThat(dot(Generation.AMPERE, MatrixElement.BF16, MatrixElement.F32, 0, small, other))
        .isEqualTo(0x1p-147);
    assertThat(single(Generation.HOPPER, 0x1p-149, 0, 0, 0, 0)).isEqualTo(0x1p-149);
  }

  @Test
  void answersOverflowWithInfinityAndNonsenseWithOneNan() {
    double big = 0x1.fp127;
    MatrixElement bf16 = MatrixElement.BF16;
    assertThat(sum(Generation.HOPPER, bf16, MatrixElement.F32, 0, big, big, 0, 0))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(sum(Generation.HOPPER, bf16, MatrixElement.F32, 0, -big, -big, 0, 0))
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(sum(Generation.HOPPER, bf16, MatrixElement.F32, 1, big, big, -big, -big))
        .isEqualTo(0);
    assertThat(special(0x7C00, 0x3C00)).isEqualTo(0x7F800000);
    assertThat(special(0xFC00, 0x3C00)).isEqualTo(0xFF800000);
    assertThat(special(0x7C00, 0x0000)).isEqualTo(0x7FFFFFFF);
    assertThat(special(0xFE01, 0x3C00)).isEqualTo(0x7FFFFFFF);
  }

  /** Returns the bits of a · b + 1 for binary16 bits. */
  private static int special(int a, int b) {
    Matrices m = new Matrices();
    m.a[0] = a;
    m.b[0] = b;
    m.c[0] = Float.floatToRawIntBits(1);
    new FloatProduct(new Shape(1, 1, 4, 1), ElementFormat.F16, ElementFormat.F16, false, false)
        .multiply(m, Generation.HOPPER);
    return (int) m.d[0];
  }

  @Test
  void ignoresTheLowBitsOfTf32() {
    Matrices m = new Matrices();
    m.a[0] = 0x3F801FFF;
    m.b[0] = Float.floatToRawIntBits(1);
    new FloatProduct(new Shape(1, 1, 4, 1), ElementFormat.TF32, ElementFormat.TF32, false, false)
        .multiply(m, Generation.AMPERE);
    assertThat(Float.intBitsToFloat((int) m.d[0])).isEqualTo(1f);
  }

  /** The rule, written down once more with big integers. */
  @ParameterizedTest
  @CsvSource({"VOLTA, 4, 23", "TURING, 8, 24", "AMPERE, 8, 24", "HOPPER, 16, 25"})
  void agreesWithBigIntegersOnRandomTerms(Generation generation, int block, int fractionBits) {
    Random random = new Random(7);
    for (int trial = 0; trial < 3000; trial++) {
      int spread = trial % 14;
      double[] a = random.doubles(16).map(x -> draw(random, spread)).toArray();
      double[] b = random.doubles(16).map(x -> draw(random, spread)).toArray();
      float c = (float) ((random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(20) - 10));
      float expected = c;
      for (int k = 0; k < 16; k += block) {
        expected =
            exactly(
                Arrays.copyOfRange(a, k, k + block),
                Arrays.copyOfRange(b, k, k + block),
                expected,
                fractionBits);
      }
      assertThat(dot(generation, MatrixElement.F16, MatrixElement.F32, c, a, b))
          .isEqualTo(expected);
    }
  }

  private static double draw(Random random, int spread) {
    double significand = 1024 + random.nextInt(1024);
    double magnitude = significand * Math.pow(2, -10 - random.nextInt(spread + 1));
    return random.nextBoolean() ? magnitude : -magnitude;
  }

  private static float exactly(double[] a, double[] b, float c, int fractionBits) {
    int largest = Math.getExponent(c);
    for (int k = 0; k < a.length; k++) {
      largest = Math.max(largest, Math.getExponent(a[k]) + Math.getExponent(b[k]));
    }
    BigDecimal unit = new BigDecimal(Math.pow(2, largest - fractionBits));
    BigInteger sum = new BigDecimal(c).divide(unit).toBigInteger();
    for (int k = 0; k < a.length; k++) {
      sum =
          sum.add(new BigDecimal(a[k]).multiply(new BigDecimal(b[k])).divide(unit).toBigInteger());
    }
    BigDecimal value = new BigDecimal(sum).multiply(unit);
    float nearest = value.floatValue();
    boolean away = new BigDecimal(nearest).abs().compareTo(value.abs()) > 0;
    return away ? Math.nextAfter(nearest, 0) : nearest;
  }

  /** Rows are added at once only to be fast: their sums are those of one after the other. */
  @ParameterizedTest
  @CsvSource({"TURING, F16", "AMPERE, TF32", "ADA, BF16", "HOPPER, TF32"})
  void addsRowsAtOnceAsOneAfterTheOther(Generation generation, MatrixElement type) {
    ElementFormat format = type.format().orElseThrow();
    FusedSum sum = FusedSum.of(generation, format, false);
    FloatProduct product = new FloatProduct(new Shape(16, 8, 8, 1), format, format, false, false);
    Random random = new Random(5);
    for (int trial = 0; trial < 200; trial++) {
      Matrices m = new Matrices();
      int spread = 1 << trial % 8;
      Arrays.setAll(m.a, i -> bits(type, random, spread));
      Arrays.setAll(m.b, i -> bits(type, random, spread));
      Arrays.setAll(m.c, i -> i % 5 == 0 ? 0 : bits(MatrixElement.F32, random, spread));
      product.multiply(m, generation);
      sum.findLargest(m.exponentsA, 128, 8, m.largestA);
      sum.findLargest(m.exponentsB, 64, 8, m.largestB);
      for (int at = 0; at < 128; at++) {
        float total = Float.intBitsToFloat((int) m.c[at]);
        for (int k = 0; k < 8; k += sum.terms()) {
          total = sum.add(m, at / 8 * 8 + k, at % 8 * 8 + k, Math.min(8, sum.terms()), total);
        }
        assertThat((int) m.d[at]).as("%d, %d", trial, at).isEqualTo(Float.floatToRawIntBits(total));
      }
    }
  }

  /** Returns a number whose exponent is at most so far from 0 as the type can hold; some are 0. */
  private static long bits(MatrixElement type, Random random, int spread) {
    int most = type == MatrixElement.F16 ? 14 : 60;
    int exponent = Math.max(-most, Math.min(most, random.nextInt(2 * spread) - spread));
    double value = (random.nextInt(512) - 256) * Math.pow(2, exponent - 8.0);
    return Elements.encode(type, value);
  }
}
