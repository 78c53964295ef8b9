package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.emulator.tensor.MatrixElement;
import dev.warpsmith.kernels.emulator.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of {@code mma} up to sm_90 against plain matrix multiplication. */
class MmaTest {

  static List<String> forms() {
    List<String> forms = new ArrayList<>();
    for (String layouts : List.of("row.col", "row.row", "col.col", "col.row")) {
      forms.add("m8n8k4." + layouts + ".f32.f16.f16.f32");
      forms.add("m8n8k4." + layouts + ".f16.f16.f16.f16");
    }
    forms.add("m8n8k4.row.col.f32.f16.f16.f16");
    add(forms, "f32.f16.f16.f32", "m16n8k8", "m16n8k16");
    add(forms, "f16.f16.f16.f16", "m16n8k8", "m16n8k16");
    add(forms, "f32.bf16.bf16.f32", "m16n8k8", "m16n8k16");
    add(forms, "f32.tf32.tf32.f32", "m16n8k4", "m16n8k8");
    add(forms, "f64.f64.f64.f64", "m8n8k4", "m16n8k4", "m16n8k8", "m16n8k16");
    for (String a : List.of("e4m3", "e5m2")) {
      for (String b : List.of("e4m3", "e5m2")) {
        add(forms, "f32." + a + "." + b + ".f32", "m16n8k16", "m16n8k32");
        add(forms, "f16." + a + "." + b + ".f16", "m16n8k16", "m16n8k32");
      }
    }
    for (String a : List.of("s", "u")) {
      for (String b : List.of("s", "u")) {
        add(forms, "s32." + a + "8." + b + "8.s32", "m8n8k16", "m16n8k16", "m16n8k32");
        add(forms, "s32." + a + "4." + b + "4.s32", "m8n8k32", "m16n8k32", "m16n8k64");
      }
    }
    add(forms, "satfinite.s32.s8.u8.s32", "m16n8k32");
    add(forms, "s32.b1.b1.s32.xor.popc", "m8n8k128", "m16n8k128", "m16n8k256");
    add(forms, "s32.b1.b1.s32.and.popc", "m8n8k128", "m16n8k128", "m16n8k256");
    return forms;
  }

