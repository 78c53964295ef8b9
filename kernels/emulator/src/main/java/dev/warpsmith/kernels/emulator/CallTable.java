package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Where the calls of a kernel go and which registers they keep, by the block of the call. */
final class CallTable {
  private final Map<Integer, Entry> entries = new HashMap<>();
  private final Map<Integer, OutlinedFunction> returning = new HashMap<>();
  private final Optional<LaneValue> frame;

  /**
   * A call.
   *
   * @param pointer the address of the function, for an indirect call
   * @param targets by address; exactly one for a direct call
   * @param saved registers of the caller that are needed after the call
   */
  record Entry(
      CallSite site, Optional<LaneValue> pointer, Map<Long, Target> targets, List<Saved> saved) {

    /** Returns the only function that a direct call reaches. */
    Target only() {
      return targets.values().iterator().next();
    }

    /** Returns how many 32-bit words the saved registers of a lane take. */
    int savedWords() {
      return saved.stream().mapToInt(s -> s.wide() ? 2 : 1).sum();
    }
  }

  /** A function and the block where it starts. */
  record Target(OutlinedFunction function, int block) {}

  /** A register to keep: the offset of its row in the register file. */
  record Saved(int row, boolean wide) {}

  CallTable(
      FlatKernel kernel,
      ControlFlow flow,
      Liveness liveness,
      RegisterKinds kinds,
      RegisterFile file) {
    this.frame =
        Optional.ofNullable(file.offsets().get(FrameAddressing.FRAME))
            .map(row -> LaneValue.row(row, true));
    for (BasicBlock block : flow.blocks()) {
      if (block.ending() == BasicBlock.Ending.CALL) {
        List<Saved> saved = saved(liveness.liveOut().get(block.index()), kinds, file);
        entries.put(block.index(), entry(block, kernel, flow, kinds, file, saved));
      } else if (block.ending() == BasicBlock.Ending.RETURN) {
        String name = block.terminator().orElseThrow().operands().get(0).toString();
        returning.put(block.index(), function(kernel, name));
      }
    }
  }

  private static List<Saved> saved(Set<String> live, RegisterKinds kinds, RegisterFile file) {
    List<Saved> saved = new ArrayList<>();
    for (String register : new TreeSet<>(live)) {
      Integer row = file.offsets().get(register);
      if (row != null) {
        saved.add(new Saved(row, kinds.kind(register).bytes() == 8));
      }
    }
    return saved;
  }

  private static Entry entry(
      BasicBlock block,
      FlatKernel kernel,
      ControlFlow flow,
      RegisterKinds kinds,
      RegisterFile file,
      List<Saved> saved) {
    List<Operand> operands = block.code().get(0).operands();
    CallSite site = kernel.calls().get((int) ((Operand.IntegerConstant) operands.get(0)).value());
    Map<Long, Target> targets = new HashMap<>();
    for (String name : site.callees()) {
      OutlinedFunction function = function(kernel, name);
      SymbolAddress address = kernel.symbols().get(name);
      Integer start = flow.functions().get(function.label());
      if (address == null || start == null) {
        throw new IllegalStateException("function " + name + " has no code");
      }
      targets.put(address.value(), new Target(function, start));
    }
    Optional<LaneValue> pointer =
        site.indirect()
            ? Optional.of(LaneValue.of(block.code().get(0), operands.get(1), kernel, kinds, file))
            : Optional.empty();
    return new Entry(site, pointer, targets, saved);
  }

  private static OutlinedFunction function(FlatKernel kernel, String name) {
    OutlinedFunction function = kernel.functions().get(name);
    if (function == null) {
      throw new IllegalStateException("function " + name + " has no code");
    }
    return function;
  }

  /** Returns the function that ends at a block. */
  OutlinedFunction returning(int block) {
    OutlinedFunction function = returning.get(block);
    if (function == null) {
      throw new IllegalStateException("no function ends at block " + block);
    }
    return function;
  }

  /** Returns the call that a block makes. */
  Entry entry(int block) {
    Entry entry = entries.get(block);
    if (entry == null) {
      throw new IllegalStateException("block " + block + " makes no call");
    }
    return entry;
  }

  /** Returns the register with the frame's offset, if any function uses its frame. */
  Optional<LaneValue> frame() {
    return frame;
  }
}
