package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Rewrites the code of called functions so that they reach their variables through the frame.
 *
 * <p>The frame's offset in local memory is a register, which every call sets.
 */
final class FrameAddressing {
  /** The register with the offset of the current frame in local memory. */
  static final String FRAME = "%frame#";

  private final IntFunction<Optional<FrameLayout>> frames;
  private final List<Instruction> code = new ArrayList<>();
  private final Map<String, ScalarType> registers = new HashMap<>();
  private int[] moved = {0};

  /**
   * @param frames the frame of the function that an instruction belongs to, by its index; none for
   *     the kernel itself
   */
  FrameAddressing(IntFunction<Optional<FrameLayout>> frames) {
    this.frames = frames;
  }

  /** Returns the code with frame-relative addresses. */
  List<Instruction> rewrite(List<Instruction> original) {
    registers.put(FRAME, ScalarType.B64);
    moved = new int[original.size() + 1];
    for (int k = 0; k < original.size(); k++) {
      moved[k] = code.size();
      Instruction i = original.get(k);
      frames.apply(k).ifPresentOrElse(frame -> rewrite(i, frame), () -> code.add(i));
    }
    moved[original.size()] = code.size();
    return code;
  }

  /** Returns where the instruction that had this index is now. */
  int moved(int index) {
    return moved[index];
  }

  Map<String, ScalarType> registers() {
    return registers;
  }

  private void rewrite(Instruction i, FrameLayout frame) {
    if (i.opcode().equals("call") || i.opcode().equals("ret")) {
      code.add(i);
      return;
    }
    List<Operand> operands = new ArrayList<>();
    boolean addressed = false;
    for (Operand operand : i.operands()) {
      Operand rewritten = operand(operand, i, frame);
      addressed |= operand instanceof Operand.Address && !rewritten.equals(operand);
      operands.add(rewritten);
    }
    List<String> modifiers = new ArrayList<>(i.modifiers());
    if (addressed) {
      modifiers.replaceAll(m -> m.equals("param") || m.equals("param::func") ? "local" : m);
    }
    code.add(new Instruction(i.opcode(), modifiers, operands, i.guard(), i.ptxLine(), i.source()));
  }

  private Operand operand(Operand operand, Instruction i, FrameLayout frame) {
    if (operand instanceof Operand.Address address
        && address.base() instanceof Operand.Symbol symbol) {
      return frame
          .find(symbol.name())
          .<Operand>map(
              place -> Operand.address(new Operand.Register(FRAME), address.offset() + place))
          .orElse(operand);
    }
    if (operand instanceof Operand.Symbol symbol) {
      return frame
          .find(symbol.name())
          .map(place -> sum(i, place + symbol.offset()))
          .orElse(operand);
    }
    return operand;
  }

  /** Computes an address within the frame into a register of its own. */
  private Operand sum(Instruction i, long offset) {
    Operand.Register target = new Operand.Register(FRAME + registers.size());
    registers.put(target.name(), ScalarType.B64);
    List<Operand> operands =
        List.of(target, new Operand.Register(FRAME), new Operand.IntegerConstant(offset));
    code.add(
        new Instruction(
            "add", List.of("s64"), operands, Optional.empty(), i.ptxLine(), i.source()));
    return target;
  }
}
