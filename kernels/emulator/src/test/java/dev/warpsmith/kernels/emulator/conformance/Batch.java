package dev.warpsmith.kernels.emulator.conformance;

import java.util.List;

/** Forms with the same inputs in one kernel: every thread runs all of them on its tuple. */
record Batch(List<Form> forms, List<long[]> tuples) {
  static final int THREADS = 64;

  private static final String HEAD =
      """
      .version 9.0
      .target sm_90
      .address_size 64
      .visible .entry batch(.param .u64 in, .param .u64 out)
      {
      .reg .b32 %r<4>;
      .reg .b64 %l<12>;
      ld.param.u64 %l1, [in];
      ld.param.u64 %l2, [out];
      mov.u32 %r1, %ctaid.x;
      mov.u32 %r2, %tid.x;
      mad.lo.u32 %r3, %r1, 64, %r2;
      mul.wide.u32 %l3, %r3, 32;
      add.u64 %l1, %l1, %l3;
      mul.wide.u32 %l3, %r3, 16;
      add.u64 %l2, %l2, %l3;
      ld.global.v2.u64 {%l4, %l5}, [%l1];
      ld.global.v2.u64 {%l6, %l7}, [%l1+16];
      """;

  Batch {
    forms = List.copyOf(forms);
    tuples = List.copyOf(tuples);
  }

  int blocks() {
    return tuples.size() / THREADS;
  }

  /** Writes the kernel; {@code typed} puts floats in float registers, else all are bits. */
  String ptx(boolean typed) {
    StringBuilder text = new StringBuilder(HEAD);
    for (int k = 0; k < forms.size(); k++) {
      append(text, forms.get(k), 16L * tuples.size() * k, typed);
    }
    return text.append("ret;\n}\n").toString();
  }

  private static void append(StringBuilder text, Form form, long offset, boolean typed) {
    text.append("{\n.reg .b16 h1, h2, h3;\n.reg .b32 w1, cf;\n");
    List<String> inputs = form.inputs();
    List<String> outputs = form.outputs();
    for (int k = 0; k < inputs.size(); k++) {
      String register = Types.register(inputs.get(k), typed);
      text.append(".reg .").append(register).append(" i").append(k).append(";\n");
      text.append(unpack("i" + k, register, "%l" + (4 + k)));
    }
    text.append("mov.u64 %l9, 0;\n");
    for (int k = 0; k < outputs.size(); k++) {
      text.append(".reg .").append(Types.register(outputs.get(k), typed)).append(" o" + k + ";\n");
    }
    text.append(form.instruction()).append('\n');
    for (int k = 0; k < outputs.size(); k++) {
      text.append(pack("%l" + (8 + k), Types.register(outputs.get(k), typed), "o" + k));
    }
    text.append("st.global.v2.u64 [%l2+" + offset + "], {%l8, %l9};\n}\n");
  }

  private static String unpack(String to, String register, String from) {
    return switch (register) {
      case "pred" -> "setp.ne.s64 " + to + ", " + from + ", 0;\n";
      case "b16" -> "mov.b64 {" + to + ", h1, h2, h3}, " + from + ";\n";
      case "b32", "f32" -> "mov.b64 {" + to + ", w1}, " + from + ";\n";
      default -> "mov.b64 " + to + ", " + from + ";\n";
    };
  }

  private static String pack(String to, String register, String from) {
    return switch (register) {
      case "pred" -> "selp.u64 " + to + ", 1, 0, " + from + ";\n";
      case "b16" -> "mov.u16 h1, 0; mov.b64 " + to + ", {" + from + ", h1, h1, h1};\n";
      case "b32", "f32" -> "mov.u32 w1, 0; mov.b64 " + to + ", {" + from + ", w1};\n";
      default -> "mov.b64 " + to + ", " + from + ";\n";
    };
  }
}
