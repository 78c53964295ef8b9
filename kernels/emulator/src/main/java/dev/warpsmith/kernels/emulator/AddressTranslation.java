package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * Writes the way from a PTX address to a host address: bounds check, cached allocation, counting.
 *
 * <p>Global accesses are checked against the allocation that the same pointer hit last; a miss
 * calls {@link Windows}, which finds another allocation or ends the launch.
 */
final class AddressTranslation {
  static final String WARP_NAME = Type.getInternalName(Warp.class);

  private final LaneAssembler code;
  private final AccessPlan plan;
  private final Variant variant;
  private final RangeCheck ranges;
  private final Map<Integer, Integer> windowLocals = new LinkedHashMap<>();
  private final Map<Integer, Integer> bases = new LinkedHashMap<>();
  private final Map<Integer, Buffer> buffers = new LinkedHashMap<>();
  private final List<AccessPlan.Place> counted = new ArrayList<>();
  private boolean readsOnly;
  private int sharedBase;
  private int sharedBytes;

  /** A counted run: the local with its address array, and one with its mask if guarded. */
  private record Buffer(int array, int mask, boolean guarded) {}

  AddressTranslation(LaneAssembler code, AccessPlan plan, Variant variant) {
    this.code = code;
    this.plan = plan;
    this.variant = variant;
    this.ranges = new RangeCheck(code);
  }

  boolean sanitizing() {
    return variant == Variant.SANITIZING;
  }

  /** Tells whether the accesses of a run are checked together, and not each by itself. */
  boolean together(AccessRun run) {
    return !sanitizing()
        || (readsOnly && run.space() == SymbolAddress.Space.SHARED && alignedAlike(run));
  }

  /** Tells whether all accesses of a run are aligned if its base is. */
  private boolean alignedAlike(AccessRun run) {
    return run.entries().stream()
        .allMatch(entry -> entry.offset() % plan.accesses().get(entry.site()).alignment() == 0);
  }

  /** Tells whether all accesses to what may be shared memory are plain reads. */
  private boolean readsOnly(BasicBlock block) {
    for (int k = 0; k < block.code().size(); k++) {
      Instruction i = block.code().get(k);
      if (AccessPlan.isCopy(i)) {
        return false;
      }
      if (MemoryShapes.isAccess(i)) {
        MemoryAccess access = plan.accesses().get(plan.place(block.index(), k).site());
        AccessTraits traits = AccessTraits.of(access);
        boolean shared =
            access.space() == SymbolAddress.Space.SHARED
                || access.space() == SymbolAddress.Space.GENERIC;
        if (shared && (traits.writes() || traits.strong())) {
          return false;
        }
      }
    }
    return true;
  }

  /** Writes what must be in locals before the lane loop. */
  void prologue(BasicBlock block) {
    readsOnly = sanitizing() && readsOnly(block);
    Set<Integer> windows = new TreeSet<>();
    List<AccessRun> runs = new ArrayList<>();
    boolean shared = false;
    int arrays = 0;
    for (int k = 0; k < block.code().size(); k++) {
      Instruction i = block.code().get(k);
      boolean copy = AccessPlan.isCopy(i);
      if (!MemoryShapes.isAccess(i) && !copy) {
        continue;
      }
      AccessPlan.Place place = plan.place(block.index(), k);
      AccessRun run = plan.run(place);
      runs.add(run);
      switch (run.space()) {
        case SHARED -> shared = true;
        case GLOBAL, CONST, GENERIC -> windows.add(run.window());
        case LOCAL, PARAM -> {}
      }
      if (variant == Variant.COUNTING && run.space() != SymbolAddress.Space.PARAM) {
        arrays += buffer(place, arrays, i);
        if (copy) {
          AccessPlan.Place write = new AccessPlan.Place(place.site() + 1, place.run() + 1);
          arrays += buffer(write, arrays, i);
        }
      }
    }
    if (variant != Variant.SANITIZING) {
      windows.forEach(this::declareWindow);
      if (shared) {
        declareShared();
      }
      runs.forEach(this::declareRange);
    }
  }

