package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Combine;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.coder.expert.Program.Step;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import dev.warpsmith.kernels.DType;
import java.util.Optional;

/**
 * Which ways to finish are open to a reduction that several blocks share.
 *
 * @param program the region's scalar steps
 * @param groups how many groups of blocks there are, each with results of its own
 */
record Finishing(Program program, long groups) {
  /** Counters of blocks that a module is worth: 256 KiB. */
  private static final long MOST_GROUPS = 1 << 16;

  static Finishing of(RegionContext context, Schedule.Row row) {
    Program program = Exponentials.program(context, row.online() == 1);
    return new Finishing(program, Tickets.of(context, row).count());
  }

  static Finishing of(RegionContext context, Schedule.Column column) {
    Program program = Exponentials.program(context, column.online() == 1);
    return new Finishing(program, Tickets.of(context, column).count());
  }

  /** Returns the one that needs no launch more, where it is open. */
  Finish best() {
    return allows(Finish.LAST) ? Finish.LAST : Finish.KERNEL;
  }

  boolean allows(Finish finish) {
    return switch (finish) {
      case KERNEL -> true;
      case LAST -> reducesLast(program) && groups <= MOST_GROUPS;
      case ADD -> addsUp();
    };
  }

  /** Tells whether the last pass leaves something to combine. */
  static boolean reducesLast(Program program) {
    return !program.reductions(program.passes() - 1).isEmpty();
  }

  /**
   * Tells whether adding what blocks computed of their shares gives the results: sums of one pass,
   * and constant multiples of them.
   */
  private boolean addsUp() {
    return program.passes() == 1
        && program.elementStores(0).isEmpty()
        && program.stores().stream().map(Store::tensor).allMatch(t -> t.dtype() == DType.F32)
        && program.stores().stream().allMatch(store -> isSum(store.value()));
  }

  private boolean isSum(String name) {
    Optional<Value> value = program.find(name);
    if (value.isPresent() && value.get() instanceof Reduction reduction) {
      return reduction.combine() == Combine.SUM;
    }
    return value.isPresent() && value.get() instanceof Step step && isMultiple(step);
  }

  private boolean isMultiple(Step step) {
    String left = step.operands().get(0);
    if (step.template().startsWith("{0} / (float)")) {
      return isSum(left);
    }
    return switch (step.template()) {
      case "{0} * {1}" ->
          (isSum(left) && isConstant(step.operands().get(1)))
              || (isConstant(left) && isSum(step.operands().get(1)));
      case "{0} / {1}" -> isSum(left) && isConstant(step.operands().get(1));
      default -> false;
    };
  }

  /** Infinity times one share may be infinite where it is not of all: NaN if another is less. */
  private boolean isConstant(String operand) {
    return program.find(operand).isEmpty() && !operand.matches("NAN|\\(?-?INFINITY\\)?");
  }
}
