package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.Bindings;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentElementsTest {
  private static final InputCase CASE = new InputCase(Bindings.none(), 1, Stress.PLAIN);

  private final RecentElements recent = new RecentElements();
  private final AtomicInteger computed = new AtomicInteger();

  private double[] ask(InputCase inputs, String output, long... indices) {
    return recent.of(
        inputs, output, indices, () -> new double[] {indices[0], computed.incrementAndGet()});
  }

  @Test
  void computesTheSameDemandOnce() {
    assertThat(ask(CASE, "y", 3)).containsExactly(3, 1);
    assertThat(ask(CASE, "y", 3)).containsExactly(3, 1);
  }

  @Test
  void tellsDemandsApart() {
    ask(CASE, "y", 3);

    assertThat(ask(CASE, "y", 4)).containsExactly(4, 2);
    assertThat(ask(CASE, "z", 3)).containsExactly(3, 3);
    assertThat(ask(new InputCase(Bindings.none(), 2, Stress.PLAIN), "y", 3)).containsExactly(3, 4);
  }

  @Test
  void forgetsTheOldestDemandAndLargeOnes() {
    for (int i = 0; i < 5; i++) {
      ask(CASE, "y", i);
    }
    assertThat(ask(CASE, "y", 0)).containsExactly(0, 6);

    long[] large = new long[1 << 17];
    ask(CASE, "y", large);
    assertThat(ask(CASE, "y", large)).containsExactly(0, 8);
  }
}
