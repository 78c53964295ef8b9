package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Guesses which registers hold one value for all lanes of a warp, as ptxas can prove: nothing that
 * they were computed from is a lane's own, such as its place in the block or what it loaded.
 *
 * <p>Branches are not looked at. A wrong guess changes a modelled time only. Nothing is worked out
 * before it is asked for: only atomics ask.
 */
final class UniformRegisters {
  private static final List<String> OF_A_LANE = List.of("%tid", "%laneid", "%lanemask", "%clock");
  private static final Set<String> OF_A_WARP = Set.of("param", "const");

  private final FlatKernel kernel;
  private final Set<String> different = new HashSet<>();
  private boolean known;

  UniformRegisters(FlatKernel kernel) {
    this.kernel = kernel;
  }

  /** Tells whether an address is the same in all lanes. */
  boolean uniform(Operand.Address address) {
    if (!known) {
      spread();
      known = true;
    }
    return !(address.base() instanceof Operand.Register base) || !different.contains(base.name());
  }

  private void spread() {
    int before;
    do {
      before = different.size();
      kernel.code().forEach(this::spread);
    } while (different.size() > before);
  }

  private void spread(Instruction i) {
    if (isOfALane(i) || Shapes.uses(i).stream().anyMatch(different::contains)) {
      different.addAll(Shapes.definitions(i));
    }
  }

  private static boolean isOfALane(Instruction i) {
    return switch (i.opcode()) {
      case "ld", "ldu" -> OF_A_WARP.stream().noneMatch(i::has);
      case "atom", "shfl", "match", "activemask", "tex", "call" -> true;
      default ->
          i.operands().stream()
              .map(Operand::toString)
              .anyMatch(operand -> OF_A_LANE.stream().anyMatch(operand::startsWith));
    };
  }
}
