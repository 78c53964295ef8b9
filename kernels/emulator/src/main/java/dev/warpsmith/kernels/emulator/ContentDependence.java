package dev.warpsmith.kernels.emulator;

import static java.util.stream.Collectors.toSet;

import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.Variable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Tells whether what a kernel does, apart from the values that it computes, depends on more than
 * its launch and the places of its threads: on what memory holds, on where buffers lie, on time or
 * on who runs it. If not, it takes the same branches and makes the same accesses whatever its
 * inputs hold.
 *
 * <p>Errs towards yes: whatever is loaded counts, from shared and local memory, too. Only a shared
 * variable whose address is never computed holds what was stored there, as a register does; and
 * what memory holds is taken to be finite, so that 0 times it is 0: kernels look for infinities so.
 */
final class ContentDependence {
  private static final List<String> PLACES =
      List.of("%tid", "%ntid", "%ctaid", "%nctaid", "%laneid", "%lanemask");
  private static final Set<String> CHOICES = Set.of("bra", "brx", "bar", "barrier");
  private static final Set<String> LOADS =
      Set.of("ld", "ldu", "ldmatrix", "atom", "mbarrier", "tex", "suld", "activemask");

  /** What does more than compute a value from values of the same thread. */
  private static final Set<String> MORE =
      Set.of(
          "ld",
          "ldu",
          "ldmatrix",
          "st",
          "stmatrix",
          "atom",
          "red",
          "tex",
          "suld",
          "sust",
          "sured",
          "bra",
          "brx",
          "call",
          "ret",
          "exit",
          "trap",
          "brkpt",
          "bar",
          "barrier",
          "mbarrier",
          "membar",
          "fence",
          "cp",
          "prefetch",
          "prefetchu",
          "shfl",
          "vote",
          "match",
          "redux",
          "activemask",
          "elect",
          "mma",
          "wmma",
          "alloca",
          "nanosleep",
          "griddepcontrol");

  /** Instructions up to which a choice between pieces of arithmetic counts as one. */
  private static final int PIECE = 128;

  private final FlatKernel kernel;
  private final boolean arithmeticCounts;

  /** Parameters that hold addresses of buffers. */
  private final Set<String> buffers;

  /** Registers and, in brackets, shared variables that hold what depends on contents. */
  private final Set<String> contents = new HashSet<>();

  private final Set<String> addresses = new HashSet<>();

  /** Module variables whose contents no other launch decides. */
  private final Set<String> own;

  private final Set<String> sharedScalars;

  /** Registers that are 0 and nothing else. */
  private final Set<String> zeros;

  private final AccessRoots roots;

  private ContentDependence(
      FlatKernel kernel, KernelLaunch launch, boolean arithmeticCounts, Set<String> own) {
    this.kernel = kernel;
    this.arithmeticCounts = arithmeticCounts;
    this.own = own;
    this.sharedScalars = sharedScalars(kernel);
    this.zeros = zeros(kernel);
    this.roots = new AccessRoots(kernel);
    this.buffers =
        IntStream.range(0, launch.arguments().size())
            .filter(i -> launch.arguments().get(i) instanceof KernelArgument.Pointer)
            .mapToObj(i -> kernel.parameters().get(i).name())
            .collect(toSet());
  }

  /** Looks at a launch, whose arguments fit the kernel's parameters. */
  static boolean of(FlatKernel kernel, KernelLaunch launch) {
    return launch.cooperative() || new ContentDependence(kernel, launch, true, Set.of()).decides();
  }

  /**
   * Tells whether contents decide more than which arithmetic is done: a branch over a short piece
   * of code that only computes, or an instruction that computes under a predicate, does not count.
   */
  static boolean steers(FlatKernel kernel, KernelLaunch launch) {
    return steers(kernel, launch, Set.of());
  }

