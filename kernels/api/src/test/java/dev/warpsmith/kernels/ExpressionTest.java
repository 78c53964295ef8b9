package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  private static final Bindings DIMS = Bindings.of(Map.of("rows", 7L, "cols", 1000L, "BLOCK", 64L));

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "1 + 2 * 3 = 7",
        "(1 + 2) * 3 = 9",
        "10 - 4 - 3 = 3",
        "100 / 10 / 5 = 2",
        "-7 / 2 = -3",
        "-7 % 3 = -1",
        "- -4 = 4",
        "2 * -3 = -6",
        "ceildiv(cols, BLOCK) = 16",
        "ceildiv(-7, 2) = -3",
        "ceildiv(7, -2) = -3",
        "min(rows, cols) = 7",
        "max(rows, cols, 2000) = 2000",
        "0x40 * rows = 448",
        "4*BLOCK+rows%2 = 257",
      })
  void evaluates(String text, long value) {
    assertThat(Expression.parse(text.strip()).evaluate(DIMS)).isEqualTo(value);
  }

  @Test
  void printsOnlyNeededParentheses() {
    assertThat(Expression.parse("((a)+(b*c))-(d-(e))")).hasToString("a + b * c - (d - e)");
    assertThat(Expression.parse("-(a+b)*-c")).hasToString("-(a + b) * -c");
  }

  @Test
  void reparsesWhatItPrints() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      Expression expression = random(random, 5);
      assertThat(Expression.parse(expression.toString())).isEqualTo(expression);
    }
  }

  @Test
  void evaluatesWhatJavaEvaluates() {
    Random random = new Random(11);
    for (int i = 0; i < 2000; i++) {
      long a = random.nextInt(2001) - 1000L;
      long b = 1L + random.nextInt(1000);
      Bindings bindings = Bindings.of(Map.of("a", a, "b", b));
      assertThat(Expression.parse("a * 3 - b / 2 + a % b").evaluate(bindings))
          .isEqualTo(a * 3 - b / 2 + a % b);
      assertThat(Expression.parse("ceildiv(a, b)").evaluate(bindings))
          .isEqualTo((long) Math.ceil((double) a / b));
    }
  }

  @Test
  void namesUnknownNamesAndThoseDefined() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Expression.parse("row * 2").evaluate(DIMS))
        .withMessage("'row' has no value (defined: BLOCK, cols, rows); did you mean 'rows'?");
  }

  @Test
  void refusesOverflowAndDivisionByZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Expression.parse("9223372036854775807 + 1").evaluate(DIMS))
        .withMessage("9223372036854775807 + 1 overflows 64 bits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Expression.parse("cols / (rows - 7)").evaluate(DIMS))
        .withMessageStartingWith("cols / (rows - 7) divides by zero with ");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Expression.parse("(-9223372036854775807 - 1) / -1").evaluate(Bindings.none()))
        .withMessageContaining("overflows");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 +       | 1:4: found the end of the line, expected an integer, a name or '('",
        "(a + b    | 1:7: found the end of the line, expected ')' to close the '(' at column 1",
        "a b       | 1:3: found 'b', expected an operator (+ - * / %) or the end of the expression",
        "12ab      | 1:1: found '12ab', expected an integer; write digits only, such as 4096",
        "99999999999999999999 | 1:1: integer 99999999999999999999 does not fit 64 bits (largest: 9223372036854775807)",
        "cieldiv(a, b) | 1:1: unknown function 'cieldiv' (defined: ceildiv, min, max); did you mean 'ceildiv'?",
        "ceildiv(a) | 1:1: ceildiv has 1 arguments, expected 2: write ceildiv(a, b)",
        "a + 0.5   | 1:6: found '.', expected an integer expression; pass a floating-point value through a @scalar of the task",
      })
  void saysWhereAndHow(String text, String message) {
    assertThatThrownBy(() -> Expression.parse(text, new SourcePosition("k.cu", 1, 1)))
        .isInstanceOf(SourceException.class)
        .hasMessage("k.cu:" + message);
  }

  @Test
  void refusesWhatWouldOverflowTheStack() {
    assertThatThrownBy(() -> Expression.parse("(".repeat(100_000)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("nested more than 100 deep");
    assertThatThrownBy(() -> Expression.parse("1" + "+1".repeat(100_000)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("more than 1000 operators");
  }

  private static Expression random(Random random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return random.nextBoolean()
          ? Expression.of(random.nextInt(2000) - 1000L)
          : Expression.name("n" + random.nextInt(3));
    }
    Expression left = random(random, depth - 1);
    Expression right = random(random, depth - 1);
    return switch (random.nextInt(8)) {
      case 0 -> new ExpressionNode.Negation(left);
      case 1 -> new ExpressionNode.Call(ExpressionNode.Function.CEILDIV, List.of(left, right));
      case 2 -> new ExpressionNode.Call(ExpressionNode.Function.MAX, List.of(left, right, left));
      default -> {
        ExpressionNode.Operator[] operators = ExpressionNode.Operator.values();
        yield new ExpressionNode.Binary(operators[random.nextInt(operators.length)], left, right);
      }
    };
  }
}
