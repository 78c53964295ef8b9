package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import java.util.Optional;

/** {@code bar} and {@code barrier} among the warps of a block (PTX ISA 9.7.13.1). */
final class Barrier extends WarpOperation {
  private final Instruction instruction;
  private final boolean arriveOnly;
  private final Optional<Reduction> reduction;
  private final LaneValue id;
  private final LaneValue count;

  /** What {@code bar.red} computes from a predicate of every thread. */
  record Reduction(String operation, LaneValue target, LaneValue predicate, boolean negated) {}

  Barrier(Instruction instruction, boolean arriveOnly, LaneValue id, LaneValue count) {
    this.instruction = instruction;
    this.arriveOnly = arriveOnly;
    this.reduction = Optional.empty();
    this.id = id;
    this.count = count;
  }

  Barrier(Instruction instruction, Reduction reduction, LaneValue id, LaneValue count) {
    this.instruction = instruction;
    this.arriveOnly = false;
    this.reduction = Optional.of(reduction);
    this.id = id;
    this.count = count;
  }

  Instruction instruction() {
    return instruction;
  }

  /** Tells whether all lanes of a warp execute it together. */
  boolean aligned() {
    return instruction.opcode().equals("bar") || instruction.has("aligned");
  }

  /** Tells whether lanes go on without waiting. */
  boolean arriveOnly() {
    return arriveOnly;
  }

  int id(Warp warp, int mask) {
    return id.getInt(warp, Integer.numberOfTrailingZeros(mask)) & 15;
  }

  /** Returns how many threads take part; 0 for all of the block. */
  int count(Warp warp, int mask) {
    return count.getInt(warp, Integer.numberOfTrailingZeros(mask));
  }

  /** Returns how many of the lanes give a true predicate. */
  int votes(Warp warp, int mask) {
    if (reduction.isEmpty()) {
      return 0;
    }
    int votes = 0;
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      boolean set = reduction.get().predicate().get(warp, lane) != 0;
      votes += set != reduction.get().negated() ? 1 : 0;
    }
    return votes;
  }

  /** Stores the reduction's result for the lanes. */
  void complete(Warp warp, int mask, int votes, int threads) {
    if (reduction.isEmpty()) {
      return;
    }
    int result =
        switch (reduction.get().operation()) {
          case "popc" -> votes;
          case "and" -> votes == threads ? 1 : 0;
          default -> votes != 0 ? 1 : 0;
        };
    Lanes.forEach(mask, lane -> reduction.get().target().set(warp, lane, result));
  }

  @Override
  Kind kind() {
    return Kind.BARRIER;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {}
}
