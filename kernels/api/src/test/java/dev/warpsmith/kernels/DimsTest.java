package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimsTest {
  private static final SourcePosition AT = new SourcePosition("t.cu", 1, 1);

  @Test
  void readsDimsThatUseEarlierOnes() {
    assertThat(Dims.parse("rows = 4096, cols = 4 * rows + 1", AT))
        .hasToString("cols = 16385, rows = 4096");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows           | t.cu:1:5: found the end of the line, expected '=' and a size after the dim's name, as in rows = 4096",
        "rows = 4, rows = 5 | t.cu:1:11: dim 'rows' is given twice; remove one",
        "rows = 0       | t.cu:1:8: dim rows is 0, expected 1 or more",
        "rows = cols    | t.cu:1:8: dim rows: 'cols' has no value (defined: none)",
        "rows = 4; cols = 5 | t.cu:1:9: found ';', expected ',' and another dim, or the end of the line",
        "rows = 4,      | t.cu:1:10: found the end of the line, expected a dim, as in rows = 4096",
      })
  void saysWhereAndHow(String text, String message) {
    assertThatThrownBy(() -> Dims.parse(text, AT)).hasMessage(message);
  }
}
