package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides in which JVM type each register lives, and which may hold a NaN that the JVM made.
 *
 * <p>PTX does not tell floats from integers in {@code .b32} registers; their uses do. NaNs that
 * arithmetic made have unspecified bits on the JVM, and must be made canonical before their bits
 * are seen.
 */
final class RegisterKinds {
  /** Their results are bits of an operand or of memory, NaN or not. */
  private static final Set<String> COPIES = Set.of("mov", "ld", "ldu", "selp", "slct");

  private final Map<String, ScalarType> declared;
  private final Set<String> real = new HashSet<>();
  private final Set<String> integral = new HashSet<>();
  private final Map<String, JvmKind> kinds = new HashMap<>();
  private final Set<String> computed = new HashSet<>();
  private final Set<String> warpOperands = new HashSet<>();

  RegisterKinds(FlatKernel kernel) {
    this.declared = kernel.registers();
    kernel.code().forEach(this::score);
    declared.forEach((name, type) -> kinds.put(name, decide(name, type)));
    kinds.put(Shapes.CARRY, JvmKind.INT);
    while (kernel.code().stream().map(this::markComputed).reduce(false, Boolean::logicalOr)) {}
  }

  JvmKind kind(String register) {
    JvmKind kind = kinds.get(register);
    if (kind == null) {
      throw new UnsupportedPtxException("register " + register + " is not declared");
    }
    return kind;
  }

  ScalarType declared(String register) {
    return declared.getOrDefault(register, ScalarType.B32);
  }

  /** Tells whether the register may hold a NaN with the JVM's bits. */
  boolean computed(String register) {
    return computed.contains(register);
  }

  /** Tells whether a warp-level instruction reads the register's bits from the register file. */
  boolean warpOperand(String register) {
    return warpOperands.contains(register);
  }

  private void score(Instruction i) {
    if (Shapes.warpLevel(i)) {
      warpOperands.addAll(Shapes.uses(i));
      return;
    }
    List<ScalarType> types = Shapes.types(i);
    boolean conversion = i.opcode().equals("cvt") || i.opcode().equals("set");
    for (int k = 0; k < i.operands().size() && !types.isEmpty(); k++) {
      ScalarType type = types.get(conversion && k == 0 ? 0 : types.size() - 1);
      boolean predicate = i.opcode().equals("setp") && k == 0;
      if (!predicate) {
        vote(i.operands().get(k), i, type);
      }
    }
  }

  private void vote(Operand operand, Instruction i, ScalarType type) {
    if (operand instanceof Operand.Vector vector) {
      vector.elements().forEach(e -> vote(e, i, type));
    } else if (operand instanceof Operand.Register register) {
      if (type == ScalarType.F32 || type == ScalarType.F64) {
        real.add(register.name());
      } else if (type.family() != ScalarType.Family.BITS || !COPIES.contains(i.opcode())) {
        integral.add(register.name());
      }
    }
  }

  private JvmKind decide(String name, ScalarType type) {
    if (type == ScalarType.F32 || type == ScalarType.F64) {
      return JvmKind.of(type);
    }
    boolean onlyReal = real.contains(name) && !integral.contains(name);
    if (type == ScalarType.B32) {
      return onlyReal ? JvmKind.FLOAT : JvmKind.INT;
    }
    if (type == ScalarType.B64) {
      return onlyReal ? JvmKind.DOUBLE : JvmKind.LONG;
    }
    return JvmKind.of(type);
  }

  /** Marks destinations of float arithmetic, and of copies of them; tells whether any is new. */
  private boolean markComputed(Instruction i) {
    if (i.opcode().equals("copysign") || i.opcode().equals("atom")) {
      return false;
    }
    boolean arithmetic = !COPIES.contains(i.opcode()) && realResult(i);
    boolean copies = Shapes.uses(i).stream().anyMatch(computed::contains);
    if (!arithmetic && !copies) {
      return false;
    }
    boolean changed = false;
    for (String register : Shapes.definitions(i)) {
      JvmKind kind = kinds.getOrDefault(register, JvmKind.INT);
      if (kind == JvmKind.FLOAT || kind == JvmKind.DOUBLE) {
        changed |= computed.add(register);
      }
    }
    return changed;
  }

  private static boolean realResult(Instruction i) {
    List<ScalarType> types = Shapes.types(i);
    if (types.isEmpty()) {
      return false;
    }
    if (i.opcode().equals("cvt") && ConversionTranslation.widensBits(i)) {
      return false;
    }
    ScalarType result = types.get(i.opcode().equals("cvt") ? 0 : types.size() - 1);
    return result == ScalarType.F32 || result == ScalarType.F64;
  }
}
