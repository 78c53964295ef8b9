package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.Optional;

/**
 * Comparisons of f32 with a constant, where all floats on one side of it, and no NaN, have bits
 * that follow each other.
 *
 * <p>Lanes often differ there, as in ReLU and in functions that are computed by cases. HotSpot
 * jumps where it saw one side only while it compiled; a range of bits needs no jump.
 */
final class ThresholdComparison {
  private final LaneAssembler code;

  /** Floats from one bit pattern on; {@code outside} turns the answer around. */
  private record Range(int least, int count, boolean outside) {}

  ThresholdComparison(LaneAssembler code) {
    this.code = code;
  }

  /** Leaves 1 where the comparison holds, else 0; or returns false and leaves nothing. */
  boolean translate(Instruction i) {
    if (i.has("ftz") || !(i.operands().get(2) instanceof Operand.FloatConstant constant)) {
      return false;
    }
    Optional<Range> range = range(i.modifiers().get(0), constant.bits());
    range.ifPresent(
        floats -> {
          code.push(i, i.operands().get(1), ScalarType.F32);
          code.constant(floats.least());
          code.constant(floats.count());
          code.call(FloatArithmetic.class, "among", "(FII)I");
          if (floats.outside()) {
            code.insn(ICONST_1, IXOR);
          }
        });
    return range.isPresent();
  }

  private static Optional<Range> range(String operation, int bits) {
    if ((bits & Integer.MAX_VALUE) == 0) {
      return zero(operation);
    }
    if (bits < 0 || bits > FloatArithmetic.INFINITY) {
      return Optional.empty();
    }
    return switch (operation) {
      case "ge", "ltu" -> upToInfinity(bits, operation.equals("ltu"));
      case "gt", "leu" -> upToInfinity(bits + 1, operation.equals("leu"));
      default -> Optional.empty();
    };
  }

  private static Optional<Range> zero(String operation) {
    return switch (operation) {
      case "gt", "leu" -> upToInfinity(1, operation.equals("leu"));
      case "lt", "geu" ->
          Optional.of(
              new Range(Integer.MIN_VALUE + 1, FloatArithmetic.INFINITY, operation.equals("geu")));
      default -> Optional.empty();
    };
  }

  private static Optional<Range> upToInfinity(int least, boolean outside) {
    return Optional.of(new Range(least, FloatArithmetic.INFINITY + 1 - least, outside));
  }
}
