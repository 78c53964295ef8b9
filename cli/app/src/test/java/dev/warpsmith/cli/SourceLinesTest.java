package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.CudaSource;
import org.junit.jupiter.api.Test;

class SourceLinesTest {
  private final SourceLines lines =
      new SourceLines(CudaSource.parse("folder/kernel.cu", "// first\n  x = 1;\n"));

  @Test
  void findsALineByItsNumber() {
    assertThat(lines.text("kernel.cu:2")).isEqualTo("x = 1;");
  }

  @Test
  void hasNoTextOfOtherFilesOrLinesOrPlaces() {
    assertThat(lines.text("other.h:2")).isEmpty();
    assertThat(lines.text("kernel.cu:3")).isEmpty();
    assertThat(lines.text("kernel.cu:0")).isEmpty();
    assertThat(lines.text("PTX line 12")).isEmpty();
  }
}
