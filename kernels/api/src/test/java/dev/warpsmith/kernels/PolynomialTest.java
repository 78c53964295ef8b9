package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolynomialTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "h + 0                     | h",
        "n * (h + 2) - 2 * n       | h * n",
        "d * 2                     | 2 * d",
        "2 - 5                     | -3",
        "h - h                     | 0",
        "(h - 1) * 2 - 2 + 2 + 2   | 2 * h",
        "(h + 2 - 3) / 1 + 1       | h",
        "(2 * h + 3) / 2           | h + 1",
        "(h - 3) / 2 + 1           | (h + 1) / 2 - 1",
        "c * h / c                 | h",
        "b * c * h * w / (b * c)   | h * w",
        "7 / 2                     | 3",
        "(n - h) / 2               | (n - h) / 2",
        "ceildiv(h + 1 - 1, 2) * 2 | 2 * ceildiv(h, 2)",
        "(3 + n) % 4               | (n + 3) % 4",
        "2 * ((h + 1) / 4)         | 2 * ((h + 1) / 4)",
        "-(a - b)                  | b - a",
      })
  void findsTheShortestForm(String text, String shortest) {
    assertThat(Polynomial.of(Expression.parse(text)).expression())
        .hasToString(Expression.parse(shortest).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a * (b + c) | c * a + b * a",
        "(h - 1) / 2 + 1 | (h + 1) / 2",
        "min(a, b + 0) | min(a, b)",
      })
  void holdsEqualSumsOfProductsToBeEqual(String left, String right) {
    assertThat(Polynomial.of(Expression.parse(left)))
        .isEqualTo(Polynomial.of(Expression.parse(right)))
        .hasSameHashCodeAs(Polynomial.of(Expression.parse(right)));
    assertThat(Polynomial.of(Expression.parse(left)))
        .isNotEqualTo(Polynomial.of(Expression.parse(right + " + 1")));
  }

  /** Lengths are not negative, so quotients are rounded down. */
  @Test
  void keepsTheValueOfEveryExpressionOverLengths() {
    Random random = new Random(3);
    for (int i = 0; i < 5000; i++) {
      Expression expression = Expression.parse(random(random, 4));
      Bindings lengths =
          Bindings.of(
              Map.of(
                  "a", 1L + random.nextInt(9),
                  "b", 1L + random.nextInt(9),
                  "c", 1L + random.nextInt(9)));

      assertThat(Polynomial.of(expression).expression().evaluate(lengths))
          .as("%s at %s", expression, lengths)
          .isEqualTo(expression.evaluate(lengths));
    }
  }

  /** Differences are made of a larger minuend, so that no dividend is negative. */
  private static String random(Random random, int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return random.nextBoolean()
          ? "abc".charAt(random.nextInt(3)) + ""
          : 1 + random.nextInt(6) + "";
    }
    String left = random(random, depth - 1);
    String right = random(random, depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> "(" + left + " + " + right + ")";
      case 1 -> "(" + left + ") * (" + right + ")";
      case 2 -> "(" + left + " + " + right + " - " + left + ")";
      case 3 -> "(" + left + ") / " + (1 + random.nextInt(4));
      case 4 -> "ceildiv(" + left + ", " + (1 + random.nextInt(4)) + ")";
      default -> "max(" + left + ", " + right + ")";
    };
  }
}
