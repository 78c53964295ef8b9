package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Writes the bytecode of one block's lane loop: operands on and off the JVM stack.
 *
 * <p>{@code push} leaves a value on the stack in the JVM type that the instruction computes in;
 * {@code pop} stores it to a register, converting bits where the register lives in another type.
 */
final class LaneAssembler {
  static final int WARP = 0;
  static final int MASK = 1;
  static final int REMAINING = 2;
  static final int LANE = 3;
  static final int TAKEN = 4;
  static final int ROW4 = 5;
  static final int ROW8 = 7;
  static final int REGISTERS = 9;
  private static final int FIRST_FREE = 11;

  /** Class files number lines with 16 bits. */
  private static final int MOST_LINES = 0xFFFF;

  private final MethodVisitor mv;
  private final FlatKernel kernel;
  private final RegisterKinds kinds;
  private final Map<String, Integer> locals = new HashMap<>();
  private final List<Runnable> outOfLine = new ArrayList<>();
  private int nextLocal = FIRST_FREE;
  private int remaining;

  LaneAssembler(MethodVisitor mv, FlatKernel kernel, RegisterKinds kinds) {
    this.mv = mv;
    this.kernel = kernel;
    this.kinds = kinds;
  }

  MethodVisitor mv() {
    return mv;
  }

  FlatKernel kernel() {
    return kernel;
  }

  RegisterKinds kinds() {
    return kinds;
  }

  /** Tells how many instructions of the block come after the one that is written. */
  void remaining(int instructions) {
    remaining = instructions;
  }

  int remaining() {
    return remaining;
  }

  /** Reserves a local variable of the kind. */
  int newLocal(JvmKind kind) {
    int local = nextLocal;
    nextLocal += kind.locals();
    return local;
  }

  /** Adds code to be written after the loop, for cases that rarely happen. */
  void outOfLine(Runnable code) {
    outOfLine.add(code);
  }

  void writeOutOfLine() {
    outOfLine.forEach(Runnable::run);
  }

  int local(String register) {
    return locals.computeIfAbsent(register, r -> newLocal(kinds.kind(r)));
  }

  void insn(int... opcodes) {
    for (int opcode : opcodes) {
      mv.visitInsn(opcode);
    }
  }

  void var(int opcode, int local) {
    mv.visitVarInsn(opcode, local);
  }

  void jump(int opcode, Label label) {
    mv.visitJumpInsn(opcode, label);
  }

  void label(Label label) {
    mv.visitLabel(label);
  }

  /** Says which PTX line the following code comes from, so that stack traces show it. */
  void ptxLine(int line) {
    if (line > 0 && line <= MOST_LINES) {
      Label here = new Label();
      mv.visitLabel(here);
      mv.visitLineNumber(line, here);
    }
  }

  /** Calls a static method. */
  void call(Class<?> owner, String name, String descriptor) {
    HelperMethods.require(owner, name, descriptor);
    mv.visitMethodInsn(INVOKESTATIC, Type.getInternalName(owner), name, descriptor, false);
  }

  /** Pushes a field of the warp. */
  void warpField(String name, String descriptor) {
    var(ALOAD, WARP);
    mv.visitFieldInsn(GETFIELD, Type.getInternalName(Warp.class), name, descriptor);
  }

  void constant(int value) {
    if (value >= -1 && value <= 5) {
      mv.visitInsn(ICONST_0 + value);
    } else if (value == (byte) value) {
      mv.visitIntInsn(BIPUSH, value);
    } else if (value == (short) value) {
      mv.visitIntInsn(SIPUSH, value);
    } else {
      mv.visitLdcInsn(value);
    }
  }

  void constant(long value) {
    if (value == 0 || value == 1) {
      mv.visitInsn(value == 0 ? LCONST_0 : LCONST_1);
    } else if (value == (short) value) {
      constant((int) value);
      mv.visitInsn(I2L);
    } else {
      mv.visitLdcInsn(value);
    }
  }

  /** Pushes an operand's value as the instruction's type computes. */
  void push(Instruction i, Operand operand, ScalarType type) {
    JvmKind kind = JvmKind.of(type);
    pushBits(i, operand, kind);
    if (kind == JvmKind.INT && type.bytes() < 4 && type != ScalarType.PRED) {
      extend(type);
    }
  }

  /** Extends a 16- or 8-bit value to 32 bits by the signedness of its type. */
  void extend(ScalarType type) {
    if (type.bytes() == 1) {
      if (type.signed()) {
        insn(I2B);
      } else {
        constant(0xFF);
        insn(IAND);
      }
    } else if (type.bytes() == 2) {
      insn(type.signed() ? I2S : I2C);
    }
  }

  /** Pushes an operand's bits in a JVM type. */
  void pushBits(Instruction i, Operand operand, JvmKind kind) {
    if (operand instanceof Operand.Register register) {
      pushRegister(i, register.name(), kind);
    } else if (operand instanceof Operand.IntegerConstant constant) {
      boolean truth = i.has("pred") && constant.value() != 0;
      pushConstant(truth ? 1 : constant.value(), kind);
    } else if (operand instanceof Operand.FloatConstant constant) {
      pushFloat(Float.intBitsToFloat(constant.bits()), kind);
    } else if (operand instanceof Operand.DoubleConstant constant) {
      pushDouble(Double.longBitsToDouble(constant.bits()), kind);
    } else if (operand instanceof Operand.Symbol symbol) {
      pushSymbol(i, symbol, kind);
    } else if (operand instanceof Operand.Not not && kind == JvmKind.INT) {
      pushBits(i, not.predicate(), JvmKind.INT);
      insn(ICONST_1, IXOR);
    } else {
      throw UnsupportedPtxException.of(i, "operand " + operand + " is not a value");
    }
  }

