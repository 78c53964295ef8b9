package dev.warpsmith.kernelbench.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeptInputTest {
  private static final int ELEMENTS = 5000;
  private static final double[] VALUES = {0, -0.0, 1.5, Double.NaN, Double.NEGATIVE_INFINITY};

  private final AtomicInteger drawn = new AtomicInteger();

  private double draw(long index) {
    drawn.incrementAndGet();
    return VALUES[(int) (index % VALUES.length)];
  }

  private ElementSource kept(long elements, String line) {
    List<TensorSpec> inputs = List.of(spec("x: f32[n, n]"), spec("z: f32[n, n]"));
    return KeptInput.of(OpGraph.parse(inputs, line), inputs.get(0), elements, this::draw);
  }

  private static TensorSpec spec(String text) {
    return TensorSpec.parse(text, new SourcePosition("graph", 1, 1));
  }

  private void readTwice(ElementSource source) {
    for (int round = 0; round < 2; round++) {
      double[] read = LongStream.range(0, ELEMENTS).mapToDouble(source::at).toArray();
      double[] expected =
          IntStream.range(0, ELEMENTS).mapToDouble(i -> VALUES[i % VALUES.length]).toArray();
      assertThat(read).containsExactly(expected);
    }
  }

  @Test
  void drawsHardlyAnyElementTwiceForAProduct() {
    readTwice(kept(ELEMENTS, "y = matmul(x, z)"));

    assertThat(drawn.get()).isBetween(ELEMENTS, ELEMENTS + ELEMENTS / 4);
  }

  @Test
  void keepsNothingThatIsReadOnceOrTooLarge() {
    readTwice(kept(ELEMENTS, "y = add(x, z)"));
    readTwice(kept(KeptInput.MOST + 1, "y = matmul(x, z)"));

    assertThat(drawn.get()).isEqualTo(2 * 2 * ELEMENTS);
  }
}
