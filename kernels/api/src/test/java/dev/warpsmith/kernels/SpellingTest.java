package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private static final List<String> WORDS = List.of("launch", "tune", "scratch", "softmax");

  @Test
  void findsNearestWord() {
    assertThat(Spelling.closest("luanch", WORDS)).contains("launch");
    assertThat(Spelling.closest("Softmx", WORDS)).contains("softmax");
    assertThat(Spelling.closest("tune", WORDS)).contains("tune");
  }

  @Test
  void findsNothingFarAway() {
    assertThat(Spelling.closest("matmul", WORDS)).isEmpty();
    assertThat(Spelling.closest("", WORDS)).isEmpty();
    assertThat(Spelling.hint("matmul", WORDS)).isEmpty();
  }

  @Test
  void countsSwapsAsOne() {
    assertThat(Spelling.distance("ab", "ba")).isEqualTo(1);
    assertThat(Spelling.distance("", "abc")).isEqualTo(3);
    assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
  }
}
