package dev.warpsmith.kernels.emulator.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * An atomic operation on a thread's own 16 bytes.
 *
 * @param opcode {@code atom} or {@code red}
 * @param qualifiers what stands between opcode and operation, such as {@code relaxed.gpu.global}
 * @param operation such as {@code add.noftz}
 * @param elements 1, or the length of the vector
 * @param generic whether the address is a generic one
 * @param shared whether the bytes lie in shared memory
 */
record AtomicForm(
    String opcode,
    String qualifiers,
    String operation,
    int elements,
    String type,
    boolean generic,
    boolean shared) {

  String mnemonic() {
    String prefix = qualifiers.isEmpty() ? opcode : opcode + "." + qualifiers;
    String vector = elements == 1 ? "" : ".v" + elements;
    return prefix + "." + operation + vector + "." + type;
  }

  int elementBits() {
    return type.equals("b128") ? 128 : Types.bits(type);
  }

  String baseOperation() {
    return operation.replace(".noftz", "");
  }

  /** Returns the address operand: shared or global, generic or not. */
  private String address() {
    return shared ? (generic ? "[%l11]" : "[%r5]") : "[%l1]";
  }

  /** Writes initial bytes, operates, and stores the old value and the bytes after it. */
  String ptx(long offset) {
    String space = shared ? (generic ? "" : ".shared") : ".global";
    StringBuilder text = new StringBuilder("{\n.reg .b16 h<9>, n<9>, z;\n");
    text.append(".reg .b32 r<9>, s<9>, w;\n.reg .b64 l<9>, k<9>;\n.reg .b128 q, p, e;\n");
    text.append(".reg .pred same;\nmov.u16 z, 0; mov.u32 w, 0; mov.u64 k1, 0; mov.u64 k2, 0;\n");
    text.append("and.b64 l8, %l7, 1; setp.ne.s64 same, l8, 0;\n");
    text.append("st" + space + ".v2.b64 " + address() + ", {%l4, %l5};\n");
    text.append(baseOperation().equals("cas") ? compareAndSwap() : operate());
    text.append("ld" + space + ".v2.b64 {%l8, %l9}, " + address() + ";\n");
    text.append("st.global.v2.b64 [%l2+" + offset + "], {k1, k2};\n");
    return text.append("st.global.v2.b64 [%l2+" + (offset + 16) + "], {%l8, %l9};\n}\n").toString();
  }

  /** Expects the initial value if the last operand is odd, else another one. */
  private String compareAndSwap() {
    if (elementBits() == 128) {
      return "selp.b64 l1, %l4, %l6, same; selp.b64 l2, %l5, %l7, same;\n"
          + "mov.b128 e, {l1, l2}; mov.b128 p, {%l6, %l7};\n"
          + mnemonic()
          + " q, "
          + address()
          + ", e, p;\nmov.b128 {k1, k2}, q;\n";
    }
    String register = register();
    return "selp.b64 l1, %l4, %l7, same;\n"
        + unpack("l1", register, "2")
        + unpack("%l6", register, "1")
        + mnemonic()
        + " "
        + second()
        + "1, "
        + address()
        + ", "
        + register
        + "2, "
        + register
        + "1;\n"
        + pack();
  }

  private String operate() {
    if (elementBits() == 128) {
      return "mov.b128 p, {%l6, %l7};\n"
          + mnemonic()
          + " q, "
          + address()
          + ", p;\nmov.b128 {k1, k2}, q;\n";
    }
    String operands = list(register());
    String head = opcode.equals("red") ? "" : list(second()) + ", ";
    String code = mnemonic() + " " + head + address() + ", " + operands + ";\n";
    return unpackAll() + code + (opcode.equals("red") ? "" : pack());
  }

  private String register() {
    return elementBits() == 16 ? "h" : elementBits() == 32 ? "r" : "l";
  }

  private String second() {
    return elementBits() == 16 ? "n" : elementBits() == 32 ? "s" : "k";
  }

  private String list(String register) {
    if (elements == 1) {
      return register + "1";
    }
    List<String> names = new ArrayList<>();
    for (int k = 1; k <= elements; k++) {
      names.add(register + k);
    }
    return "{" + String.join(", ", names) + "}";
  }

  private static String unpack(String from, String register, String index) {
    return switch (register) {
      case "h" -> "mov.b64 {h" + index + ", z, z, z}, " + from + ";\n";
      case "r" -> "mov.b64 {r" + index + ", w}, " + from + ";\n";
      default -> "mov.b64 l" + index + ", " + from + ";\n";
    };
  }

  private String unpackAll() {
    return switch (register()) {
      case "h" -> "mov.b64 {h1, h2, h3, h4}, %l6; mov.b64 {h5, h6, h7, h8}, %l7;\n";
      case "r" -> "mov.b64 {r1, r2}, %l6; mov.b64 {r3, r4}, %l7;\n";
      default -> "mov.b64 l1, %l6;\n";
    };
  }

  /** Packs the old elements into k1 and k2. */
  private String pack() {
    int perWord = 64 / elementBits();
    StringBuilder text = new StringBuilder("mov.u16 z, 0; mov.u32 w, 0;\n");
    for (int word = 0; word < 2 && perWord > 1; word++) {
      List<String> names = new ArrayList<>();
      for (int k = word * perWord + 1; k <= (word + 1) * perWord; k++) {
        names.add(k <= elements ? second() + k : perWord == 4 ? "z" : "w");
      }
      text.append("mov.b64 k" + (word + 1) + ", {" + String.join(", ", names) + "};\n");
    }
    return text.toString();
  }

  /** Computes the old value and the bytes after the operation. */
  long[] expected(long[] in) {
    long[] after = {in[0], in[1]};
    long[] old = {0, 0};
    boolean same = (in[3] & 1) != 0;
    if (elementBits() == 128) {
      boolean matches = same || (in[0] == in[2] && in[1] == in[3]);
      boolean swaps = !operation.equals("cas") || matches;
      return new long[] {in[0], in[1], swaps ? in[2] : in[0], swaps ? in[3] : in[1]};
    }
    int perWord = 64 / elementBits();
    long mask = -1L >>> (64 - elementBits());
    for (int k = 0; k < elements; k++) {
      int word = k / perWord;
      int shift = k % perWord * elementBits();
      long before = in[word] >>> shift & mask;
      long operand = in[2 + word] >>> shift & mask;
      long expected = (same ? in[0] : in[3]) & mask;
      long result = AtomicReference.result(this, before, operand, expected) & mask;
      after[word] = (after[word] & ~(mask << shift)) | (result << shift);
      old[word] |= opcode.equals("red") ? 0 : before << shift;
    }
    return new long[] {old[0], old[1], after[0], after[1]};
  }
}
