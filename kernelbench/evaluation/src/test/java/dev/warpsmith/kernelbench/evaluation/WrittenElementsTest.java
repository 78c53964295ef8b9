package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WrittenElementsTest {
  private static final byte POISON = (byte) 0xFF;

  private final Device device = new EmulatedDeviceProvider().open("h200");

  @AfterEach
  void close() {
    device.close();
  }

  /** Writes every second element of a tensor. */
  private WrittenElements written(long elements) {
    TensorSpec spec = TensorSpec.parse("y: f32[n]", new SourcePosition("test", 1, 1));
    TensorMemory tensor = TensorMemory.allocate(device, spec, Bindings.of(Map.of("n", elements)));
    tensor.buffer().poison(POISON);
    ByteBuffer one = tensor.bytes(1).putFloat(0, 1);
    for (long i = 1; i < elements; i += 2) {
      one.rewind();
      tensor.write(i, one);
    }
    return WrittenElements.notPoisoned(tensor, POISON);
  }

  @Test
  void takesEveryElementIfThereAreFew() {
    assertThat(written(40).sample(100, 1))
        .containsExactly(LongStream.range(0, 20).map(i -> 2 * i + 1).toArray());
  }

  @Test
  void takesOneElementAtLeastHoweverMuchItCosts() {
    for (long seed = 0; seed < 20; seed++) {
      long[] sample = written(6).sample(1, seed);
      assertThat(sample).hasSize(1);
      assertThat(sample[0] % 2).isEqualTo(1);
    }
  }

  @Test
  void spreadsAFewElementsEvenly() {
    long[] sample = written(2000).sample(10, 3);

    assertThat(sample).hasSize(10).isSorted();
    for (int i = 1; i < sample.length; i++) {
      assertThat(sample[i] - sample[i - 1]).isEqualTo(200);
    }
  }

  @Test
  void takesRunsOfNeighboursOfManyElements() {
    long[] sample = written(100_000).sample(5_000, 3);

    assertThat(sample.length).isBetween(3_000, 7_600);
    assertThat(Arrays.stream(sample).filter(index -> index % 2 == 0)).isEmpty();
    assertThat(sample[1] - sample[0]).isEqualTo(2);
  }
}
