package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.emulator.tensor.Elements;
import dev.warpsmith.kernels.emulator.tensor.MatrixElement;
import dev.warpsmith.kernels.emulator.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of {@code wmma}: load, multiply and store against plain matrix multiplication. */
class WmmaTest {
  private static final List<String> SQUARE = List.of("m16n16k16", "m32n8k16", "m8n32k16");

  /** A combination: shape, layouts of A, B and C, types, registers of the fragments. */
  record Form(
      String shape,
      String layoutA,
      String layoutB,
      String layoutC,
      MatrixElement d,
      MatrixElement a,
      MatrixElement b,
      MatrixElement c,
      String suffix) {
    Shape sizes() {
      return Shape.find(shape).orElseThrow();
    }

    @Override
    public String toString() {
      return String.join(" ", shape, layoutA, layoutB, layoutC, d + "", a + "", b + "", c + "")
          + suffix;
    }
  }

  static List<Form> forms() {
    List<Form> forms = new ArrayList<>();
    for (String shape : SQUARE) {
      for (MatrixElement d : List.of(MatrixElement.F16, MatrixElement.F32)) {
        for (MatrixElement c : List.of(MatrixElement.F16, MatrixElement.F32)) {
          layouts(forms, shape, d, MatrixElement.F16, MatrixElement.F16, c);
        }
      }
      MatrixElement f32 = MatrixElement.F32;
      layouts(forms, shape, f32, MatrixElement.BF16, MatrixElement.BF16, f32);
      MatrixElement s32 = MatrixElement.S32;
      layouts(forms, shape, s32, MatrixElement.S8, MatrixElement.S8, s32);
      layouts(forms, shape, s32, MatrixElement.U8, MatrixElement.U8, s32);
    }
    MatrixElement tf32 = MatrixElement.TF32;
    layouts(forms, "m16n16k8", MatrixElement.F32, tf32, tf32, MatrixElement.F32);
    MatrixElement f64 = MatrixElement.F64;
    layouts(forms, "m8n8k4", f64, f64, f64, f64);
    for (String layoutC : List.of("row", "col")) {
      for (MatrixElement type : List.of(MatrixElement.S4, MatrixElement.U4)) {
        forms.add(small("m8n8k32", layoutC, type, ""));
      }
      forms.add(small("m8n8k128", layoutC, MatrixElement.B1, ".xor.popc"));
      forms.add(small("m8n8k128", layoutC, MatrixElement.B1, ".and.popc"));
    }
    return forms;
  }

  private static Form small(String shape, String layoutC, MatrixElement type, String suffix) {
    MatrixElement s32 = MatrixElement.S32;
    return new Form(shape, "row", "col", layoutC, s32, type, type, s32, suffix);
  }

  private static void layouts(
      List<Form> forms,
      String shape,
      MatrixElement d,
      MatrixElement a,
      MatrixElement b,
      MatrixElement c) {
    for (String layoutA : List.of("row", "col")) {
      for (String layoutB : List.of("row", "col")) {
        for (String layoutC : List.of("row", "col")) {
          forms.add(new Form(shape, layoutA, layoutB, layoutC, d, a, b, c, ""));
        }
      }
    }
  }