  /**
   * Tells the same, but for what atomics find in some variables.
   *
   * @param own names of variables of the module
   */
  static boolean steers(FlatKernel kernel, KernelLaunch launch, Set<String> own) {
    return launch.cooperative() || new ContentDependence(kernel, launch, false, own).decides();
  }

  /** Returns the shared variables that are accessed by name only. */
  private static Set<String> sharedScalars(FlatKernel kernel) {
    Set<String> named = new HashSet<>();
    Set<String> computed = new HashSet<>();
    for (Instruction i : kernel.code()) {
      boolean plain = i.opcode().equals("ld") || i.opcode().equals("st");
      for (Operand operand : i.operands()) {
        if (operand instanceof Operand.Symbol symbol) {
          computed.add(symbol.name());
        } else if (operand instanceof Operand.Address address
            && address.base() instanceof Operand.Symbol symbol
            && kernel.isIn(SymbolAddress.Space.SHARED, symbol)) {
          (plain && address.offset() == 0 ? named : computed).add(symbol.name());
        }
      }
    }
    named.removeAll(computed);
    return named;
  }

  private static Set<String> zeros(FlatKernel kernel) {
    Set<String> zeros = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (Instruction i : kernel.code()) {
      boolean zero = i.opcode().equals("mov") && isZero(i.operands().get(1));
      (zero ? zeros : others).addAll(Shapes.definitions(i));
    }
    zeros.removeAll(others);
    return zeros;
  }

  private static boolean isZero(Operand operand) {
    return operand instanceof Operand.FloatConstant constant && constant.bits() == 0;
  }

  private boolean holdsZero(Operand operand) {
    return isZero(operand)
        || (operand instanceof Operand.Register register && zeros.contains(register.name()));
  }

  /** Returns the registers that decide a result: of a multiplication by 0, what is added. */
  private List<String> uses(Instruction i) {
    if (i.opcode().equals("fma") && i.operands().subList(1, 3).stream().anyMatch(this::holdsZero)) {
      return i.operands().get(3) instanceof Operand.Register added
          ? List.of(added.name())
          : List.of();
    }
    return Shapes.uses(i);
  }

  private boolean decides() {
    int before;
    do {
      before = contents.size() + addresses.size();
      kernel.code().forEach(this::spread);
      spreadChoices();
    } while (contents.size() + addresses.size() > before);
    return IntStream.range(0, kernel.code().size()).anyMatch(this::decides);
  }

  /** What is assigned or not, as contents decide, is decided by them. */
  private void spreadChoices() {
    for (int at = 0; at < kernel.code().size() && !arithmeticCounts; at++) {
      if (guarded(at)) {
        int end = kernel.code().get(at).opcode().equals("bra") ? pieceEnd(at) : at + 1;
        for (Instruction chosen : kernel.code().subList(at, Math.max(at, end))) {
          contents.addAll(Shapes.definitions(chosen));
        }
      }
    }
  }

  private boolean guarded(int at) {
    return kernel.code().get(at).guard().filter(guard -> known(guard.register())).isPresent();
  }

  /** Tells whether contents choose only what is computed there. */
  private boolean onlyComputes(int at) {
    Instruction i = kernel.code().get(at);
    return i.opcode().equals("bra") ? pieceEnd(at) > at : !MORE.contains(i.opcode());
  }

  /**
   * Returns where a branch over pieces of arithmetic, such as both sides of a choice, comes
   * together again; -1 if it is another branch.
   */
  private int pieceEnd(int branch) {
    int end = target(branch);
    for (int at = branch + 1; at < end; at++) {
      Instruction i = kernel.code().get(at);
      boolean forward = i.opcode().equals("bra") && target(at) > at;
      if (forward) {
        end = Math.max(end, target(at));
      }
      if (end - branch > PIECE || (!forward && MORE.contains(i.opcode()))) {
        return -1;
      }
    }
    return end > branch && end - branch <= PIECE ? end : -1;
  }

