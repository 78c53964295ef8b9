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
 * <p>Errs towards yes: whatever is loaded counts, from shared and local memory, too.
 */
final class ContentDependence {
  private static final List<String> PLACES =
      List.of("%tid", "%ntid", "%ctaid", "%nctaid", "%laneid", "%lanemask");
  private static final Set<String> CHOICES = Set.of("bra", "brx", "bar", "barrier");
  private static final Set<String> LOADS =
      Set.of("ld", "ldu", "ldmatrix", "atom", "mbarrier", "tex", "suld", "activemask");

  private final FlatKernel kernel;

  /** Parameters that hold addresses of buffers. */
  private final Set<String> buffers;

  private final Set<String> contents = new HashSet<>();
  private final Set<String> addresses = new HashSet<>();

  private ContentDependence(FlatKernel kernel, KernelLaunch launch) {
    this.kernel = kernel;
    this.buffers =
        IntStream.range(0, launch.arguments().size())
            .filter(i -> launch.arguments().get(i) instanceof KernelArgument.Pointer)
            .mapToObj(i -> kernel.parameters().get(i).name())
            .collect(toSet());
  }

  /** Looks at a launch, whose arguments fit the kernel's parameters. */
  static boolean of(FlatKernel kernel, KernelLaunch launch) {
    return launch.cooperative() || new ContentDependence(kernel, launch).decides();
  }

  private boolean decides() {
    int before;
    do {
      before = contents.size() + addresses.size();
      kernel.code().forEach(this::spread);
    } while (contents.size() + addresses.size() > before);
    return kernel.code().stream().anyMatch(this::decides);
  }

  private void spread(Instruction i) {
    List<String> uses = Shapes.uses(i);
    if (isSource(i) || uses.stream().anyMatch(contents::contains)) {
      contents.addAll(Shapes.definitions(i));
    }
    if (isBuffer(i) || uses.stream().anyMatch(addresses::contains)) {
      addresses.addAll(Shapes.definitions(i));
    }
  }

  private boolean isSource(Instruction i) {
    boolean loads = LOADS.contains(i.opcode()) || (i.opcode().equals("wmma") && i.has("load"));
    return (loads && !isFixed(i)) || i.operands().stream().anyMatch(ContentDependence::isOther);
  }

  /** Tells whether a load reads the launch's parameters or constants. */
  private boolean isFixed(Instruction i) {
    return i.has("const") || parameter(i).isPresent();
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

  private boolean decides(Instruction i) {
    boolean calls = i.opcode().equals("call") || i.opcode().equals("alloca");
    boolean chooses = CHOICES.contains(i.opcode()) && Shapes.uses(i).stream().anyMatch(this::known);
    return calls
        || chooses
        || i.guard().filter(guard -> known(guard.register())).isPresent()
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
