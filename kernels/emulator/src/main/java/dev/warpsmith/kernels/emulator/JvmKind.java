package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.ScalarType;

/** The JVM type that holds a PTX register in a block. */
enum JvmKind {
  /** Predicates as 0 and 1, 8- and 16-bit values zero-extended, 32-bit values. */
  INT(1, 4, ILOAD, ISTORE, "I", "Int"),
  LONG(2, 8, LLOAD, LSTORE, "J", "Long"),
  FLOAT(1, 4, FLOAD, FSTORE, "F", "Float"),
  DOUBLE(2, 8, DLOAD, DSTORE, "D", "Double");

  private final int locals;
  private final int bytes;
  private final int load;
  private final int store;
  private final String descriptor;
  private final String accessor;

  JvmKind(int locals, int bytes, int load, int store, String descriptor, String accessor) {
    this.locals = locals;
    this.bytes = bytes;
    this.load = load;
    this.store = store;
    this.descriptor = descriptor;
    this.accessor = accessor;
  }

  /** Returns how many local variable slots it takes. */
  int locals() {
    return locals;
  }

  /** Returns its size in the register file. */
  int bytes() {
    return bytes;
  }

  int load() {
    return load;
  }

  int store() {
    return store;
  }

  String descriptor() {
    return descriptor;
  }

  /** Returns the suffix of {@link OffHeap}'s accessors. */
  String accessor() {
    return accessor;
  }

  /** Returns the kind in which values of a type are computed. */
  static JvmKind of(ScalarType type) {
    if (type == ScalarType.F32) {
      return FLOAT;
    }
    if (type == ScalarType.F64) {
      return DOUBLE;
    }
    return type.bytes() == 8 ? LONG : INT;
  }
}