  private void declareRange(AccessRun run) {
    switch (run.space()) {
      case SHARED -> ranges.declare(RangeCheck.FROM_ZERO, sharedBytes, run);
      case GLOBAL, CONST, GENERIC -> {
        int window = windowLocals.getOrDefault(run.window(), 0);
        ranges.declare(window, window + 2, run);
      }
      case LOCAL, PARAM -> {}
    }
  }

  /** Gives a run its array when its first access is met; returns how many arrays it took. */
  private int buffer(AccessPlan.Place place, int index, Instruction i) {
    counted.add(place);
    if (buffers.containsKey(place.run())) {
      return 0;
    }
    int array = code.newLocal(JvmKind.INT);
    int mask = code.newLocal(JvmKind.INT);
    code.warpField("buffers", "[[J");
    code.constant(index);
    code.insn(AALOAD);
    code.var(ASTORE, array);
    code.insn(ICONST_0);
    code.var(ISTORE, mask);
    buffers.put(place.run(), new Buffer(array, mask, i.guard().isPresent()));
    return 1;
  }

  private void declareShared() {
    sharedBase = code.newLocal(JvmKind.LONG);
    sharedBytes = code.newLocal(JvmKind.LONG);
    code.warpField("shared", "J");
    code.var(LSTORE, sharedBase);
    code.warpField("sharedBytes", "I");
    code.insn(I2L);
    code.var(LSTORE, sharedBytes);
  }

  private void declareWindow(int window) {
    int first = code.newLocal(JvmKind.LONG);
    code.newLocal(JvmKind.LONG);
    code.newLocal(JvmKind.LONG);
    windowLocals.put(window, first);
    for (int k = 0; k < 3; k++) {
      code.warpField("windows", "[J");
      code.constant(3 * window + k);
      code.insn(LALOAD);
      code.var(LSTORE, first + 2 * k);
    }
  }

  /** Computes the host address of a run's base into a new local and checks the whole run. */
  int host(Instruction i, Operand base, AccessRun run) {
    int host = code.newLocal(JvmKind.LONG);
    if (sanitizing()) {
      sharedRun(i, base, run, host);
      return host;
    }
    switch (run.space()) {
      case GLOBAL, CONST, GENERIC -> global(i, base, run, host);
      case SHARED -> shared(i, base, run, host);
      case LOCAL -> local(i, base, run, host);
      case PARAM -> {
        code.warpField("parameters", "J");
        pushBase(i, base);
        code.insn(LADD);
        code.var(LSTORE, host);
      }
    }
    return host;
  }

  /**
   * Checks accesses at fixed places of parameters and local memory: they need no check later.
   *
   * @throws UnsupportedPtxException if one lies outside
   */
  void checkPlace(Instruction i, Operand base, AccessRun run) {
    if (!(base instanceof Operand.Symbol symbol)) {
      return;
    }
    long place = code.symbolAddress(i, symbol.name()).value();
    int limit =
        switch (run.space()) {
          case PARAM -> code.kernel().parameterBytes();
          case LOCAL -> code.kernel().localBytes();
          case SHARED, GLOBAL, CONST, GENERIC -> Integer.MAX_VALUE;
        };
    boolean fixed = limit != Integer.MAX_VALUE;
    if (fixed && (place + run.least() < 0 || place + run.end() > limit)) {
      throw UnsupportedPtxException.of(i, "it leaves " + symbol.name() + " and all beside it");
    }
  }

  /** Pushes a base; 32-bit ones are signed, since an offset may bring them back above zero. */
  void pushBase(Instruction i, Operand base) {
    if (base instanceof Operand.Symbol symbol) {
      code.constant(code.symbolAddress(i, symbol.name()).value());
    } else if (base instanceof Operand.Register register
        && !SpecialRegister.isSpecial(register.name())
        && code.kinds().kind(register.name()) == JvmKind.INT) {
      code.pushBits(i, base, JvmKind.INT);
      code.insn(I2L);
    } else {
      code.pushBits(i, base, JvmKind.LONG);
    }
  }

