package dev.warpsmith.kernels.emulator;

/**
 * An instruction that the lanes of a warp execute together.
 *
 * <p>Lanes first {@link #gather} what they give, then, when all named participants have arrived,
 * {@link #apply} gives each its result. Lanes may arrive from different program points.
 */
abstract class WarpOperation {
  /** Stands where a block has no warp-level instruction. */
  static final WarpOperation NONE =
      new WarpOperation() {
        @Override
        void apply(Warp warp, int mask, int arrived) {}
      };

  /** What the scheduler does with lanes that arrive. */
  enum Kind {
    /** Wait for the named participants, then apply. */
    EXCHANGE,
    /** Apply to the lanes present. */
    IMMEDIATE,
    /** Wait for other warps of the block. */
    BARRIER,
    /** Apply to the lanes present; if some must ask again, let all others run. */
    POLL,
    /** Apply to the lanes present and let all others run. */
    YIELD
  }

  Kind kind() {
    return Kind.IMMEDIATE;
  }

  /** Returns the lanes that must take part together with this one. */
  int members(Warp warp, int lane) {
    return 0;
  }

  /** Puts what each lane gives into {@link Warp#exchange}. */
  void gather(Warp warp, int mask) {}

  /**
   * Computes and stores the results of lanes.
   *
   * @param mask lanes at this instruction
   * @param arrived all lanes whose values were gathered
   */
  abstract void apply(Warp warp, int mask, int arrived);

  /** Returns the union of the participants that the lanes name. */
  int allMembers(Warp warp, int mask) {
    int members = 0;
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      members |= members(warp, Integer.numberOfTrailingZeros(rest));
    }
    return members;
  }
}
