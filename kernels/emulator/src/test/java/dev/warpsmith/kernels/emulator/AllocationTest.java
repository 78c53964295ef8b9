package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationTest {
  private static final int BYTES = 100;

  private final Allocation allocation =
      new Allocation("x", 1, AddressSpace.GLOBAL_START, BYTES, OffHeap.allocate(BYTES));

  @AfterEach
  void release() {
    allocation.release();
  }

  @Test
  void beginsWhatIsMadeOnDemandAtAPageOfTheHost() {
    allocation.makeOnDemand((offset, part) -> Arrays.fill(part, (byte) offset), new AtomicLong());
    assertThat(allocation.host() % 4096).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 8", "3, 2", "3, 5", "3, 6", "8, 16", "7, 90", "16, 84", "99, 1", "50, 0"})
  void knowsWhichBytesTheHostWrote(int offset, int length) {
    allocation.written(offset, length);

    for (int k = 0; k < BYTES; k++) {
      assertThat(allocation.initialised(k, 1))
          .as("byte " + k)
          .isEqualTo(k >= offset && k < offset + length);
    }
  }
}