  private void pushConstant(long value, JvmKind kind) {
    switch (kind) {
      case INT -> constant((int) value);
      case LONG -> constant(value);
      case FLOAT -> mv.visitLdcInsn(Float.intBitsToFloat((int) value));
      case DOUBLE -> mv.visitLdcInsn(Double.longBitsToDouble(value));
    }
  }

  private void pushFloat(float value, JvmKind kind) {
    switch (kind) {
      case INT -> constant(Float.floatToRawIntBits(value));
      case LONG -> constant(Float.floatToRawIntBits(value) & 0xFFFFFFFFL);
      case FLOAT -> mv.visitLdcInsn(value);
      case DOUBLE -> mv.visitLdcInsn((double) value);
    }
  }

  private void pushDouble(double value, JvmKind kind) {
    switch (kind) {
      case INT -> constant(Float.floatToRawIntBits((float) value));
      case LONG -> constant(Double.doubleToRawLongBits(value));
      case FLOAT -> mv.visitLdcInsn((float) value);
      case DOUBLE -> mv.visitLdcInsn(value);
    }
  }

  private void pushSymbol(Instruction i, Operand.Symbol symbol, JvmKind kind) {
    SymbolAddress address = symbolAddress(i, symbol.name());
    if (address.space() == SymbolAddress.Space.PARAM) {
      warpField("parameterAddress", "J");
      constant(address.value() + symbol.offset());
      insn(LADD);
      if (kind == JvmKind.INT) {
        insn(L2I);
      }
      return;
    }
    pushConstant(address.value() + symbol.offset(), kind);
  }

  SymbolAddress symbolAddress(Instruction i, String name) {
    SymbolAddress address = kernel.symbols().get(name);
    if (address == null) {
      throw UnsupportedPtxException.of(i, "symbol " + name + " is not defined");
    }
    return address;
  }

  private void pushRegister(Instruction i, String name, JvmKind kind) {
    Optional<SpecialRegister> special = SpecialRegister.find(name);
    if (special.isPresent()) {
      SpecialValues.push(this, special.get(), kind);
      return;
    }
    JvmKind from = kinds.kind(name);
    var(from.load(), local(name));
    if (from != kind) {
      convert(i, from, kind, kinds.computed(name));
    }
  }

  private void convert(Instruction i, JvmKind from, JvmKind to, boolean computed) {
    if (from == JvmKind.INT && to == JvmKind.FLOAT) {
      call(Float.class, "intBitsToFloat", "(I)F");
    } else if (from == JvmKind.FLOAT && to == JvmKind.INT) {
      floatBits(computed);
    } else if (from == JvmKind.LONG && to == JvmKind.DOUBLE) {
      call(Double.class, "longBitsToDouble", "(J)D");
    } else if (from == JvmKind.DOUBLE && to == JvmKind.LONG) {
      doubleBits(computed);
    } else if (from == JvmKind.LONG && to == JvmKind.INT) {
      insn(L2I);
    } else if (from == JvmKind.INT && to == JvmKind.LONG) {
      insn(I2L);
      constant(0xFFFFFFFFL);
      insn(LAND);
    } else {
      throw UnsupportedPtxException.of(i, "a register does not fit its type");
    }
  }

  private void floatBits(boolean computed) {
    if (computed) {
      call(FloatArithmetic.class, "bits", "(F)I");
    } else {
      call(Float.class, "floatToRawIntBits", "(F)I");
    }
  }

  private void doubleBits(boolean computed) {
    if (computed) {
      call(FloatArithmetic.class, "bits", "(D)J");
    } else {
      call(Double.class, "doubleToRawLongBits", "(D)J");
    }
  }

  /** Stores a result of the given type, cut to the type's width. */
  void pop(Instruction i, Operand destination, ScalarType type) {
    JvmKind kind = JvmKind.of(type);
    if (destination instanceof Operand.Register register) {
      JvmKind to = kinds.kind(register.name());
      if (kind == JvmKind.INT && to == JvmKind.LONG) {
        insn(I2L);
        if (!type.signed()) {
          constant(0xFFFFFFFFL);
          insn(LAND);
        }
        kind = JvmKind.LONG;
      }
      narrow(kind, kinds.declared(register.name()));
    }
    popBits(i, destination, kind);
  }

  /** Keeps 16-bit registers zero-extended. */
  private void narrow(JvmKind kind, ScalarType declared) {
    if (kind == JvmKind.INT && declared.bytes() == 2) {
      insn(I2C);
    }
  }

  /** Stores the bits on the stack. */
  void popBits(Instruction i, Operand destination, JvmKind kind) {
    if (destination instanceof Operand.Sink) {
      insn(kind.locals() == 2 ? POP2 : POP);
      return;
    }
    if (!(destination instanceof Operand.Register register)) {
      throw UnsupportedPtxException.of(i, "operand " + destination + " is not a register");
    }
    JvmKind to = kinds.kind(register.name());
    if (kind != to) {
      convert(i, kind, to, true);
    }
    var(to.store(), local(register.name()));
  }

  /** Leaves 1 if the jump is taken, else 0. */
  void booleanOf(int jumpOpcode) {
    Label yes = new Label();
    Label end = new Label();
    jump(jumpOpcode, yes);
    insn(ICONST_0);
    jump(GOTO, end);
    label(yes);
    insn(ICONST_1);
    label(end);
  }
}
