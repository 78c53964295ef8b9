package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Translates loads, stores, atomics and asynchronous copies (PTX ISA 9.7.9). */
final class MemoryTranslation {
  private static final Set<String> STRONG =
      Set.of("relaxed", "acquire", "release", "volatile", "mmio");

  private final LaneAssembler code;
  private final AccessPlan plan;
  private final AddressTranslation addresses;
  private final int block;

  /** Locals with the host address of each run's base. */
  private final Map<Integer, Integer> hosts = new HashMap<>();

  MemoryTranslation(LaneAssembler code, AccessPlan plan, AddressTranslation addresses, int block) {
    this.code = code;
    this.plan = plan;
    this.addresses = addresses;
    this.block = block;
  }

  /** Translates the instruction, or returns false if it is not a memory access. */
  boolean translate(Instruction i, int position) {
    switch (i.opcode()) {
      case "ld", "ldu" -> load(i, position);
      case "st" -> store(i, position);
      case "atom", "red" -> atomic(i, position);
      case "cp" -> copy(i, position);
      default -> {
        return false;
      }
    }
    return true;
  }

  private long offset(Instruction i) {
    return MemoryShapes.address(i).offset();
  }

  /** Leaves nothing; returns the local with the host address of the access's base. */
  private int host(Instruction i, int position) {
    AccessPlan.Place place = plan.place(block, position);
    AccessRun run = plan.run(place);
    Operand base = MemoryShapes.address(i).base();
    addresses.checkPlace(i, base, run);
    if (!addresses.together(run)) {
      return addresses.sanitized(i, base, offset(i), run, place.site());
    }
    Integer host = hosts.get(run.id());
    if (host == null) {
      host = addresses.host(i, base, run);
      hosts.put(run.id(), host);
      addresses.count(run);
    }
    return host;
  }

  /** Returns where an access lies from the address that {@link #host} gives. */
  private long fromHost(Instruction i, int position) {
    boolean together = addresses.together(plan.run(plan.place(block, position)));
    return together ? offset(i) : 0;
  }

  private void pushAddress(int host, long offset) {
    code.var(LLOAD, host);
    if (offset != 0) {
      code.constant(offset);
      code.insn(LADD);
    }
  }

  private static List<Operand> elements(Operand operand) {
    return operand instanceof Operand.Vector vector ? vector.elements() : List.of(operand);
  }

  private void load(Instruction i, int position) {
    ScalarType type = element(i);
    int host = host(i, position);
    long offset = fromHost(i, position);
    if (strongWide(i)) {
      pushAddress(host, offset);
      code.call(WideAtomics.class, "load", "(J)[J");
      AtomicTranslation.popWide(code, i, i.operands().get(0));
      return;
    }
    for (Operand element : elements(i.operands().get(0))) {
      if (!(element instanceof Operand.Sink)) {
        pushAddress(host, offset);
        loadElement(i, element, type);
      }
      offset += type.bytes();
    }
  }

  /** Returns what each element of a vector is; 128 bits are a vector of two. */
  private static ScalarType element(Instruction i) {
    ScalarType type = Shapes.type(i);
    return type == ScalarType.B128 ? ScalarType.B64 : type;
  }

  /** Tells whether 128 bits must not be torn apart. */
  private static boolean strongWide(Instruction i) {
    return Shapes.type(i) == ScalarType.B128 && i.modifiers().stream().anyMatch(STRONG::contains);
  }

  private void loadElement(Instruction i, Operand element, ScalarType type) {
    if (!(element instanceof Operand.Register register)) {
      throw UnsupportedPtxException.of(i);
    }
    JvmKind kind = code.kinds().kind(register.name());
    if (type.bytes() == kind.bytes() && type.bytes() >= 4) {
      code.call(OffHeap.class, "get" + kind.accessor(), "(J)" + kind.descriptor());
      code.popBits(i, element, kind);
      return;
    }
    switch (type.bytes()) {
      case 1 -> code.call(OffHeap.class, "getByte", "(J)B");
      case 2 -> code.call(OffHeap.class, "getShort", "(J)S");
      case 4 -> code.call(OffHeap.class, "getInt", "(J)I");
      default -> throw UnsupportedPtxException.of(i);
    }
    if (type.bytes() < 4) {
      code.extend(type);
    }
    code.pop(i, element, type.signed() ? ScalarType.S32 : ScalarType.U32);
  }

