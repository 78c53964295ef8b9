package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells whether the order of thread blocks can show in a kernel's results.
 *
 * <p>Kernels whose blocks share only integer reductions without a result run on all cores. All
 * others (floating-point atomics, atomics whose result is used, volatile and ordered loads, the
 * heap) run their blocks interleaved on one thread in a fixed order, so that results are
 * reproducible and blocks that wait for each other make progress.
 */
final class Communication {
  private static final Set<String> ORDERED = Set.of("volatile", "acquire", "relaxed", "acq_rel");

  private Communication() {}

  static boolean between(FlatKernel kernel) {
    Set<String> used = new HashSet<>();
    kernel.code().forEach(i -> used.addAll(Shapes.uses(i)));
    return kernel.code().stream().anyMatch(i -> orders(i, kernel, used));
  }

  private static boolean orders(Instruction i, FlatKernel kernel, Set<String> used) {
    if (usesHeap(i)) {
      return true;
    }
    if (!MemoryShapes.isAccess(i)) {
      return false;
    }
    SymbolAddress.Space space = MemoryShapes.space(i, kernel);
    boolean global = space == SymbolAddress.Space.GLOBAL || space == SymbolAddress.Space.GENERIC;
    if (!global || i.has("cta")) {
      return false;
    }
    if (i.opcode().equals("atom") || i.opcode().equals("red")) {
      ScalarType type = Shapes.type(i);
      return type.floating() || i.has("exch") || i.has("cas") || resultUsed(i, used);
    }
    return i.opcode().equals("ld") && i.modifiers().stream().anyMatch(ORDERED::contains);
  }

  /** Tells whether the order in which blocks reach it decides what addresses they get. */
  static boolean usesHeap(Instruction i) {
    return i.opcode().equals("call") && i.has("builtin") && (i.has("malloc") || i.has("free"));
  }

  private static boolean resultUsed(Instruction i, Set<String> used) {
    return i.opcode().equals("atom")
        && i.operands().get(0) instanceof Operand.Register register
        && used.contains(register.name());
  }
}