  private int storeBase(Instruction i, Operand base, AccessRun run) {
    int local = code.newLocal(JvmKind.LONG);
    pushBase(i, base);
    code.var(LSTORE, local);
    bases.put(run.id(), local);
    return local;
  }

  private void global(Instruction i, Operand base, AccessRun run, int host) {
    int address = storeBase(i, base, run);
    int window = windowLocals.getOrDefault(run.window(), 0);
    Label miss = new Label();
    Label done = new Label();
    ranges.check(address, window, window + 2, run, miss);
    code.var(LLOAD, address);
    code.var(LLOAD, window + 4);
    code.insn(LADD);
    code.var(LSTORE, host);
    code.label(done);
    code.outOfLine(
        () -> {
          code.label(miss);
          code.var(ALOAD, LaneAssembler.WARP);
          code.var(LLOAD, address);
          code.constant(run.id());
          code.var(ILOAD, LaneAssembler.LANE);
          code.call(Windows.class, "resolve", "(L" + WARP_NAME + ";JII)J");
          code.var(LSTORE, host);
          code.jump(GOTO, done);
        });
  }

  private void addConstant(long value) {
    if (value != 0) {
      code.constant(value);
      code.insn(LADD);
    }
  }

  private void shared(Instruction i, Operand base, AccessRun run, int host) {
    int offset = storeBase(i, base, run);
    boolean inside =
        base instanceof Operand.Symbol symbol
            && code.symbolAddress(i, symbol.name()).value() + run.end()
                <= code.kernel().sharedBytes()
            && run.least() >= 0;
    if (!inside) {
      Label outside = outside(run, offset);
      ranges.check(offset, RangeCheck.FROM_ZERO, sharedBytes, run, outside);
    }
    code.var(LLOAD, offset);
    code.var(LLOAD, sharedBase);
    code.insn(LADD);
    code.var(LSTORE, host);
  }

  /** Returns where the report about a run outside of its memory begins. */
  private Label outside(AccessRun run, int offset) {
    Label outside = new Label();
    code.outOfLine(
        () -> {
          code.label(outside);
          code.var(ALOAD, LaneAssembler.WARP);
          code.var(LLOAD, offset);
          code.constant(run.id());
          code.var(ILOAD, LaneAssembler.LANE);
          code.call(
              Windows.class, "outside", "(L" + WARP_NAME + ";JII)Ljava/lang/RuntimeException;");
          code.insn(ATHROW);
        });
    return outside;
  }

  private void local(Instruction i, Operand base, AccessRun run, int host) {
    int offset = storeBase(i, base, run);
    if (!(base instanceof Operand.Symbol)) {
      ranges.check(offset, code.kernel().localBytes(), run, outside(run, offset));
    }
    code.warpField("local", "J");
    code.var(ILOAD, LaneAssembler.LANE);
    code.constant(code.kernel().localBytes());
    code.insn(IMUL, I2L, LADD);
    code.var(LLOAD, offset);
    code.insn(LADD);
    code.var(LSTORE, host);
  }

  /** Computes the host address of a run's base, with all checks of all of its reads. */
  private void sharedRun(Instruction i, Operand base, AccessRun run, int host) {
    int aligned = 1;
    for (AccessRun.Entry entry : run.entries()) {
      aligned = Math.max(aligned, plan.accesses().get(entry.site()).alignment());
    }
    code.var(ALOAD, LaneAssembler.WARP);
    code.var(ILOAD, LaneAssembler.LANE);
    pushBase(i, base);
    code.constant(run.id());
    code.constant((int) run.least());
    code.constant((int) run.end());
    code.constant(aligned - 1);
    code.call(WarpCheck.class, "sharedRun", "(L" + WARP_NAME + ";IJIIII)J");
    code.var(LSTORE, host);
  }

