package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether what a thread block does depends on what other blocks of its grid did before: then
 * a part of the grid does not stand for the whole.
 *
 * <p>So it is where the result of an atomic, or a volatile or ordered load, from global memory
 * decides a branch: look-back scans, last blocks, queues of work. The results of {@code cas} and
 * {@code exch} are left out: they decide how often a block tries again, at a lock or to add, not
 * what it does.
 */
final class BlockDependence {
  private static final Set<String> RETRIED = Set.of("cas", "exch");
  private static final Set<String> ORDERED = Set.of("volatile", "acquire", "relaxed");

  /** Stands for shared memory at an address that a register holds. */
  private static final String SOMEWHERE = "[register]";

  private final FlatKernel kernel;
  private final Set<String> tainted = new HashSet<>();
  private final Set<String> shared = new HashSet<>();
  private Optional<Instruction> first = Optional.empty();

  private BlockDependence(FlatKernel kernel) {
    this.kernel = kernel;
  }

  /** Returns why, in one clause that names the instruction and its line; empty if it does not. */
  static Optional<String> of(FlatKernel kernel) {
    return new BlockDependence(kernel).reason();
  }

  private Optional<String> reason() {
    int before;
    do {
      before = tainted.size() + shared.size();
      kernel.code().forEach(this::spread);
    } while (tainted.size() + shared.size() > before);
    boolean decides = kernel.code().stream().anyMatch(this::decides);
    return decides
        ? first.map(
            i -> "what they do depends on other blocks: " + i.mnemonic() + " at " + i.place())
        : Optional.empty();
  }

  private void spread(Instruction i) {
    if (isSource(i)) {
      first = first.or(() -> Optional.of(i));
      tainted.addAll(Shapes.definitions(i));
    } else if (MemoryShapes.isAccess(i)) {
      spreadThroughMemory(i);
    } else if (Shapes.uses(i).stream().anyMatch(tainted::contains)) {
      tainted.addAll(Shapes.definitions(i));
    }
  }

  private void spreadThroughMemory(Instruction i) {
    if (MemoryShapes.space(i, kernel) != SymbolAddress.Space.SHARED) {
      return;
    }
    String place = place(i);
    if (i.opcode().equals("st") && valueIsTainted(i)) {
      shared.add(place);
    } else if (i.opcode().equals("ld")
        && (shared.contains(place) || (place.equals(SOMEWHERE) && !shared.isEmpty()))) {
      tainted.addAll(Shapes.definitions(i));
    }
  }

  private boolean valueIsTainted(Instruction store) {
    Set<String> used = new HashSet<>(Shapes.uses(store));
    if (MemoryShapes.address(store).base() instanceof Operand.Register base) {
      used.remove(base.name());
    }
    return used.stream().anyMatch(tainted::contains);
  }

  private static String place(Instruction i) {
    Operand.Address address = MemoryShapes.address(i);
    return address.base() instanceof Operand.Symbol ? address.toString() : SOMEWHERE;
  }

  private boolean isSource(Instruction i) {
    if (!MemoryShapes.isAccess(i) || i.has("cta")) {
      return false;
    }
    SymbolAddress.Space space = MemoryShapes.space(i, kernel);
    if (space != SymbolAddress.Space.GLOBAL && space != SymbolAddress.Space.GENERIC) {
      return false;
    }
    return i.opcode().equals("atom")
        ? RETRIED.stream().noneMatch(i::has)
        : i.opcode().equals("ld") && ORDERED.stream().anyMatch(i::has);
  }

  private boolean decides(Instruction i) {
    boolean branches = i.opcode().equals("bra") || i.opcode().equals("brx");
    boolean guarded = i.guard().filter(guard -> tainted.contains(guard.register())).isPresent();
    return guarded || (branches && Shapes.uses(i).stream().anyMatch(tainted::contains));
  }
}
