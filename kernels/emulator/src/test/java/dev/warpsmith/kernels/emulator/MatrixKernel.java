package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.emulator.tensor.Elements;
import dev.warpsmith.kernels.emulator.tensor.FragmentLayout;
import dev.warpsmith.kernels.emulator.tensor.MatrixElement;
import dev.warpsmith.kernels.emulator.tensor.MatrixForm;
import dev.warpsmith.kernels.emulator.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A kernel of one {@code mma}, whose fragments the test lays out itself. */
record MatrixKernel(String modifiers, MatrixForm form, int products) {

  /** Reads modifiers such as {@code m16n8k16.row.col.f32.f16.f16.f32}. */
  static MatrixKernel of(String modifiers) {
    List<MatrixElement> types = new ArrayList<>();
    for (String word : modifiers.split("\\.")) {
      MatrixElement.find(word).ifPresent(types::add);
    }
    Shape shape = Shape.find(modifiers.split("\\.")[0]).orElseThrow();
    MatrixForm form = new MatrixForm(shape, types.get(0), types.get(1), types.get(2), types.get(3));
    boolean quadPairs = modifiers.startsWith("m8n8k4") && types.get(1) == MatrixElement.F16;
    return new MatrixKernel(modifiers, form, quadPairs ? 4 : 1);
  }

  private FragmentLayout layoutA() {
    return form.layoutA(modifiers.split("\\.")[1].equals("row"));
  }

  private FragmentLayout layoutB() {
    return form.layoutB(modifiers.split("\\.")[2].equals("col"));
  }

  private static String registers(String name, int count) {
    StringBuilder text = new StringBuilder("{");
    for (int r = 0; r < count; r++) {
      text.append(r == 0 ? "" : ", ").append('%').append(name).append(r);
    }
    return text + "}";
  }

  private static String move(String form, MatrixElement type, int operand, int count) {
    String name = List.of("a", "b", "c", "d").get(operand);
    boolean wide = type == MatrixElement.F64;
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < count; r++) {
      text.append(
          String.format(
              Locale.ROOT,
              form,
              wide ? "f64" : "b32",
              "%" + name + r,
              "%l" + (operand + 1),
              r * (wide ? 8 : 4)));
    }
    return text.toString();
  }

  private static String declare(String name, MatrixElement type, int count) {
    return ".reg ."
        + (type == MatrixElement.F64 ? "f64" : "b32")
        + " %"
        + name
        + "<"
        + count
        + ">;\n";
  }

  String ptx() {
    int a = layoutA().registers();
    int b = layoutB().registers();
    int c = form.layoutC().registers();
    int d = form.layoutD().registers();
    StringBuilder text =
        new StringBuilder(
            """
            .version 8.8
            .target sm_90
            .address_size 64
            .visible .entry k(.param .u64 p0, .param .u64 p1, .param .u64 p2, .param .u64 p3)
            {
            .reg .b32 %r<4>;
            .reg .b64 %l<9>;
            """);
    text.append(declare("a", form.a(), a)).append(declare("b", form.b(), b));
    text.append(declare("c", form.c(), c)).append(declare("d", form.d(), d));
    text.append("mov.u32 %r1, %tid.x;\n");
    int[] counts = {a, b, c, d};
    MatrixElement[] types = {form.a(), form.b(), form.c(), form.d()};
    for (int p = 0; p < 4; p++) {
      int bytes = counts[p] * (types[p] == MatrixElement.F64 ? 8 : 4);
      text.append("ld.param.u64 %l" + (p + 1) + ", [p" + p + "];\n");
      text.append("mul.wide.u32 %l5, %r1, " + bytes + ";\n");
      text.append("add.s64 %l" + (p + 1) + ", %l" + (p + 1) + ", %l5;\n");
    }
    for (int p = 0; p < 3; p++) {
      text.append(move("ld.global.%s %s, [%s+%d];%n", types[p], p, counts[p]));
    }
    text.append("mma.sync.aligned." + modifiers + " ");
    text.append(registers("d", d) + ", " + registers("a", a) + ", " + registers("b", b) + ", ");
    text.append(registers("c", c) + ";\n");
    text.append(move("st.global.%1$s [%3$s+%4$d], %2$s;%n", form.d(), 3, d));
    return text.append("ret;\n}\n").toString();
  }

  /** Runs the kernel on a GPU; matrices by rows, B by columns, each product after the other. */
  double[] run(String gpu, double[] a, double[] b, double[] c) {
    try (KernelRunner runner = new KernelRunner(ptx(), gpu, 1)) {
      DeviceBuffer d = runner.longs("d", new long[32 * 8]);
      runner.run(
          "k",
          1,
          32,
          pack(runner, "a", layoutA(), form.a(), a),
          pack(runner, "b", layoutB(), form.b(), b),
          pack(runner, "c", form.layoutC(), form.c(), c),
          d);
      return unpack(d, form.layoutD(), form.d(), c.length);
    }
  }

  private static DeviceBuffer pack(
      KernelRunner runner,
      String name,
      FragmentLayout layout,
      MatrixElement type,
      double[] matrix) {
    long[] elements = new long[matrix.length / type.perUnit()];
    for (int k = 0; k < matrix.length; k++) {
      elements[k / type.perUnit()] |= Elements.encode(type, matrix[k]) << k % type.perUnit();
    }
    int count = layout.registers();
    long[] registers = new long[32 * count];
    long[] lanes = new long[32];
    for (int r = 0; r < count; r++) {
      layout.pack(r, elements, lanes);
      for (int lane = 0; lane < 32; lane++) {
        registers[lane * count + r] = lanes[lane];
      }
    }
    if (type == MatrixElement.F64) {
      return runner.longs(name, registers);
    }
    int[] narrow = new int[registers.length];
    for (int k = 0; k < narrow.length; k++) {
      narrow[k] = (int) registers[k];
    }
    return runner.ints(name, narrow);
  }

  private static double[] unpack(
      DeviceBuffer buffer, FragmentLayout layout, MatrixElement type, int elements) {
    long[] matrix = new long[elements];
    int[] narrow = KernelRunner.ints(buffer);
    long[] wide = KernelRunner.longs(buffer);
    long[] lanes = new long[32];
    for (int r = 0; r < layout.registers(); r++) {
      for (int lane = 0; lane < 32; lane++) {
        int at = lane * layout.registers() + r;
        lanes[lane] = type == MatrixElement.F64 ? wide[at] : narrow[at];
      }
      layout.unpack(r, lanes, matrix);
    }
    double[] values = new double[elements];
    for (int k = 0; k < elements; k++) {
      values[k] = Elements.decode(type, matrix[k]);
    }
    return values;
  }
}
