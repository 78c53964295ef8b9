package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.Printed;
import org.junit.jupiter.api.Test;

class PrintedFactsTest {
  @Test
  void saysNothingOfKernelsThatPrintNothing() {
    assertThat(PrintedFacts.of(Printed.nothing())).isEmpty();
  }

  @Test
  void givesTheFirstLinesAndHowManyThereAreBeyond() {
    assertThat(PrintedFacts.of(new Printed("a\nb\n".repeat(50), 7)))
        .hasSize(22)
        .startsWith("printed: a", "printed: b")
        .endsWith(
            "printed: … and 80 lines more",
            "printed: … and 7 calls of printf that the buffer had no room for");
  }
}
