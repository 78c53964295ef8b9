package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.HashSet;
import java.util.List;
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
 *
 * <p>Where the result is that of a counter, which every block counts up, and all that is asked is
 * whether it is one value, one block of those that share the counter does something besides: the
 * last. What the others do does not depend on it.
 */
final class BlockDependence {
  private static final Set<String> RETRIED = Set.of("cas", "exch");
  private static final Set<String> ORDERED = Set.of("volatile", "acquire", "relaxed");

  /** Stands for shared memory at an address that a register holds. */
  private static final String SOMEWHERE = "[register]";

  private final FlatKernel kernel;
  private final boolean butForTheLast;
  private final Set<String> counters = new HashSet<>();
  private final Set<String> tainted = new HashSet<>();
  private final Set<String> shared = new HashSet<>();
  private Optional<Instruction> first = Optional.empty();

  private BlockDependence(FlatKernel kernel, boolean butForTheLast) {
    this.kernel = kernel;
    this.butForTheLast = butForTheLast;
  }

  /**
   * How blocks depend on others.
   *
   * @param instruction whose result they depend on, and its line
   * @param ofTheLast only the last block that counts a counter up depends on the others
   */
  record Found(String instruction, boolean ofTheLast) {
    /** Returns why a part of the blocks does not stand for all, in one clause. */
    String reason() {
      return "what they do depends on other blocks: " + instruction;
    }
  }

  /** Returns how blocks depend on others; empty if they do not. */
  static Optional<Found> of(FlatKernel kernel) {
    return new BlockDependence(kernel, false)
        .instruction()
        .map(i -> new Found(i, new BlockDependence(kernel, true).instruction().isEmpty()));
  }

  private Optional<String> instruction() {
    int before;
    do {
      before = counters.size() + tainted.size() + shared.size();
      kernel.code().forEach(this::spread);
    } while (counters.size() + tainted.size() + shared.size() > before);
    boolean decides = kernel.code().stream().anyMatch(this::decides);
    return decides ? first.map(i -> i.mnemonic() + " at " + i.place()) : Optional.empty();
  }

  private void spread(Instruction i) {
    if (butForTheLast && asksForTheLast(i)) {
      return;
    }
    if (isSource(i)) {
      first = first.or(() -> Optional.of(i));
      (isCounter(i) ? counters : tainted).addAll(Shapes.definitions(i));
    } else if (MemoryShapes.isAccess(i)) {
      spreadThroughMemory(i);
    } else if (Shapes.uses(i).stream().anyMatch(this::isTainted)) {
      tainted.addAll(Shapes.definitions(i));
    }
  }

  private boolean isTainted(String register) {
    return tainted.contains(register) || counters.contains(register);
  }

  /** Tells whether an atomic counts up, so that it gives each value once. */
  private static boolean isCounter(Instruction i) {
    return i.opcode().equals("atom")
        && (i.has("inc")
            || (i.has("add")
                && i.operands().get(2) instanceof Operand.IntegerConstant step
                && step.value() > 0));
  }

  /**
   * Tells whether a counter's value is compared with one other; not with 0, which asks whether this
   * is the first, as some of any part of the blocks are.
   */
  private boolean asksForTheLast(Instruction i) {
    List<String> uses = Shapes.uses(i);
    return i.opcode().equals("setp")
        && (i.has("eq") || i.has("ne"))
        && !i.operands().contains(new Operand.IntegerConstant(0))
        && uses.stream().anyMatch(counters::contains)
        && uses.stream().filter(this::isTainted).count() == 1;
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
    return used.stream().anyMatch(this::isTainted);
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
    boolean guarded = i.guard().filter(guard -> isTainted(guard.register())).isPresent();
    return guarded || (branches && Shapes.uses(i).stream().anyMatch(this::isTainted));
  }
}