  private static String name(MatrixElement type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** Returns how many registers PTX gives a fragment (PTX ISA, "Matrix Fragments for WMMA"). */
  private static int registers(MatrixElement type, int elements, boolean multiplicand) {
    return switch (type) {
      case F16 -> multiplicand ? 8 : 4;
      case BF16 -> elements / 64;
      case S8, U8 -> elements / 128;
      case S4, U4, B1 -> 1;
      case F64, TF32, F32, S32, E4M3, E5M2 -> elements / 32;
    };
  }

  private static String list(String name, int count) {
    List<String> names = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      names.add("%" + name + r);
    }
    return "{" + String.join(", ", names) + "}";
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

  private static String kernel(Form f, int strideA, int strideB, int strideC) {
    Shape s = f.sizes();
    int a = registers(f.a(), s.m() * s.k(), true);
    int b = registers(f.b(), s.n() * s.k(), true);
    int c = registers(f.c(), s.m() * s.n(), false);
    int d = registers(f.d(), s.m() * s.n(), false);
    boolean halves = f.a() == MatrixElement.F16;
    String types =
        halves
            ? name(f.d()) + "." + name(f.c())
            : String.join(".", name(f.d()), name(f.a()), name(f.b()), name(f.c()));
    String operation = f.suffix().isEmpty() ? "" : f.suffix();
    return """
        .version 8.8
        .target sm_90
        .address_size 64
        .visible .entry k(.param .u64 pa, .param .u64 pb, .param .u64 pc, .param .u64 pd)
        {
        .reg .b32 %r<4>;
        .reg .b64 %l<9>;
        """
        + declare("a", f.a(), a)
        + declare("b", f.b(), b)
        + declare("c", f.c(), c)
        + declare("d", f.d(), d)
        + """
        ld.param.u64 %l1, [pa];
        ld.param.u64 %l2, [pb];
        ld.param.u64 %l3, [pc];
        ld.param.u64 %l4, [pd];
        """
        + load("a", f.layoutA(), f.shape(), f.a(), a, 1, strideA)
        + load("b", f.layoutB(), f.shape(), f.b(), b, 2, strideB)
        + load("c", f.layoutC(), f.shape(), f.c(), c, 3, strideC)
        + String.format(
            "wmma.mma%s.sync.aligned.%s.%s.%s.%s %s, %s, %s, %s;%n",
            operation,
            f.layoutA(),
            f.layoutB(),
            f.shape(),
            types,
            list("d", d),
            list("a", a),
            list("b", b),
            list("c", c))
        + String.format(
            "wmma.store.d.sync.aligned.%s.%s.global.%s [%%l4], %s, %d;%n",
            f.layoutC(), f.shape(), name(f.d()), list("d", d), strideC)
        + "ret;\n}\n";
  }

  private static String load(
      String operand,
      String layout,
      String shape,
      MatrixElement type,
      int registers,
      int address,
      int stride) {
    return String.format(
        "wmma.load.%s.sync.aligned.%s.%s.%s %s, [%%l%d]%s;%n",
        operand,
        layout,
        shape,
        name(type),
        list(operand, registers),
        address,
        stride == 0 ? "" : ", " + stride);
  }

  /** Lays a matrix out in memory, by rows or columns, with garbage between the lines. */
  private static byte[] memory(
      MatrixElement type, double[][] matrix, boolean byRows, int stride, byte garbage) {
    int rows = matrix.length;
    int columns = matrix[0].length;
    int lines = byRows ? rows : columns;
    byte[] bytes = new byte[lines * stride * type.bits() / 8];
    Arrays.fill(bytes, garbage);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int at = byRows ? row * stride + column : column * stride + row;
        long element = Elements.encode(type, matrix[row][column]);
        for (int bit = 0; bit < type.bits(); bit++) {
          int place = at * type.bits() + bit;
          bytes[place / 8] &= (byte) ~(1 << place % 8);
          bytes[place / 8] |= (byte) ((element >>> bit & 1) << place % 8);
        }
      }
    }
    return bytes;
  }

  private static double[][] random(Random random, int rows, int columns, MatrixElement type) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int k = 0; k < columns; k++) {
        row[k] =
            switch (type) {
              case B1 -> random.nextInt(2);
              case U4, U8 -> random.nextInt(16);
              case S4 -> random.nextInt(16) - 8;
              case F16, BF16, TF32, E4M3, E5M2, F32, F64, S32, S8 -> random.nextInt(9) - 4;
            };
      }
    }
    return matrix;
  }

  private static double[][] multiply(Form f, double[][] a, double[][] b, double[][] c) {
    double[][] d = new double[c.length][c[0].length];
    for (int i = 0; i < d.length; i++) {
      for (int j = 0; j < d[i].length; j++) {
        d[i][j] = c[i][j];
        for (int k = 0; k < b.length; k++) {
          boolean different = f.suffix().contains("xor");
          d[i][j] += different ? Math.abs(a[i][k] - b[k][j]) : a[i][k] * b[k][j];
        }
      }
    }
    return d;
  }

  @ParameterizedTest
  @MethodSource("forms")
  void loadsMultipliesAndStores(Form f) {
    Shape s = f.sizes();
    Random random = new Random(f.toString().hashCode());
    double[][] a = random(random, s.m(), s.k(), f.a());
    double[][] b = random(random, s.k(), s.n(), f.b());
    double[][] c = random(random, s.m(), s.n(), f.c());
    for (int padding : new int[] {0, 128 / Math.max(4, f.a().bits())}) {
      run(f, a, b, c, f.a() == MatrixElement.B1 ? 4 * padding : padding);
    }
  }

  private static void run(Form f, double[][] a, double[][] b, double[][] c, int padding) {
    Shape s = f.sizes();
    boolean rowsA = f.layoutA().equals("row");
    boolean rowsB = f.layoutB().equals("row");
    boolean rowsC = f.layoutC().equals("row");
    int strideA = (rowsA ? s.k() : s.m()) + padding;
    int strideB = (rowsB ? s.n() : s.k()) + padding;
    int strideC = (rowsC ? s.n() : s.m()) + padding;
    String ptx = padding == 0 ? kernel(f, 0, 0, strideC) : kernel(f, strideA, strideB, strideC);
    String all = padding == 0 ? ptx.replaceAll("\\}, " + strideC + ";", "};") : ptx;
    try (KernelRunner runner = new KernelRunner(all, "h200", 1)) {
      byte[] blank = memory(f.d(), new double[s.m()][s.n()], rowsC, strideC, (byte) 0x55);
      DeviceBuffer d = runner.bytes("d", 4, blank);
      runner
          .launch(
              LaunchOptions.sanitizing(0),
              "k",
              Dim3.of(1),
              Dim3.of(32),
              runner.bytes("a", 4, memory(f.a(), a, rowsA, strideA, (byte) 0x7F)),
              runner.bytes("b", 4, memory(f.b(), b, rowsB, strideB, (byte) 0x7F)),
              runner.bytes("c", 4, memory(f.c(), c, rowsC, strideC, (byte) 0x7F)),
              d)
          .match(
              completed -> completed,
              faulted -> {
                throw new AssertionError(faulted.fault().message());
              });
      byte[] expected = memory(f.d(), multiply(f, a, b, c), rowsC, strideC, (byte) 0x55);
      byte[] actual = new byte[expected.length];
      KernelRunner.bytes(d).get(actual);
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static final Form HALVES =
      new Form(
          "m16n16k16",
          "row",
          "col",
          "row",
          MatrixElement.F32,
          MatrixElement.F16,
          MatrixElement.F16,
          MatrixElement.F32,
          "");

  private static DeviceFault fault(String ptx, int bytesOfA, boolean initialise, int threads) {
    try (KernelRunner runner = new KernelRunner(ptx, "h200", 1)) {
      DeviceBuffer a = runner.bytes("a", 2, new byte[bytesOfA]);
      if (!initialise) {
        a.poison((byte) 0x7F);
      }
      return runner.fault(
          LaunchOptions.sanitizing(0),
          "k",
          1,
          threads,
          a,
          runner.bytes("b", 2, new byte[512]),
          runner.bytes("c", 4, new byte[1024]),
          runner.bytes("d", 4, new byte[1024]));
    }
  }

  @Test
  void namesWhatALoadReadsPastTheEnd() {
    DeviceFault fault = fault(kernel(HALVES, 16, 16, 16), 500, true, 32);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.OUT_OF_BOUNDS);
    assertThat(fault.message()).contains("thread (", "reads a[250], 1 past the end of a: b8[500]");
  }

  @Test
  void reportsUninitialisedElements() {
    DeviceFault fault = fault(kernel(HALVES, 16, 16, 16), 512, false, 32);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.UNINITIALISED_READ);
    assertThat(fault.message()).contains("thread (0,0,0)", "reads a[0]");
  }

  @Test
  void reportsLinesThatAreNotAligned() {
    DeviceFault fault = fault(kernel(HALVES, 17, 16, 16), 1024, true, 32);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.MISALIGNED);
    assertThat(fault.message()).contains("reads a[17]", "not a multiple of 16");
  }

  @Test
  void reportsMissingLanes() {
    DeviceFault fault = fault(kernel(HALVES, 16, 16, 16), 512, true, 24);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.BARRIER_DIVERGENCE);
    assertThat(fault.message())
        .contains(
            "executes wmma.load.a.sync.aligned.row.m16n16k16.f16 with 24 of the warp's 32 threads:"
                + " lane 24 is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wmma.load.a.aligned.row.m16n16k16.f16",
        "wmma.load.a.sync.aligned.m16n16k16.f16",
        "wmma.load.a.sync.aligned.row.m16n16k8.f16",
        "wmma.load.c.sync.aligned.row.m16n16k16.f16",
        "wmma.load.a.sync.aligned.row.m16n16k16.shared::cluster.f16"
      })
  void refusesLoadsThatPtxDoesNotHave(String mnemonic) {
    String ptx = kernel(HALVES, 16, 16, 16).replaceAll("wmma\\.load\\.a\\S+", mnemonic);
    try (EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1)) {
      String message =
          device
              .load(new ModuleImage(ptx, Optional.empty(), Map.of()))
              .match(loaded -> "", refused -> refused.message());
      assertThat(message).contains(mnemonic + " is not supported");
    }
  }
}
