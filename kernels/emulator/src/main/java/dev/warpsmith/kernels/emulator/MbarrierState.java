package dev.warpsmith.kernels.emulator;

import java.util.Optional;

/**
 * The state of an mbarrier (PTX ISA 9.7.13.15.2), as the 64 bits that lie in shared memory.
 *
 * <p>PTX leaves the bits open. Here they are: 63 the phase's parity, 62–43 the arrivals that the
 * phase still needs, 42–23 those that the next phase will need, 22–21 the mark 01 of an initialised
 * object, 20–0 the transactions still to come, signed. Zeros and the fill of fresh shared memory
 * are no mbarrier.
 *
 * @param phase parity of the current phase
 * @param pending arrivals that the current phase still needs
 * @param expected arrivals that each later phase needs
 * @param transactions bytes, or other units, that the current phase still waits for
 */
record MbarrierState(int phase, int pending, int expected, int transactions) {
  /** Largest count of arrivals and of transactions. */
  static final int MOST = (1 << 20) - 1;

  private static final long MARK = 1;

  /** Makes the state after {@code mbarrier.init}. */
  static MbarrierState of(int count) {
    return new MbarrierState(0, count, count, 0);
  }

  /** Reads the state from its bits; empty if they are no initialised mbarrier. */
  static Optional<MbarrierState> read(long bits) {
    if ((bits >>> 21 & 3) != MARK) {
      return Optional.empty();
    }
    int transactions = (int) (bits << 43 >> 43);
    return Optional.of(
        new MbarrierState(
            (int) (bits >>> 63),
            (int) (bits >>> 43) & MOST,
            (int) (bits >>> 23) & MOST,
            transactions));
  }

  /** Returns the 64 bits. */
  long bits() {
    return ((long) phase << 63)
        | ((long) pending << 43)
        | ((long) expected << 23)
        | (MARK << 21)
        | (transactions & 0x1FFFFFL);
  }

  /** Counts arrivals, which may complete the phase. */
  MbarrierState arrive(int count) {
    return new MbarrierState(phase, pending - count, expected, transactions).settled();
  }

  /** Lowers the arrivals of later phases. */
  MbarrierState drop(int count) {
    return new MbarrierState(phase, pending, expected - count, transactions);
  }

  /** Adds arrivals to the current phase only. */
  MbarrierState awaitMore(int count) {
    return new MbarrierState(phase, pending + count, expected, transactions);
  }

  /** Adds transactions to the current phase ({@code expect-tx}). */
  MbarrierState expect(int count) {
    return new MbarrierState(phase, pending, expected, transactions + count);
  }

  /** Counts transactions, which may complete the phase ({@code complete-tx}). */
  MbarrierState complete(int count) {
    return new MbarrierState(phase, pending, expected, transactions - count).settled();
  }

  private MbarrierState settled() {
    boolean complete = pending == 0 && transactions == 0;
    return complete ? new MbarrierState(phase ^ 1, expected, expected, 0) : this;
  }

  /** Tells whether all counts are within what an mbarrier can hold. */
  boolean valid() {
    return pending >= 0
        && pending <= MOST
        && expected >= 0
        && expected <= MOST
        && Math.abs(transactions) <= MOST;
  }

  /** Says what the phase still needs, such as {@code 3 of 4 arrivals and 128 bytes}. */
  String needs() {
    String arrivals = pending + " of " + expected + (expected == 1 ? " arrival" : " arrivals");
    String bytes = transactions + (transactions == 1 ? " byte" : " bytes");
    if (transactions == 0) {
      return arrivals;
    }
    return pending == 0 ? bytes : arrivals + " and " + bytes;
  }
}
