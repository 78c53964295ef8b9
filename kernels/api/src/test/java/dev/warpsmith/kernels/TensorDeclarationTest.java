package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorDeclarationTest {
  private static final SourcePosition AT = new SourcePosition("t.cu", 3, 11);

  @Test
  void readsTensorAndDistribution() {
    TensorDeclaration declared =
        TensorDeclaration.parse("x: bf16[rows, 2 * cols]  ~ uniform(-1, 1) ", AT);

    assertThat(declared.tensor()).hasToString("x: bf16[rows, 2 * cols]");
    assertThat(declared.tensor().bytes(Bindings.of(Map.of("rows", 3L, "cols", 5L)))).isEqualTo(60);
    assertThat(declared.distribution().orElseThrow().text()).isEqualTo("uniform(-1, 1)");
    assertThat(declared.distribution().orElseThrow().position()).hasToString("t.cu:3:38");
  }

  @Test
  void readsTensorsOfNoDims() {
    assertThat(TensorSpec.parse("loss: f32", AT)).isEqualTo(TensorSpec.parse("loss: f32[]", AT));
    assertThat(TensorSpec.parse("loss: f32", AT).elements(Bindings.none())).isOne();
  }

  @Test
  void reparsesWhatItPrints() {
    for (DType dtype : DType.values()) {
      for (String shape : new String[] {"[]", "[n]", "[n, ceildiv(m, 4), 7]"}) {
        TensorSpec tensor = TensorSpec.parse("x: " + dtype.directiveName() + shape, AT);
        assertThat(TensorSpec.parse(tensor.toString(), AT)).isEqualTo(tensor);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x f32[n]   | t.cu:3:13: found 'f32', expected ':' and a type after the tensor's name, as in x: f32[n]",
        "x: f32[n   | t.cu:3:19: found the end of the line, expected ']' to close the shape",
        "x: f32[n] ~ | t.cu:3:22: found the end of the line, expected a distribution after '~', such as uniform(-1, 1)",
        "x: f32[n] uniform | t.cu:3:21: found 'uniform', expected '~' and a distribution, or the end of the line",
        "x: float[n] | t.cu:3:14: unknown type 'float' (expected one of: f64, f32, f16, bf16, i64, i32, i16, i8, u8, bool)",
        "3: f32[n]  | t.cu:3:11: found '3', expected the tensor's name, as in x: f32[n]",
        "__x: f32   | t.cu:3:11: '__x' begins like a compiler's name; rename it",
      })
  void saysWhereAndHow(String text, String message) {
    assertThatThrownBy(() -> TensorDeclaration.parse(text, AT))
        .isInstanceOf(SourceException.class)
        .hasMessage(message);
  }

  @Test
  void namesOnlyTheLineWhereTheColumnIsUnknown() {
    assertThatThrownBy(() -> TensorDeclaration.parse("x f32", SourcePosition.ofLine("t.json", 4)))
        .hasMessageStartingWith("t.json:4: found 'f32'");
  }
}
