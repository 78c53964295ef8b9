package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Writes one basic block as a static method: a loop over the active lanes. */
final class BlockTranslator {
  private final FlatKernel kernel;
  private final Rematerialization rematerialization;
  private final Liveness liveness;
  private final RegisterKinds kinds;
  private final RegisterFile file;
  private final AccessPlan plan;
  private final Variant variant;

  BlockTranslator(
      FlatKernel kernel,
      Rematerialization rematerialization,
      Liveness liveness,
      RegisterKinds kinds,
      RegisterFile file,
      AccessPlan plan,
      Variant variant) {
    this.kernel = kernel;
    this.rematerialization = rematerialization;
    this.liveness = liveness;
    this.kinds = kinds;
    this.file = file;
    this.plan = plan;
    this.variant = variant;
  }

  /** Writes the body of {@code static int block(Warp, int mask)}; it returns the taken lanes. */
  void translate(BasicBlock block, MethodVisitor mv) {
    mv.visitCode();
    LaneAssembler code = new LaneAssembler(mv, kernel, kinds);
    Stream.concat(block.code().stream(), block.terminator().stream())
        .findFirst()
        .ifPresent(first -> code.ptxLine(first.ptxLine()));
    AddressTranslation addresses = new AddressTranslation(code, plan, variant);
    MemoryTranslation memory = new MemoryTranslation(code, plan, addresses, block.index());
    code.insn(ICONST_0);
    code.var(ISTORE, LaneAssembler.TAKEN);
    addresses.prologue(block);
    rematerialization.before(block).forEach((register, i) -> loadOnce(code, register, i));
    LaneLoop lanes = new LaneLoop(code, variant != Variant.SANITIZING, widths(block));
    lanes.begin();
    loadRegisters(code, block);
    for (int k = 0; k < block.code().size(); k++) {
      code.remaining(block.length() - 1 - k);
      if (!rematerialization.defines(block.code().get(k))) {
        guarded(code, memory, block.code().get(k), k);
      }
    }
    terminator(code, block);
    storeRegisters(code, block);
    lanes.end();
    addresses.epilogue();
    code.var(ILOAD, LaneAssembler.TAKEN);
    code.insn(IRETURN);
    code.writeOutOfLine();
    end(block, mv);
  }

  /** Ends the method; only then does the class writer see whether all types fit together. */
  private static void end(BasicBlock block, MethodVisitor mv) {
    try {
      mv.visitMaxs(0, 0);
      mv.visitEnd();
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      Instruction near =
          Stream.concat(block.code().stream(), block.terminator().stream())
              .findFirst()
              .orElseThrow();
      throw UnsupportedPtxException.of(
          near, "it, or one after it, has operands of other types than its own");
    }
  }

  /** Returns the sizes of the registers that the block reads from rows or writes to them. */
  private Set<Integer> widths(BasicBlock block) {
    Set<Integer> widths = new TreeSet<>();
    loaded(block).forEach(register -> widths.add(kinds.kind(register).bytes()));
    stored(block).forEach(register -> widths.add(kinds.kind(register).bytes()));
    return widths;
  }

  private void pushCell(LaneAssembler code, String register) {
    JvmKind kind = kinds.kind(register);
    code.var(LLOAD, LaneLoop.row(kind.bytes()));
    code.constant((long) file.offsets().getOrDefault(register, 0));
    code.insn(LADD);
  }

  private void loadRegisters(LaneAssembler code, BasicBlock block) {
    for (String register : loaded(block)) {
      JvmKind kind = kinds.kind(register);
      pushCell(code, register);
      code.call(OffHeap.class, "get" + kind.accessor(), "(J)" + kind.descriptor());
      code.var(kind.store(), code.local(register));
    }
  }

  private void storeRegisters(LaneAssembler code, BasicBlock block) {
    for (String register : stored(block)) {
      JvmKind kind = kinds.kind(register);
      pushCell(code, register);
      code.var(kind.load(), code.local(register));
      boolean real = kind == JvmKind.FLOAT || kind == JvmKind.DOUBLE;
      if (real && kinds.computed(register) && kinds.warpOperand(register)) {
        boolean wide = kind == JvmKind.DOUBLE;
        code.call(FloatArithmetic.class, "bits", wide ? "(D)J" : "(F)I");
        kind = wide ? JvmKind.LONG : JvmKind.INT;
      }
      code.call(OffHeap.class, "put" + kind.accessor(), "(J" + kind.descriptor() + ")V");
    }
  }