  private void store(Instruction i, int position) {
    ScalarType type = element(i);
    int host = host(i, position);
    long offset = fromHost(i, position);
    List<Operand> elements = elements(i.operands().get(1));
    if (strongWide(i)) {
      pushAddress(host, offset);
      elements.forEach(half -> code.pushBits(i, half, JvmKind.LONG));
      code.call(WideAtomics.class, "store", "(JJJ)V");
      return;
    }
    for (Operand element : elements) {
      pushAddress(host, offset);
      storeElement(i, element, type);
      offset += type.bytes();
    }
  }

  private void storeElement(Instruction i, Operand element, ScalarType type) {
    switch (type.bytes()) {
      case 1 -> {
        code.pushBits(i, element, JvmKind.INT);
        code.insn(I2B);
        code.call(OffHeap.class, "putByte", "(JB)V");
      }
      case 2 -> {
        code.pushBits(i, element, JvmKind.INT);
        code.insn(I2S);
        code.call(OffHeap.class, "putShort", "(JS)V");
      }
      case 4 -> put(i, element, JvmKind.FLOAT, JvmKind.INT);
      case 8 -> put(i, element, JvmKind.DOUBLE, JvmKind.LONG);
      default -> throw UnsupportedPtxException.of(i);
    }
  }

  /** Stores a float as it is if its bits are known, else as integer with canonical NaN. */
  private void put(Instruction i, Operand element, JvmKind real, JvmKind bits) {
    boolean exact =
        element instanceof Operand.Register register
            && !SpecialRegister.isSpecial(register.name())
            && code.kinds().kind(register.name()) == real
            && !code.kinds().computed(register.name());
    JvmKind kind = exact ? real : bits;
    code.pushBits(i, element, kind);
    code.call(OffHeap.class, "put" + kind.accessor(), "(J" + kind.descriptor() + ")V");
  }

  private void atomic(Instruction i, int position) {
    int host = host(i, position);
    long offset = fromHost(i, position);
    new AtomicTranslation(code, addresses).translate(i, host, offset);
  }

  private void copy(Instruction i, int position) {
    if (i.has("bulk")) {
      throw UnsupportedPtxException.of(i);
    }
    if (!AccessPlan.isCopy(i)) {
      copyGroup(i);
      return;
    }
    AccessPlan.Place place = plan.place(block, position);
    code.var(ALOAD, LaneAssembler.WARP);
    code.var(ILOAD, LaneAssembler.LANE);
    for (int k = 0; k < 2; k++) {
      Operand.Address address = (Operand.Address) i.operands().get(k);
      addresses.pushBase(i, address.base());
      code.constant(address.offset());
      code.insn(LADD);
    }
    code.constant(MemoryShapes.copied(i));
    copiedBytes(i);
    code.constant(place.site());
    code.call(AsyncCopy.class, "copy", "(L" + AddressTranslation.WARP_NAME + ";IJJIII)V");
    addresses.countCopy(i, place);
  }

  /** Only the sanitizer keeps copies in flight; else they are done by now. */
  private void copyGroup(Instruction i) {
    String name = i.has("commit_group") ? "commit" : i.has("wait_all") ? "waitForAll" : "";
    if (name.isEmpty() && !i.has("wait_group")) {
      throw UnsupportedPtxException.of(i);
    }
    if (!addresses.sanitizing()) {
      return;
    }
    code.var(ALOAD, LaneAssembler.WARP);
    code.var(ILOAD, LaneAssembler.LANE);
    String lane = "(L" + AddressTranslation.WARP_NAME + ";I";
    if (name.isEmpty()) {
      code.pushBits(i, i.operands().get(0), JvmKind.INT);
      code.call(AsyncCopy.class, "waitForAllBut", lane + "I)V");
    } else {
      code.call(AsyncCopy.class, name, lane + ")V");
    }
  }

  /** Pushes how many bytes are read; the rest of the target becomes zero. */
  private void copiedBytes(Instruction i) {
    if (MemoryShapes.values(i).size() < 4) {
      code.constant(MemoryShapes.copied(i));
      return;
    }
    Operand size = i.operands().get(3);
    boolean predicate =
        size instanceof Operand.Not
            || (size instanceof Operand.Register register
                && code.kinds().declared(register.name()) == ScalarType.PRED);
    code.pushBits(i, size, JvmKind.INT);
    if (predicate) {
      code.insn(ICONST_1, IXOR);
      code.constant(MemoryShapes.copied(i));
      code.insn(IMUL);
    }
  }
}