  private static void add(List<String> forms, String types, String... shapes) {
    for (String shape : shapes) {
      forms.add(shape + ".row.col." + types);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void multipliesSmallIntegersExactly(String modifiers) {
    MatrixKernel kernel = MatrixKernel.of(modifiers);
    Random random = new Random(modifiers.hashCode());
    double[][] operands =
        operands(
            kernel,
            draw(random, kernel.form().a()),
            draw(random, kernel.form().b()),
            () -> random.nextInt(101) - 50);
    for (String gpu : List.of("t4", "a100-80", "rtx4090", "h200")) {
      assertThat(kernel.run(gpu, operands[0], operands[1], operands[2]))
          .as(gpu)
          .isEqualTo(reference(kernel, operands));
    }
  }

  private static double[][] operands(
      MatrixKernel kernel, DoubleSupplier a, DoubleSupplier b, DoubleSupplier c) {
    Shape shape = kernel.form().shape();
    int products = kernel.products();
    return new double[][] {
      fill(shape.m() * shape.k() * products, a),
      fill(shape.n() * shape.k() * products, b),
      fill(shape.m() * shape.n() * products, c)
    };
  }

  private static double[] fill(int count, DoubleSupplier values) {
    double[] filled = new double[count];
    for (int k = 0; k < count; k++) {
      filled[k] = values.getAsDouble();
    }
    return filled;
  }

  private static DoubleSupplier draw(Random random, MatrixElement type) {
    return switch (type) {
      case B1 -> () -> random.nextInt(2);
      case U4 -> () -> random.nextInt(16);
      case S4 -> () -> random.nextInt(16) - 8;
      case U8 -> () -> random.nextInt(256);
      case S8 -> () -> random.nextInt(256) - 128;
      case F64 -> () -> random.nextInt(20001) - 10000;
      case F16, BF16, TF32, E4M3, E5M2, F32, S32 -> () -> random.nextInt(9) - 4;
    };
  }

  private static double[] reference(MatrixKernel kernel, double[][] operands) {
    Shape shape = kernel.form().shape();
    double[] d = new double[operands[2].length];
    for (int k = 0; k < d.length; k++) {
      int row = k / shape.n();
      int column = row / shape.m() * shape.n() + k % shape.n();
      d[k] = operands[2][k];
      for (int j = 0; j < shape.k(); j++) {
        double a = operands[0][row * shape.k() + j];
        double b = operands[1][column * shape.k() + j];
        d[k] += kernel.modifiers().contains("xor") ? (a == b ? 0 : 1) : a * b;
      }
    }
    return d;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m16n8k16.row.col.f32.f16.f16.f32",
        "m16n8k16.row.col.f16.f16.f16.f16",
        "m16n8k16.row.col.f32.bf16.bf16.f32",
        "m16n8k8.row.col.f32.tf32.tf32.f32",
        "m16n8k32.row.col.f32.e4m3.e5m2.f32",
        "m8n8k4.row.col.f32.f16.f16.f32",
        "m16n8k16.row.col.f64.f64.f64.f64"
      })
  void staysNearDoublePrecisionOnRandomValues(String modifiers) {
    MatrixKernel kernel = MatrixKernel.of(modifiers);
    Random random = new Random(5);
    DoubleSupplier value = () -> (random.nextInt(15) - 7) * Math.pow(2, random.nextInt(5) - 4);
    double[][] operands = operands(kernel, value, value, value);
    double[] expected = reference(kernel, operands);
    boolean half = kernel.form().d() == MatrixElement.F16;
    boolean cut = modifiers.contains("e4m3");
    for (String gpu : List.of("t4", "a100-80", "rtx4090", "h200")) {
      double[] actual = kernel.run(gpu, operands[0], operands[1], operands[2]);
      double unit = half ? 0x1p-10 : cut && !gpu.equals("h200") ? 0x1p-12 : 0x1p-22;
      for (int k = 0; k < expected.length; k++) {
        double magnitude = 49 * kernel.form().shape().k();
        assertThat(actual[k]).as(gpu).isCloseTo(expected[k], within(magnitude * unit));
      }
    }
  }

  /** A budget of steps is one of the host's time: 1024 products take it as long as 128 steps. */
  @Test
  void countsAsManySteps() {
    String ptx = MatrixKernel.of("m16n8k8.row.col.f32.tf32.tf32.f32").ptx();
    assertThat(steps(ptx) - steps(ptx.replaceAll("mma\\.sync.*\n", ""))).isEqualTo(128);
  }

  private static long steps(String ptx) {
    try (KernelRunner runner = new KernelRunner(ptx, "h200", 1)) {
      DeviceBuffer room = runner.ints("room", new int[32 * 4]);
      return runner.run("k", 1, 32, room, room, room, room).warpInstructions();
    }
  }

  @Test
  void wrapsIntegersOrClampsThem() {
    MatrixKernel wrapping = MatrixKernel.of("m16n8k32.row.col.s32.u8.u8.s32");
    MatrixKernel clamping = MatrixKernel.of("m16n8k32.row.col.satfinite.s32.u8.u8.s32");
    double[][] operands = operands(wrapping, () -> 255, () -> 255, () -> Integer.MAX_VALUE - 1);
    long exact = Integer.MAX_VALUE - 1L + 32 * 255 * 255;
    assertThat(wrapping.run("h200", operands[0], operands[1], operands[2]))
        .containsOnly((double) (int) exact);
    assertThat(clamping.run("h200", operands[0], operands[1], operands[2]))
        .containsOnly((double) Integer.MAX_VALUE);
  }

  @Test
  void chainsFusedMultiplyAddsOfDoublesInOrderOfK() {
    MatrixKernel kernel = MatrixKernel.of("m8n8k4.row.col.f64.f64.f64.f64");
    Random random = new Random(3);
    double[][] operands =
        operands(kernel, random::nextDouble, random::nextGaussian, random::nextGaussian);
    double[] actual = kernel.run("a100-80", operands[0], operands[1], operands[2]);
    for (int i = 0; i < 64; i++) {
      double sum = operands[2][i];
      for (int k = 0; k < 4; k++) {
        sum = Math.fma(operands[0][i / 8 * 4 + k], operands[1][i % 8 * 4 + k], sum);
      }
      assertThat(actual[i]).isEqualTo(sum);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mma.aligned.m16n8k16.row.col.f32.f16.f16.f32",
        "mma.sync.aligned.m16n8k16.col.row.f32.f16.f16.f32",
        "mma.sync.aligned.m16n8k32.row.col.f32.f16.f16.f32",
        "mma.sync.aligned.m16n8k16.row.col.satfinite.f32.f16.f16.f32",
        "mma.sync.aligned.m16n8k16.row.col.f32.f16.bf16.f32",
        "mma.sync.aligned.kind::f8f6f4.m16n8k32.row.col.f32.e2m1.e2m1.f32",
        "mma.sync.aligned.m16n8k16.row.col.f32",
        "mma.sp.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32",
        "mma.sp::ordered_metadata.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32"
      })
  void refusesFormsThatPtxDoesNotHave(String mnemonic) {
    String good = MatrixKernel.of("m16n8k16.row.col.f32.f16.f16.f32").ptx();
    String ptx = good.replaceAll("mma\\.sync\\S+", mnemonic);
    try (EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1)) {
      String message =
          device
              .load(new ModuleImage(ptx, Optional.empty(), Map.of()))
              .match(loaded -> "", refused -> refused.message());
      assertThat(message).contains(mnemonic + " is not supported");
    }
  }
}