  /** Writes what gives a register its value for all lanes. */
  private static void loadOnce(LaneAssembler code, String register, Instruction i) {
    switch (i.opcode()) {
      case "ld" -> {
        JvmKind kind = code.kinds().kind(register);
        Operand.Address address = MemoryShapes.address(i);
        String symbol = ((Operand.Symbol) address.base()).name();
        code.warpField("parameters", "J");
        code.constant(code.symbolAddress(i, symbol).value() + address.offset());
        code.insn(LADD);
        code.call(OffHeap.class, "get" + kind.accessor(), "(J)" + kind.descriptor());
        code.var(kind.store(), code.local(register));
      }
      case "cvta" -> new AddressConversion(code).translate(i);
      default -> new MoveTranslation(code).translate(i);
    }
  }

  private Collection<String> loaded(BasicBlock block) {
    return sorted(touched(block), liveness.liveIn().get(block.index()));
  }

  private Collection<String> stored(BasicBlock block) {
    Set<String> defined = new TreeSet<>();
    block.code().forEach(i -> defined.addAll(Shapes.definitions(i)));
    return sorted(defined, liveness.liveOut().get(block.index()));
  }

  private static Collection<String> sorted(Set<String> one, Set<String> other) {
    Set<String> both = new TreeSet<>(one);
    both.retainAll(other);
    return both;
  }

  private static Set<String> touched(BasicBlock block) {
    List<Instruction> all = new ArrayList<>(block.code());
    block.terminator().ifPresent(all::add);
    Set<String> registers = new TreeSet<>();
    for (Instruction i : all) {
      registers.addAll(Shapes.uses(i));
      registers.addAll(Shapes.definitions(i));
    }
    return registers;
  }

  private void guarded(LaneAssembler code, MemoryTranslation memory, Instruction i, int position) {
    Label skip = new Label();
    code.ptxLine(i.ptxLine());
    i.guard()
        .ifPresent(
            guard -> {
              code.pushBits(i, new Operand.Register(guard.register()), JvmKind.INT);
              code.jump(guard.negated() ? IFNE : IFEQ, skip);
            });
    try {
      instruction(code, memory, i, position);
    } catch (IndexOutOfBoundsException e) {
      throw UnsupportedPtxException.of(i, "it has too few operands");
    } catch (IllegalArgumentException | ClassCastException e) {
      throw UnsupportedPtxException.of(i, "its operands do not fit it: " + e.getMessage());
    }
    code.label(skip);
  }

  private static void instruction(
      LaneAssembler code, MemoryTranslation memory, Instruction i, int position) {
    boolean done =
        memory.translate(i, position)
            || new AddressConversion(code).translate(i)
            || new CacheControl(code).translate(i)
            || new MoveTranslation(code).translate(i)
            || new ConversionTranslation(code).translate(i)
            || new ComparisonTranslation(code).translate(i)
            || new FloatTranslation(code).translate(i)
            || new HalfTranslation(code).translate(i)
            || new VideoTranslation(code).translate(i)
            || new IntegerTranslation(code).translate(i);
    if (!done) {
      throw UnsupportedPtxException.of(i);
    }
  }

  private static void terminator(LaneAssembler code, BasicBlock block) {
    if (block.terminator().isEmpty()) {
      return;
    }
    Instruction i = block.terminator().get();
    code.ptxLine(i.ptxLine());
    if (block.ending() == BasicBlock.Ending.BRANCH) {
      Instruction.Guard guard = i.guard().orElseThrow();
      code.var(ILOAD, LaneAssembler.TAKEN);
      code.pushBits(i, new Operand.Register(guard.register()), JvmKind.INT);
      if (guard.negated()) {
        code.insn(ICONST_1, IXOR);
      }
      code.var(ILOAD, LaneAssembler.LANE);
      code.insn(ISHL, IOR);
      code.var(ISTORE, LaneAssembler.TAKEN);
    } else if (block.ending() == BasicBlock.Ending.INDEXED) {
      code.warpField("targets", "[I");
      code.var(ILOAD, LaneAssembler.LANE);
      code.pushBits(i, i.operands().get(0), JvmKind.INT);
      code.insn(IASTORE);
    }
  }
}
