package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.List;

/** Translates {@code atom} and {@code red} on a host address (PTX ISA 9.7.13). */
final class AtomicTranslation {
  private static final Class<?> HELPER = Atomics.class;

  private final LaneAssembler code;
  private final AddressTranslation addresses;
  private final FlatKernel kernel;

  AtomicTranslation(LaneAssembler code, AddressTranslation addresses) {
    this.code = code;
    this.addresses = addresses;
    this.kernel = code.kernel();
  }

  /** Writes the operation at {@code host + offset}. */
  void translate(Instruction i, int host, long offset) {
    ScalarType type = Shapes.type(i);
    List<Operand> values = values(i);
    if (type == ScalarType.B128) {
      wide(i, values, host, offset);
    } else if (values.get(0) instanceof Operand.Vector vector) {
      vector(i, vector.elements(), type, host, offset);
    } else {
      call(i, values, type, host, offset);
      pop(i, returns(i) ? i.operands().get(0) : new Operand.Sink(), type);
    }
  }

  private static boolean returns(Instruction i) {
    return i.opcode().equals("atom");
  }

  /** Returns the operands after the address. */
  private static List<Operand> values(Instruction i) {
    List<Operand> all = MemoryShapes.values(i);
    return all.subList(returns(i) ? 2 : 1, all.size());
  }

  private void pushAddress(int host, long offset) {
    code.var(LLOAD, host);
    if (offset != 0) {
      code.constant(offset);
      code.insn(LADD);
    }
  }

  /** Leaves the old value. */
  private void call(Instruction i, List<Operand> values, ScalarType type, int host, long offset) {
    JvmKind kind = JvmKind.of(type);
    pushAddress(host, offset);
    for (Operand value : values) {
      code.push(i, value, type);
    }
    String descriptor = kind.descriptor().repeat(values.size());
    if (type == ScalarType.F32) {
      pushFlushes(i);
      descriptor += "Z";
    }
    code.call(HELPER, Atomics.method(i, type), "(J" + descriptor + ")" + kind.descriptor());
  }

  /** Subnormals are flushed in global memory, but not in shared memory (PTX ISA, "atom"). */
  private void pushFlushes(Instruction i) {
    SymbolAddress.Space space = MemoryShapes.space(i, kernel);
    if (space != SymbolAddress.Space.GENERIC) {
      code.constant(space == SymbolAddress.Space.SHARED ? 0 : 1);
      return;
    }
    Operand.Address address = MemoryShapes.address(i);
    addresses.pushBase(i, address.base());
    code.constant(address.offset());
    code.insn(LADD);
    code.call(HELPER, "flushes", "(J)Z");
  }

  /** Performs one operation per element; destinations are written after all sources are read. */
  private void vector(
      Instruction i, List<Operand> elements, ScalarType type, int host, long offset) {
    JvmKind kind = JvmKind.of(type);
    int[] old = new int[elements.size()];
    for (int k = 0; k < elements.size(); k++) {
      old[k] = code.newLocal(kind);
      call(i, List.of(elements.get(k)), type, host, offset + (long) k * type.bytes());
      code.var(kind.store(), old[k]);
    }
    if (returns(i) && i.operands().get(0) instanceof Operand.Vector results) {
      for (int k = 0; k < old.length; k++) {
        code.var(kind.load(), old[k]);
        pop(i, results.elements().get(k), type);
      }
    }
  }

  /** Stores an old value; floats as the bits that lay in memory, NaN or not. */
  private void pop(Instruction i, Operand destination, ScalarType type) {
    switch (type) {
      case F32 -> {
        code.call(Float.class, "floatToRawIntBits", "(F)I");
        code.pop(i, destination, ScalarType.B32);
      }
      case F64 -> {
        code.call(Double.class, "doubleToRawLongBits", "(D)J");
        code.pop(i, destination, ScalarType.B64);
      }
      default -> code.pop(i, destination, type);
    }
  }

  /** Exchanges 128 bits, or compares and swaps them. */
  private void wide(Instruction i, List<Operand> values, int host, long offset) {
    pushAddress(host, offset);
    for (Operand value : values) {
      for (Operand half : ((Operand.Vector) value).elements()) {
        code.pushBits(i, half, JvmKind.LONG);
      }
    }
    boolean exchange = i.has("exch");
    String descriptor = exchange ? "(JJJ)[J" : "(JJJJJ)[J";
    code.call(WideAtomics.class, exchange ? "exchange" : "compareAndSwap", descriptor);
    popWide(code, i, i.operands().get(0));
  }

  /** Stores the two halves in the array on the stack. */
  static void popWide(LaneAssembler code, Instruction i, Operand destination) {
    if (!(destination instanceof Operand.Vector halves)) {
      throw UnsupportedPtxException.of(i);
    }
    code.insn(DUP, ICONST_0, LALOAD);
    code.popBits(i, halves.elements().get(0), JvmKind.LONG);
    code.insn(ICONST_1, LALOAD);
    code.popBits(i, halves.elements().get(1), JvmKind.LONG);
  }
}
