package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Sector counts worked out by hand: 32-byte sectors, 128-byte lines. */
class CoalescerTest {
  private static final int ALL = -1;

  @Test
  void unitStrideFloatsAreFourSectorsOfOneLine() {
    Coalescer access = access(4, ALL, lane -> 1024 + 4L * lane);
    assertThat(access.sectors()).isEqualTo(4);
    assertThat(access.lines()).isEqualTo(1);
    assertThat(access.line(0)).isEqualTo(8);
    assertThat(access.sectorMask(0)).isEqualTo(0b1111);
    assertThat(access.wavefronts()).isEqualTo(1);
  }

  @Test
  void strideTwoFloatsAreEightSectorsOfTwoLines() {
    Coalescer access = access(4, ALL, lane -> 8L * lane);
    assertThat(access.sectors()).isEqualTo(8);
    assertThat(access.lines()).isEqualTo(2);
    assertThat(access.wavefronts()).isEqualTo(2);
  }

  @Test
  void strideThirtyTwoFloatsAreOneSectorEach() {
    Coalescer access = access(4, ALL, lane -> 128L * lane);
    assertThat(access.sectors()).isEqualTo(32);
    assertThat(access.lines()).isEqualTo(32);
    assertThat(access.wavefronts()).isEqualTo(32);
  }

  @Test
  void transposedFloatsOfARowPitchAreOneSectorEach() {
    assertThat(access(4, ALL, lane -> 4096L * 4 * lane).sectors()).isEqualTo(32);
  }

  @Test
  void misalignedUnitStrideNeedsAFifthSector() {
    Coalescer access = access(4, ALL, lane -> 1024 + 4 + 4L * lane);
    assertThat(access.sectors()).isEqualTo(5);
    assertThat(access.lines()).isEqualTo(2);
    assertThat(access.sectorMask(0)).isEqualTo(0b1111);
    assertThat(access.sectorMask(1)).isEqualTo(0b0001);
  }

  @Test
  void broadcastIsOneSector() {
    assertThat(access(4, ALL, lane -> 4096).sectors()).isEqualTo(1);
    assertThat(access(16, ALL, lane -> 4096).wavefronts()).isEqualTo(1);
  }

  @Test
  void float4UnitStrideIsSixteenSectorsInFourPasses() {
    Coalescer access = access(16, ALL, lane -> 16L * lane);
    assertThat(access.sectors()).isEqualTo(16);
    assertThat(access.lines()).isEqualTo(4);
    assertThat(access.wavefronts()).isEqualTo(4);
  }

  @Test
  void doublesAreEightSectorsInTwoPasses() {
    Coalescer access = access(8, ALL, lane -> 8L * lane);
    assertThat(access.sectors()).isEqualTo(8);
    assertThat(access.wavefronts()).isEqualTo(2);
  }

  @Test
  void halfTheLanesAreHalfTheSectors() {
    assertThat(access(4, 0xFFFF, lane -> 4L * lane).sectors()).isEqualTo(2);
    assertThat(access(4, 1 << 31, lane -> 4L * lane).sectors()).isEqualTo(1);
  }

  @Test
  void bytesOfAWarpAreOneSector() {
    assertThat(access(1, ALL, lane -> 64 + lane).sectors()).isEqualTo(1);
  }

  @Test
  void tileOfSixteenBySixteenTouchesTwoRows() {
    Coalescer access = access(4, ALL, lane -> (lane / 16) * 16384L + 4L * (lane % 16));
    assertThat(access.sectors()).isEqualTo(4);
    assertThat(access.lines()).isEqualTo(2);
  }

  @Test
  void remembersAPatternAcrossLinesOnly() {
    Coalescer access = new Coalescer(4);
    access.access(ALL, addresses(lane -> 4L * lane), 0);
    access.access(ALL, addresses(lane -> 1280 + 4L * lane), 0);
    assertThat(access.line(0)).isEqualTo(10);
    assertThat(access.sectors()).isEqualTo(4);
    access.access(ALL, addresses(lane -> 1288 + 4L * lane), 0);
    assertThat(access.sectors()).isEqualTo(5);
    access.access(ALL, addresses(lane -> 8 + 4L * lane), 1280);
    assertThat(access.line(0)).isEqualTo(10);
    assertThat(access.sectors()).isEqualTo(5);
    access.access(1, addresses(lane -> 1288 + 4L * lane), 0);
    assertThat(access.sectors()).isEqualTo(1);
  }

  @Test
  void agreesWithASetOfSectorsOnRandomAccesses() {
    Random random = new Random(7);
    Coalescer access = new Coalescer(4);
    for (int round = 0; round < 2000; round++) {
      long base = 4L * random.nextInt(4096);
      int span = 1 + random.nextInt(512);
      long[] address = addresses(lane -> base + 4L * random.nextInt(span));
      int mask = random.nextInt() | 1;
      access.access(mask, address, 0);
      Set<Long> sectors = new HashSet<>();
      for (int lane = 0; lane < 32; lane++) {
        if ((mask >> lane & 1) != 0) {
          sectors.add(address[lane] / 32);
        }
      }
      assertThat(access.sectors()).isEqualTo(sectors.size());
    }
  }

  private static Coalescer access(int bytes, int mask, IntToLongFunction address) {
    Coalescer access = new Coalescer(bytes);
    access.access(mask, addresses(address), 0);
    return access;
  }

  private static long[] addresses(IntToLongFunction address) {
    long[] addresses = new long[32];
    for (int lane = 0; lane < 32; lane++) {
      addresses[lane] = address.applyAsLong(lane);
    }
    return addresses;
  }
}