  /** Computes the host address of one access with all checks of the sanitizer. */
  int sanitized(Instruction i, Operand base, long offset, AccessRun run, int site) {
    int host = code.newLocal(JvmKind.LONG);
    code.var(ALOAD, LaneAssembler.WARP);
    code.var(ILOAD, LaneAssembler.LANE);
    pushBase(i, base);
    addConstant(offset);
    AccessTraits traits = AccessTraits.of(plan.accesses().get(site));
    String action = traits.writes() ? "Store" : "Load";
    boolean plain = !traits.strong() && !i.opcode().equals("cp");
    boolean ranged = plain && Integer.bitCount(traits.bytes()) == 1;
    SymbolAddress.Space space = run.space();
    if (ranged && space == SymbolAddress.Space.SHARED) {
      code.constant(traits.bytes());
      code.constant(site);
      code.call(WarpCheck.class, "shared" + action, "(L" + WARP_NAME + ";IJII)J");
    } else if (ranged && space != SymbolAddress.Space.LOCAL && space != SymbolAddress.Space.PARAM) {
      code.constant(traits.bytes());
      code.constant(run.window());
      code.constant(site);
      code.call(WarpCheck.class, "global" + action, "(L" + WARP_NAME + ";IJIII)J");
    } else {
      code.constant(site);
      code.call(Sanitizer.class, "access", "(L" + WARP_NAME + ";IJI)J");
    }
    code.var(LSTORE, host);
    return host;
  }

  /** Records the address that a run's accesses share. */
  void count(AccessRun run) {
    Buffer buffer = buffers.get(run.id());
    Integer base = bases.get(run.id());
    if (buffer == null || base == null) {
      return;
    }
    code.var(ALOAD, buffer.array());
    code.var(ILOAD, LaneAssembler.LANE);
    code.var(LLOAD, base);
    code.insn(LASTORE);
    mark(buffer);
  }

  private void mark(Buffer buffer) {
    if (buffer.guarded()) {
      code.var(ILOAD, buffer.mask());
      code.insn(ICONST_1);
      code.var(ILOAD, LaneAssembler.LANE);
      code.insn(ISHL, IOR);
      code.var(ISTORE, buffer.mask());
    }
  }

  /** Records the addresses of an asynchronous copy: read first, then written. */
  void countCopy(Instruction i, AccessPlan.Place place) {
    for (int k = 0; k < 2; k++) {
      Buffer buffer = buffers.get(place.run() + k);
      if (buffer == null) {
        return;
      }
      Operand.Address address = (Operand.Address) i.operands().get(1 - k);
      code.var(ALOAD, buffer.array());
      code.var(ILOAD, LaneAssembler.LANE);
      pushBase(i, address.base());
      code.insn(LASTORE);
      mark(buffer);
    }
  }

  /**
   * Writes, after the lane loop, the reports to the observer: in program order, but those of a run
   * to shared memory at once.
   */
  void epilogue() {
    Set<Integer> reported = new HashSet<>();
    for (AccessPlan.Place place : counted) {
      AccessRun run = plan.run(place);
      Buffer buffer = buffers.get(place.run());
      if (buffer == null) {
        throw new IllegalStateException("no buffer of " + place);
      }
      if (run.space() != SymbolAddress.Space.SHARED) {
        report(place.site(), buffer);
        code.constant(run.offset(place.site()));
        code.call(Counting.class, "access", "(L" + WARP_NAME + ";II[JJ)V");
      } else if (reported.add(place.run())) {
        report(place.run(), buffer);
        code.call(Counting.class, "shared", "(L" + WARP_NAME + ";II[J)V");
      }
    }
  }

  private void report(int subject, Buffer buffer) {
    code.var(ALOAD, LaneAssembler.WARP);
    code.constant(subject);
    code.var(ILOAD, buffer.guarded() ? buffer.mask() : LaneAssembler.MASK);
    code.var(ALOAD, buffer.array());
  }
}
