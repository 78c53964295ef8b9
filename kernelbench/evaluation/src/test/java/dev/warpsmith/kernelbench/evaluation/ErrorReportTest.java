package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorReportTest {
  private static final int ROWS = 7;
  private static final int COLS = 1000;

  /** What a kernel stores at a row and column where {@code right} is right. */
  private interface Kernel {
    float store(int row, int col, float right);
  }

  @Test
  void saysNothingOfWhatIsRight() {
    assertThat(report((row, col, right) -> right)).isEmpty();
  }

  @Test
  void findsTheTailOfTheLastDim() {
    assertThat(report((row, col, right) -> col < 992 ? right : 0))
        .contains("where: all 56 in y[*, 992:], none elsewhere", "values: all are 0")
        .contains(
            "look: 992 is 31 · 32: the tail of the last dim after its last whole tile or vector of"
                + " 32");
  }

  @Test
  void findsOneRow() {
    assertThat(report((row, col, right) -> row == 2 ? right + 1 : right))
        .contains("where: all 1000 in y[2, *], none elsewhere", "values: all are off by 1.00000")
        .contains("look: a term that is missing or added twice, or an index off by one");
  }

  @Test
  void findsATileThatIsPartlyWrong() {
    assertThat(
            report(
                (row, col, right) ->
                    row >= 2 && row < 4 && col >= 32 && col < 64 && (row + col) % 3 != 0
                        ? right + row * col
                        : right))
        .anyMatch(line -> line.startsWith("where: 43 of 64 in y[2:4, 32:64], none elsewhere"));
  }

  @Test
  void findsEverythingFromAnElementOn() {
    assertThat(report((row, col, right) -> row * COLS + col < 3500 ? right : Float.NaN))
        .contains("where: everything from y[3, 500] (element 3500) on", "values: all are NaN")
        .contains("errors: 3500 are NaN or infinite where they differ");
  }

  @Test
  void findsOneLaneOfAVector() {
    assertThat(report((row, col, right) -> col % 4 == 3 ? right * 1.5f : right))
        .contains("values: all are 1.50000 × expected")
        .anyMatch(line -> line.contains("every 4th along the last dim (3 modulo 4)"));
  }

  @Test
  void namesPrecisionWhereEveryErrorIsSmall() {
    assertThat(report((row, col, right) -> right * (1 + (row + col) % 5 * 2e-4f)))
        .anyMatch(line -> line.startsWith("look: precision: errors of this size"));
  }

  @Test
  void saysWhatWasNotWritten() {
    byte poison = (byte) 0x7F;
    float unwritten = Float.intBitsToFloat(0x7F7F7F7F);

    assertThat(report((row, col, right) -> row == 6 && col > 10 ? unwritten : right, poison))
        .contains(
            "where: all 989 in y[6, 11:], none elsewhere",
            "values: all still hold what was there before the launch");
  }

  @Test
  void saysHowFarOffTheWrongElementsAre() {
    assertThat(report((row, col, right) -> row == 0 && col < 10 ? right + (1 << col) : right))
        .anyMatch(
            line ->
                line.startsWith(
                    "errors: |difference| below 32 for half of the wrong, 5.1e+02 for 90 %; largest"
                        + " 512 at y[0, 9] (got 522.0, expected 10.0)"));
  }

  @Test
  void placesElementsOfASample() {
    Comparison comparison =
        new Comparison("y", DType.I32, new long[] {1L << 20, 1L << 20}, new Tolerance(0, 0));
    for (long index = 0; index < 1L << 40; index += 1L << 30) {
      comparison.add(index, 1, index >= 1L << 35 ? 2 : 1, false);
    }

    assertThat(comparison.details())
        .contains(
            "where: all 992 in y[32768:, 0], none elsewhere", "values: all are 2.00000 × expected");
  }

  @Test
  void comparesTheSameWhateverTheChunks() {
    int count = 200_000;
    double[] references = new double[count];
    ByteBuffer got = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      references[i] = i % 1000 + 1;
      got.putFloat(i * 4, (float) references[i] * (i % 777 == 5 ? 1.25f : 1 + 1e-6f));
    }
    Comparison whole =
        new Comparison("y", DType.F32, new long[] {count}, new Tolerance(1e-4, 1e-4));
    whole.addAll(0, references, got, (byte) 0xFF);
    Comparison single =
        new Comparison("y", DType.F32, new long[] {count}, new Tolerance(1e-4, 1e-4));
    for (int i = 0; i < count; i++) {
      single.add(i, references[i], got.getFloat(i * 4), false);
    }

    assertThat(whole.problem(1)).isPresent().isEqualTo(single.problem(1));
    assertThat(whole.details()).isEqualTo(single.details());
    assertThat(whole.largestError()).isEqualTo(single.largestError());
    assertThat(whole.normalisedError()).isCloseTo(single.normalisedError(), withPercentage(1e-9));
  }

  private static List<String> report(Kernel kernel) {
    return report(kernel, (byte) 0xFF);
  }

  private static List<String> report(Kernel kernel, byte poison) {
    double[] references = new double[ROWS * COLS];
    ByteBuffer got = ByteBuffer.allocate(ROWS * COLS * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < references.length; i++) {
      references[i] = i % COLS + 1;
      got.putFloat(i * 4, kernel.store(i / COLS, i % COLS, i % COLS + 1));
    }
    Comparison comparison =
        new Comparison("y", DType.F32, new long[] {ROWS, COLS}, new Tolerance(1e-4, 1e-4));
    comparison.addAll(0, references, got, poison);
    return comparison.details();
  }
}
