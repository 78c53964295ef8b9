package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Gpus;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large buffers, whose bytes are made when they are first needed. */
class OnDemandTest {
  private static final int PART = 1 << 16;
  private static final long BYTES = 8L << 30;

  private final EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 2);
  private final Set<Long> made = new ConcurrentSkipListSet<>();

  @AfterEach
  void close() {
    device.close();
  }

  /** Each byte is the number of its part. */
  private DeviceBuffer supplied(long bytes) {
    DeviceBuffer buffer = device.allocate("x: u8[n]", 1, bytes);
    assertThat(
            buffer.supply(
                (offset, target) -> {
                  made.add(offset / PART);
                  while (target.hasRemaining()) {
                    target.put((byte) (offset / PART));
                  }
                }))
        .isTrue();
    return buffer;
  }

  private static byte[] read(DeviceBuffer buffer, long offset, int length) {
    byte[] bytes = new byte[length];
    buffer.read(offset, ByteBuffer.wrap(bytes));
    return bytes;
  }

  @Test
  void readsWhatIsSuppliedAndHoldsNoneOfIt() {
    DeviceBuffer buffer = supplied(BYTES);

    assertThat(read(buffer, 3L * PART - 2, 4)).containsExactly(2, 2, 3, 3);
    assertThat(read(buffer, BYTES - 1, 1)).containsExactly(0xFF);
    assertThat(buffer.touched(0, BYTES)).isFalse();
    assertThat(device.memory().made().get()).isZero();
  }

  @Test
  void makesTheWholePartsThatAreWritten() {
    long bytes = 100L * PART;
    DeviceBuffer buffer = supplied(bytes);

    buffer.write(5L * PART - 1, ByteBuffer.wrap(new byte[] {77, 78}));

    assertThat(read(buffer, 5L * PART - 2, 4)).containsExactly(4, 77, 78, 5);
    assertThat(buffer.touched(4L * PART, 1)).isTrue();
    assertThat(buffer.touched(6L * PART, bytes - 6L * PART)).isFalse();
    assertThat(device.memory().made().get()).isEqualTo(2 * PART);
  }

  @Test
  void partsOfGigabytesAreSmall() {
    DeviceBuffer buffer = supplied(BYTES);

    buffer.write(5L * PART - 1, ByteBuffer.wrap(new byte[] {77, 78}));

    assertThat(read(buffer, 5L * PART - 2, 4)).containsExactly(4, 77, 78, 5);
    assertThat(buffer.touched(5L * PART - 4096, 1)).isTrue();
    assertThat(buffer.touched(4L * PART, PART - 4096)).isFalse();
    assertThat(device.memory().made().get()).isEqualTo(2 * 4096);
  }

  @Test
  void setsAllBytesAnewAndGivesTheirMemoryBack() {
    DeviceBuffer buffer = supplied(BYTES);
    buffer.write(0, ByteBuffer.wrap(new byte[] {77}));

    buffer.poison((byte) 0x7F);

    assertThat(read(buffer, 0, 2)).containsExactly(0x7F, 0x7F);
    assertThat(buffer.touched(0, BYTES)).isFalse();
    assertThat(buffer.firstUnwritten()).hasValue(0);
    assertThat(device.memory().made().get()).isZero();
    buffer.fill((byte) 1);
    assertThat(buffer.firstUnwritten()).isEmpty();
  }

  @Test
  void holdsSmallBuffersWhole() {
    DeviceBuffer small = device.allocate("x: u8[n]", 1, 1000);

    assertThat(small.supply((offset, target) -> {})).isFalse();
    assertThat(small.touched(0, 1000)).isTrue();
  }

  @Test
  void growsTheRangeThatIsThereByItsNeighbours() {
    DeviceBuffer buffer = supplied(100L * PART);
    Allocation allocation = ((EmulatedBuffer) buffer).allocation();
    allocation.require(10L * PART, 3L * PART);
    allocation.require(14L * PART, 1);

    assertThat(allocation.from(11L * PART)).isEqualTo(10L * PART);
    assertThat(allocation.to(11L * PART)).isEqualTo(13L * PART);
    assertThat(made).containsExactly(10L, 11L, 12L, 14L);
  }
}
