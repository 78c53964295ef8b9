package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Bank conflicts worked out by hand: 32 banks of 4 bytes. */
class BanksTest {
  private static final int ALL = -1;

  @Test
  void unitStrideHasNoConflict() {
    assertThat(wavefronts(4, lane -> 4L * lane)).isEqualTo(1);
  }

  @Test
  void strideTwoIsATwoWayConflict() {
    assertThat(wavefronts(4, lane -> 8L * lane)).isEqualTo(2);
  }

  @Test
  void strideThirtyTwoIsAThirtyTwoWayConflict() {
    assertThat(wavefronts(4, lane -> 128L * lane)).isEqualTo(32);
  }

  @Test
  void oddStridesHaveNoConflict() {
    assertThat(wavefronts(4, lane -> 12L * lane)).isEqualTo(1);
    assertThat(wavefronts(4, lane -> 4L * 33 * lane)).isEqualTo(1);
  }

  @Test
  void paddedColumnOfATileHasNoConflictAndAnUnpaddedOneHas() {
    assertThat(wavefronts(4, lane -> 4L * (33 * lane + 5))).isEqualTo(1);
    assertThat(wavefronts(4, lane -> 4L * (32 * lane + 5))).isEqualTo(32);
  }

  @Test
  void swizzledColumnHasNoConflict() {
    assertThat(wavefronts(4, lane -> 4L * (32 * lane + (7 ^ lane)))).isEqualTo(1);
  }

  /** 128-bit loads of one address take two wavefronts, as ncu counts on an H200. */
  @Test
  void broadcastIsOnePassForEachHalfOfASixteenByteLoad() {
    assertThat(wavefronts(4, lane -> 64)).isEqualTo(1);
    assertThat(wavefronts(8, lane -> 64)).isEqualTo(1);
    assertThat(wavefronts(16, lane -> 64)).isEqualTo(2);
    assertThat(wavefronts(16, lane -> lane < 16 ? 64 : 512)).isEqualTo(2);
    assertThat(wavefronts(16, lane -> lane / 8 * 512L)).isEqualTo(4);
  }

  @Test
  void partsOfAWideAccessAreDoneTogetherWhereLanesGoInPairs() {
    assertThat(wavefronts(8, lane -> lane / 2 * 8L)).isEqualTo(1);
    assertThat(wavefronts(8, lane -> ((lane & 1) | ((lane >> 1) & ~1)) * 8L)).isEqualTo(1);
    assertThat(wavefronts(8, lane -> lane % 16 * 8L)).isEqualTo(2);
    assertThat(wavefronts(16, lane -> lane / 2 * 16L)).isEqualTo(2);
    assertThat(wavefronts(16, lane -> lane % 8 * 16L)).isEqualTo(4);
  }

  @Test
  void twoBroadcastsInOneBankConflict() {
    assertThat(wavefronts(4, lane -> lane < 16 ? 0 : 128)).isEqualTo(2);
    assertThat(wavefronts(4, lane -> lane < 16 ? 0 : 132)).isEqualTo(1);
  }

  @Test
  void wideUnitStridesAreDoneByHalfAndQuarterWarps() {
    assertThat(wavefronts(8, lane -> 8L * lane)).isEqualTo(2);
    assertThat(wavefronts(16, lane -> 16L * lane)).isEqualTo(4);
    assertThat(Banks.fewest(ALL, 16)).isEqualTo(4);
    assertThat(Banks.fewest(0xFF, 16)).isEqualTo(1);
  }

  @Test
  void float4AtStrideTwoConflictsInEveryQuarter() {
    assertThat(wavefronts(16, lane -> 32L * lane)).isEqualTo(8);
  }

  @Test
  void bytesOfOneWordShareIt() {
    assertThat(wavefronts(1, lane -> lane)).isEqualTo(1);
    assertThat(wavefronts(2, lane -> 2L * lane)).isEqualTo(1);
  }

  @Test
  void patternMovedByWordsIsRemembered() {
    SharedPattern pattern = new SharedPattern();
    assertThat(passes(pattern, ALL, lane -> 8L * lane)).isEqualTo(2);
    assertThat(passes(pattern, ALL, lane -> 20 + 8L * lane)).isEqualTo(2);
    assertThat(passes(pattern, ALL, lane -> 20 + 4L * lane)).isEqualTo(1);
    assertThat(passes(pattern, 0xFFFF, lane -> 8L * lane)).isEqualTo(1);
  }

  @Test
  void accessesOfOnePatternAreCountedByWidthAndPlaceInAWord() {
    SharedPattern pattern = new SharedPattern();
    IntToLongFunction strided = lane -> 8L * lane;
    IntToLongFunction bytes = lane -> 128L * lane + lane % 4;
    for (IntToLongFunction offset : List.of(strided, bytes, strided)) {
      pattern.match(ALL, offsets(offset));
      for (int width : new int[] {1, 2, 4, 8, 16, 12, 8, 4, 2, 1}) {
        for (long further : new long[] {0, 1, 2, 3, 4, 64, 129}) {
          assertThat(pattern.wavefronts(width, further))
              .as("%d bytes, %d further", width, further)
              .isEqualTo(wavefronts(width, lane -> offset.applyAsLong(lane) + further));
        }
      }
    }
  }

  private static int passes(SharedPattern pattern, int mask, IntToLongFunction offset) {
    pattern.match(mask, offsets(offset));
    return pattern.wavefronts(4, 0);
  }

  private static int wavefronts(int bytes, IntToLongFunction offset) {
    return Banks.wavefronts(ALL, offsets(offset), bytes);
  }

  private static long[] offsets(IntToLongFunction offset) {
    long[] offsets = new long[32];
    for (int lane = 0; lane < 32; lane++) {
      offsets[lane] = offset.applyAsLong(lane);
    }
    return offsets;
  }
}
