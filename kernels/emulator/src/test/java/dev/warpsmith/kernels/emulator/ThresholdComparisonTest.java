package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All comparisons of f32 with constants, each against Java's own, NaN rules as PTX has them. */
class ThresholdComparisonTest {
  private static final List<String> OPERATIONS =
      List.of("lt", "le", "gt", "ge", "ltu", "leu", "gtu", "geu", "eq", "neu");

  /** Zeros, subnormals, normals, the largest, infinities and NaNs, of both signs. */
  private static final int[] MAGNITUDES = {
    0,
    1,
    2,
    0x007FFFFF,
    0x00800000,
    0x3F7FFFFF,
    0x3F800000,
    0x3F800001,
    0x7F7FFFFF,
    0x7F800000,
    0x7F800001,
    0x7FC00000,
    0x7FFFFFFF
  };

  private static int[] values() {
    int[] values = new int[2 * MAGNITUDES.length];
    for (int k = 0; k < MAGNITUDES.length; k++) {
      values[2 * k] = MAGNITUDES[k];
      values[2 * k + 1] = MAGNITUDES[k] | Integer.MIN_VALUE;
    }
    return values;
  }

  /** Sets a bit for each comparison that holds. */
  private static String kernel(int constant) {
    StringBuilder text =
        new StringBuilder(
            """
            .version 9.0
            .target sm_90
            .address_size 64
            .visible .entry k(.param .u64 px, .param .u64 py)
            {
            .reg .pred %p<3>;
            .reg .b32 %r<4>;
            .reg .b64 %l<4>;
            .reg .f32 %f<3>;
            ld.param.u64 %l1, [px];
            ld.param.u64 %l2, [py];
            mov.u32 %r1, %tid.x;
            mul.wide.u32 %l3, %r1, 4;
            add.s64 %l1, %l1, %l3;
            add.s64 %l2, %l2, %l3;
            ld.global.f32 %f1, [%l1];
            mov.u32 %r2, 0;
            """);
    for (int bit = 0; bit < OPERATIONS.size(); bit++) {
      text.append(
          """
          setp.%s.f32 %%p1, %%f1, 0f%08X;
          selp.b32 %%r3, %d, 0, %%p1;
          or.b32 %%r2, %%r2, %%r3;
          """
              .formatted(OPERATIONS.get(bit), constant, 1 << bit));
    }
    return text.append("st.global.u32 [%l2], %r2;\nret;\n}\n").toString();
  }

  private static boolean holds(String operation, float a, float b) {
    boolean unordered = Float.isNaN(a) || Float.isNaN(b);
    return switch (operation) {
      case "lt" -> a < b;
      case "le" -> a <= b;
      case "gt" -> a > b;
      case "ge" -> a >= b;
      case "ltu" -> unordered || a < b;
      case "leu" -> unordered || a <= b;
      case "gtu" -> unordered || a > b;
      case "geu" -> unordered || a >= b;
      case "eq" -> a == b;
      case "neu" -> unordered || a != b;
      default -> throw new IllegalArgumentException(operation);
    };
  }

  @Test
  void comparesWithConstantsAsJavaDoes() {
    int[] values = values();
    for (int constant : values) {
      try (KernelRunner runner = new KernelRunner(kernel(constant))) {
        DeviceBuffer results = runner.ints("y", new int[values.length]);
        runner.run("k", 1, values.length, runner.ints("x", values), results);
        int[] actual = KernelRunner.ints(results);
        for (int k = 0; k < values.length; k++) {
          assertSame(actual[k], values[k], constant);
        }
      }
    }
  }

  private static void assertSame(int actual, int value, int constant) {
    float a = Float.intBitsToFloat(value);
    float b = Float.intBitsToFloat(constant);
    for (int bit = 0; bit < OPERATIONS.size(); bit++) {
      String operation = OPERATIONS.get(bit);
      assertThat((actual >> bit & 1) == 1)
          .as("%s of %08x and 0f%08X", operation, value, constant)
          .isEqualTo(holds(operation, a, b));
    }
  }
}
