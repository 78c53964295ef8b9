package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.emulator.counters.AccessSite.Atomic;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against the figures of an H200 that MODEL.md quotes. */
class AtomicPassesTest {
  private static final long TABLE = 1L << 40;

  private static double clocks(Atomic atomic, int mask, IntToLongFunction addressByLane) {
    AtomicPasses passes = new AtomicPasses();
    passes.add(mask, IntStream.range(0, 32).mapToLong(addressByLane).toArray(), TABLE, 4, atomic);
    return passes.clocks();
  }

  @Test
  void lanesThatNameOneWordTakeTurns() {
    assertThat(clocks(Atomic.INTEGER, -1, lane -> 0)).isCloseTo(32 * 1.45, within(0.01));
    assertThat(clocks(Atomic.INTEGER, -1, lane -> 4L * (lane % 2)))
        .isCloseTo(16 * 1.45, within(0.01));
    assertThat(clocks(Atomic.INTEGER, 0b1011, lane -> 0)).isCloseTo(3 * 1.45, within(0.01));
    assertThat(clocks(Atomic.FLOATING_POINT, 1, lane -> 0)).isCloseTo(3.48, within(0.01));
  }

  @Test
  void differentWordsOfALineAreDoneSeveralAtATime() {
    assertThat(clocks(Atomic.INTEGER, -1, lane -> 4L * lane)).isCloseTo(32 * 0.15, within(0.01));
  }

  @Test
  void joinedLanesAreOne() {
    assertThat(clocks(Atomic.JOINED, -1, lane -> 0)).isCloseTo(1.45, within(0.01));
  }

  @Test
  void linesFarApartBelongToDifferentSlices() {
    assertThat(clocks(Atomic.INTEGER, -1, lane -> 4096L * lane)).isBetween(1.45, 4 * 1.45);
    assertThat(clocks(Atomic.INTEGER, 0b1111, lane -> 128L * lane))
        .isCloseTo(4 * 1.45, within(0.01));
  }

  @Test
  void findsTheMostLanesOnOneWord() {
    long[] offsets = IntStream.range(0, 32).mapToLong(lane -> lane < 5 ? 8 : 4L * lane).toArray();
    assertThat(AtomicPasses.mostOnOneWord(-1, offsets, 4)).isEqualTo(5);
    assertThat(AtomicPasses.mostOnOneWord(0b11, offsets, 4)).isEqualTo(2);
    assertThat(AtomicPasses.mostOnOneWord(1 << 31, offsets, 4)).isEqualTo(1);
  }
}