  /** Returns the index of the instruction that a branch leads to; -1 if it is not known. */
  private int target(int branch) {
    return kernel.code().get(branch).operands().stream()
        .filter(Operand.Symbol.class::isInstance)
        .map(operand -> kernel.labels().getOrDefault(((Operand.Symbol) operand).name(), -1))
        .findFirst()
        .orElse(-1);
  }

  private void spread(Instruction i) {
    List<String> uses = uses(i);
    if (isSource(i) || uses.stream().anyMatch(contents::contains)) {
      contents.addAll(Shapes.definitions(i));
      sharedScalar(i).filter(name -> i.opcode().equals("st")).ifPresent(contents::add);
    }
    if (isBuffer(i) || uses.stream().anyMatch(addresses::contains)) {
      addresses.addAll(Shapes.definitions(i));
    }
  }

  private boolean isSource(Instruction i) {
    boolean loads = LOADS.contains(i.opcode()) || (i.opcode().equals("wmma") && i.has("load"));
    return (loads && !isFixed(i) && !isOwn(i) && !isClean(i))
        || i.operands().stream().anyMatch(ContentDependence::isOther);
  }

  /** Tells whether a load reads the launch's parameters or constants. */
  private boolean isFixed(Instruction i) {
    return i.has("const") || parameter(i).isPresent();
  }

  /** Tells whether an atomic finds what no other launch has left. */
  private boolean isOwn(Instruction i) {
    if (!i.opcode().equals("atom") || own.isEmpty()) {
      return false;
    }
    Operand base = MemoryShapes.address(i).base();
    boolean elsewhere = base instanceof Operand.Register register && known(register.name());
    return !elsewhere && roots.variable(base).filter(own::contains).isPresent();
  }

  /** Tells whether a load finds in a shared variable what does not depend on contents. */
  private boolean isClean(Instruction i) {
    return i.opcode().equals("ld")
        && sharedScalar(i).filter(name -> !contents.contains(name)).isPresent();
  }

  private Optional<String> sharedScalar(Instruction i) {
    boolean access = i.opcode().equals("ld") || i.opcode().equals("st");
    return access && MemoryShapes.address(i).base() instanceof Operand.Symbol symbol
        ? Optional.of(symbol.name()).filter(sharedScalars::contains).map(name -> "[" + name + "]")
        : Optional.empty();
  }

  private Optional<String> parameter(Instruction i) {
    return i.opcode().equals("ld")
            && i.has("param")
            && MemoryShapes.address(i).base() instanceof Operand.Symbol symbol
        ? kernel.parameters().stream().map(Variable::name).filter(symbol.name()::equals).findFirst()
        : Optional.empty();
  }

  private boolean isBuffer(Instruction i) {
    return parameter(i).filter(buffers::contains).isPresent();
  }

  /** Tells whether an operand is a special register that is no place in the launch. */
  private static boolean isOther(Operand operand) {
    return operand instanceof Operand.Register register
        && SpecialRegister.isSpecial(register.name())
        && PLACES.stream().noneMatch(register.name()::startsWith);
  }

  private boolean decides(int at) {
    Instruction i = kernel.code().get(at);
    boolean calls = i.opcode().equals("call") || i.opcode().equals("alloca");
    boolean chooses =
        (arithmeticCounts || !i.opcode().equals("bra"))
            && CHOICES.contains(i.opcode())
            && Shapes.uses(i).stream().anyMatch(this::known);
    return calls
        || chooses
        || (guarded(at) && (arithmeticCounts || !onlyComputes(at)))
        || i.operands().stream().anyMatch(this::isFoundInMemory);
  }

  private boolean known(String register) {
    return contents.contains(register) || addresses.contains(register);
  }

  /** Tells whether an operand is an address that was computed from what memory holds. */
  private boolean isFoundInMemory(Operand operand) {
    return operand instanceof Operand.Address address
        && address.base() instanceof Operand.Register base
        && contents.contains(base.name());
  }
}
