package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "a // b|a     ",
        "a /* b */ c|a         c",
        "\"// no\" x|        x",
        "'\"' x // y|    x     ",
        "1'000 + 'c'|1'000 +    ",
        "R\"(a\"b)\" c|R        c",
        "u8R\"d()\" )d\" c|u8R          c",
        "\"a\\\"b\" c|       c",
      })
  void blanksCommentsAndLiterals(String text, String code) {
    assertThat(CudaText.withoutCommentsAndLiterals(text)).isEqualTo(code);
  }

  @Test
  void continuesLineCommentsPastBackslash() {
    assertThat(CudaText.withoutCommentsAndLiterals("// a \\\nb\nc")).isEqualTo("      \n \nc");
  }

  @Test
  void keepsLiteralsWhenOnlyCommentsGo() {
    assertThat(CudaText.withoutComments("\"//\" /* x */ 'c'")).isEqualTo("\"//\"         'c'");
  }

  @Test
  void keepsLengthAndLinesOfAnyText() {
    Random random = new Random(5);
    String alphabet = "/*\"'\\\nR(a)1 \r";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(24); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String code = CudaText.withoutCommentsAndLiterals(text.toString());
      assertThat(code).hasSameSizeAs(text);
      assertThat(code.replaceAll("[^\n]", "")).isEqualTo(text.toString().replaceAll("[^\n]", ""));
    }
  }
}
