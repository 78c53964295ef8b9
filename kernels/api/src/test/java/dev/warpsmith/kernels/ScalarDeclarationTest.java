package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarDeclarationTest {
  private static final SourcePosition AT = new SourcePosition("t.cu", 1, 1);

  @ParameterizedTest
  @CsvSource({"0.5, 0.5", "-1e-3, -0.001", ".25, 0.25", "+2, 2", "3., 3", "-inf, -Infinity"})
  void readsNumbers(String text, double value) {
    assertThat(ScalarDeclaration.parse("alpha: f32 = " + text, AT))
        .isEqualTo(new ScalarDeclaration("alpha", DType.F32, value));
  }

  @Test
  void refusesWhatIsNoScalar() {
    assertThatThrownBy(() -> ScalarDeclaration.parse("alpha: f32", AT))
        .hasMessage(
            "t.cu:1:11: found the end of the line, expected '=' and a value, as in alpha: f32 = 0.5");
    assertThatThrownBy(() -> ScalarDeclaration.parse("n: i32 = 0.5", AT))
        .hasMessage("t.cu:1:10: value 0.5 is no integer, but the type is i32");
    assertThatThrownBy(() -> ScalarDeclaration.parse("a: f32 = x", AT))
        .hasMessage("t.cu:1:10: found 'x', expected a number such as 0.5");
    assertThatThrownBy(() -> ScalarDeclaration.parse("a: f32 = 1 2", AT))
        .hasMessage("t.cu:1:12: found '2', expected the end of the line after the value");
  }
}
