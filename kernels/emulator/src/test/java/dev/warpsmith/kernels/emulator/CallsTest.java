package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.ModuleImage;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that push frames, as nvcc compiles them, against Java. */
class CallsTest {
  private static final LaunchOptions FAST = LaunchOptions.compute();

  private final KernelRunner runner = new KernelRunner(KernelRunner.resource("calls.sm_90.ptx"));

  @AfterEach
  void close() {
    runner.close();
  }

  private static float[] random(int count) {
    Random random = new Random(3);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 4 - 2;
    }
    return values;
  }

  private static int[] each(int count, IntUnaryOperator value) {
    return IntStream.range(0, count).map(value).toArray();
  }

  @Test
  void callsThroughTablesOfPointers() {
    float[] x = random(100);
    DeviceBuffer y = runner.floats("y", new float[100]);
    runner.run("tables", 2, 64, runner.floats("x", x), y, 100);
    float[] expected = new float[100];
    for (int i = 0; i < 100; i++) {
      float first = i % 3 == 0 ? x[i] + 2 : i % 3 == 1 ? x[i] * 2 : x[i] - 2;
      float second = (i & 1) == 0 ? x[i] * 3 : x[i] + 3;
      expected[i] = first + second + (1 - x[i]) + 3;
    }
    assertThat(KernelRunner.floats(y)).containsExactly(expected);
  }

  @Test
  void callsVirtualFunctions() {
    float[] x = random(70);
    DeviceBuffer y = runner.floats("y", new float[70]);
    runner.run("shapes", 2, 64, runner.floats("x", x), y, 70);
    float[] expected = new float[70];
    for (int i = 0; i < 70; i++) {
      float square = x[i] * x[i];
      float circle = x[i] * 3;
      float inner = (i & 1) == 1 ? square : circle;
      float nested = 0.5f;
      for (int depth = 0; depth < i % 4; depth++) {
        nested = inner + nested;
      }
      expected[i] = i % 3 == 0 ? square : i % 3 == 1 ? circle : nested;
    }
    assertThat(KernelRunner.floats(y)).containsExactly(expected);
  }

  @Test
  void recurses() {
    DeviceBuffer y = runner.ints("y", new int[64]);
    runner.run("fibonaccis", 1, 64, y);
    int[] fibonacci = new int[14];
    fibonacci[1] = 1;
    for (int n = 2; n < 14; n++) {
      fibonacci[n] = fibonacci[n - 1] + fibonacci[n - 2];
    }
    assertThat(KernelRunner.ints(y)).containsExactly(each(64, i -> fibonacci[i % 14]));
  }

  @Test
  void recursesMutually() {
    DeviceBuffer y = runner.ints("y", new int[96]);
    runner.run("parities", 1, 96, y);
    assertThat(KernelRunner.ints(y)).containsExactly(each(96, i -> 1 - i % 2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sortsRecursivelyInGlobalMemory(boolean sanitize) {
    int n = 50;
    int[] x = new Random(4).ints(4800, 0, 1000).toArray();
    DeviceBuffer buffer = runner.ints("x", x);
    LaunchOptions options = sanitize ? LaunchOptions.sanitizing(5) : FAST;
    String outcome =
        runner
            .launch(options, "quicksorts", Dim3.of(3), Dim3.of(32), buffer, n)
            .match(done -> "done", faulted -> faulted.fault().message());
    assertThat(outcome).isEqualTo("done");
    for (int row = 0; row < 96; row++) {
      Arrays.sort(x, row * n, (row + 1) * n);
    }
    assertThat(KernelRunner.ints(buffer)).containsExactly(x);
  }

  @Test
  void givesEveryCallItsOwnArrays() {
    DeviceBuffer y = runner.ints("y", new int[40]);
    runner.run("digit_sums", 1, 40, y, 12);
    assertThat(KernelRunner.ints(y)).containsExactly(each(40, i -> digits(i * 37 + 5, 12)));
  }

  private static int digits(int n, int b) {
    if (b < 2) {
      return 0;
    }
    int[] stack = new int[12];
    int count = 0;
    for (int rest = n; rest > 0 && count < 12; rest /= b) {
      stack[count++] = rest % b;
    }
    int sum = 0;
    for (int k = 0; k < count; k++) {
      sum += stack[(k * 5) % count] * (k + 1);
    }
    return sum + digits(n, b - 1);
  }

  @Test
  void passesStructsByValue() {
    DeviceBuffer y = runner.ints("y", new int[32 * 6]);
    DeviceBuffer scale = runner.longs("scale", new long[32]);
    runner.run("structs", 1, 32, y, scale);
    int[] expected = new int[32 * 6];
    long[] scales = new long[32];
    for (int i = 0; i < 32; i++) {
      int base = i * 10;
      int[] values = each(6, k -> base + k);
      double factor = 3.0 + i;
      for (int depth = i % 7; depth > 0; depth--) {
        int[] before = values;
        int at = depth;
        values = each(6, k -> before[(k + at) % 6] + at);
        factor *= 0.5;
      }
      System.arraycopy(values, 0, expected, i * 6, 6);
      scales[i] = Double.doubleToRawLongBits(factor);
    }
    assertThat(KernelRunner.ints(y)).containsExactly(expected);
    assertThat(KernelRunner.longs(scale)).containsExactly(scales);
  }

  @Test
  void bringsLanesBackTogetherAfterACall() {
    DeviceBuffer y = runner.ints("y", new int[32]);
    runner.run("shuffling_calls", 1, 32, y, 0);
    assertThat(KernelRunner.ints(y)).containsExactly(each(32, i -> Math.max(i - 1, 0) * 3 + 32));
    runner.run("shuffling_calls", 1, 32, y, 1);
    assertThat(KernelRunner.ints(y)).containsExactly(each(32, i -> Math.min(i + 1, 31) * 3 + 32));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void meetsAtBarriersWithinRecursion(boolean sanitize) {
    int[] x = new Random(5).ints(3 * 128, 0, 100).toArray();
    DeviceBuffer y = runner.ints("y", new int[3]);
    LaunchOptions options = sanitize ? LaunchOptions.sanitizing(2) : FAST;
    String outcome =
        runner
            .launch(options, "tree_sums", Dim3.of(3), Dim3.of(128), runner.ints("x", x), y)
            .match(done -> "done", faulted -> faulted.fault().message());
    assertThat(outcome).isEqualTo("done");
    assertThat(KernelRunner.ints(y))
        .containsExactly(each(3, b -> Arrays.stream(x, b * 128, b * 128 + 128).sum()));
  }

  @Test
  void endsEndlessRecursionWithLineAndDepth() {
    DeviceBuffer y = runner.ints("y", new int[64]);
    DeviceFault fault =
        runner.fault(FAST.withStepBudget(1_000_000), "recurses_without_end", 1, 64, y);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.STACK_OVERFLOW);
    assertThat(fault.message())
        .matches(
            "calls.cu:155: thread \\(0,0,0\\) of block \\(0,0,0\\) overflows its stack of \\d+ bytes"
                + " at call depth \\d{3,4}");
  }

  @Test
  void reportsCallsThroughNull() {
    DeviceFault fault = runner.fault(FAST, "calls_null", 1, 32, runner.floats("y", new float[32]));
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.INVALID_CALL);
    assertThat(fault.message())
        .isEqualTo("calls.cu:161: thread (0,0,0) of block (0,0,0) calls a null function pointer");
  }

  @Test
  void reportsCallsOfData() {
    DeviceFault fault = runner.fault(FAST, "calls_data", 1, 32, runner.floats("y", new float[32]));
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.INVALID_CALL);
    assertThat(fault.message())
        .matches("calls.cu:165: thread .* calls address 0x7[0-9a-f]+4, which is no function");
  }

  @Test
  void reportsCallsOfFunctionsOfAnotherShape() {
    DeviceFault fault =
        runner.fault(FAST, "calls_another_shape", 1, 64, runner.floats("y", new float[64]));
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.INVALID_CALL);
    assertThat(fault.message())
        .isEqualTo(
            "calls.cu:170: thread (40,0,0) of block (0,0,0) calls multiply, which the call does"
                + " not allow");
  }

  @Test
  void allocatesArraysOfDynamicSize() {
    DeviceBuffer y = runner.ints("y", new int[64]);
    runner.run("allocas", 1, 64, y, 20);
    int[] expected = new int[64];
    for (int i = 0; i < 64; i++) {
      int count = 20 + i % 5;
      for (int k = 0; k < count; k++) {
        expected[i] += (k * 7) % count * i;
      }
    }
    assertThat(KernelRunner.ints(y)).containsExactly(expected);
  }

  @Test
  void freesDynamicArraysWhenTheCallEnds() {
    DeviceBuffer y = runner.ints("y", new int[32]);
    runner.run("nested_allocas", 1, 32, y, 300);
    int[] expected = new int[32];
    for (int i = 0; i < 32; i++) {
      for (int k = 0; k < 300; k++) {
        expected[i] += scratch(20 + (i + k) % 8);
      }
    }
    assertThat(KernelRunner.ints(y)).containsExactly(expected);
  }

  private static int scratch(int n) {
    return n / 2 + n + n - 1 + n + (n > 3 ? scratch(n - 3) : 0);
  }

  @Test
  void reportsDynamicArraysThatDoNotFit() {
    DeviceFault fault =
        runner.fault(FAST, "allocates_too_much", 1, 32, runner.ints("y", new int[32]), 1 << 20);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.STACK_OVERFLOW);
    assertThat(fault.message())
        .matches(
            "calls.cu:197: thread \\(0,0,0\\) of block \\(0,0,0\\) overflows its stack of 16384"
                + " bytes at call depth 0");
  }

  private static final String HEADER =
      """
      .version 9.0
      .target sm_90
      .address_size 64
      .file 1 "/a/kernel.cu"
      """;

  /** Each of 18 functions calls the next one twice; inlined, they would be 2^18 bodies. */
  @Test
  void doesNotInlineExponentially() {
    StringBuilder ptx = new StringBuilder(HEADER);
    for (int k = 17; k >= 0; k--) {
      ptx.append(".func (.param .b32 out) f" + k + "(.param .b32 in)\n{\n");
      ptx.append(".reg .b32 %r<4>;\nld.param.b32 %r1, [in];\nadd.s32 %r1, %r1, " + k + ";\n");
      for (int call = 0; call < 2 && k < 17; call++) {
        ptx.append("{\n.param .b32 p;\n.param .b32 q;\nst.param.b32 [p], %r1;\n");
        ptx.append("call (q), f" + (k + 1) + ", (p);\nld.param.b32 %r2, [q];\n}\n");
        ptx.append("xor.b32 %r1, %r1, %r2;\nadd.s32 %r1, %r1, " + call + ";\n");
      }
      ptx.append("st.param.b32 [out], %r1;\nret;\n}\n");
    }
    ptx.append(
        """
        .visible .entry k(.param .u64 out)
        {
        .reg .b32 %r<4>;
        .reg .b64 %d<4>;
        ld.param.u64 %d1, [out];
        mov.u32 %r1, %tid.x;
        {
        .param .b32 p;
        .param .b32 q;
        st.param.b32 [p], %r1;
        call (q), f0, (p);
        ld.param.b32 %r2, [q];
        }
        mad.wide.u32 %d1, %r1, 4, %d1;
        st.global.b32 [%d1], %r2;
        ret;
        }
        """);
    try (KernelRunner own = new KernelRunner(ptx.toString())) {
      DeviceBuffer y = own.ints("y", new int[4]);
      own.run("k", 1, 4, y);
      assertThat(KernelRunner.ints(y)).containsExactly(each(4, i -> doubling(0, i)));
    }
  }

  private static int doubling(int k, int in) {
    int value = in + k;
    for (int call = 0; call < 2 && k < 17; call++) {
      value = (value ^ doubling(k + 1, value)) + call;
    }
    return value;
  }

  @Test
  void callsOnlyTheTargetsThatAreListed() {
    String ptx =
        HEADER
            + """
            .func (.param .b32 out) one()
            {
            .reg .b32 %r<2>;
            mov.b32 %r1, 11;
            st.param.b32 [out], %r1;
            ret;
            }
            .func (.param .b32 out) two()
            {
            .reg .b32 %r<2>;
            mov.b32 %r1, 22;
            st.param.b32 [out], %r1;
            ret;
            }
            .visible .entry k(.param .u64 out, .param .u32 which)
            {
            .reg .pred %p<2>;
            .reg .b32 %r<4>;
            .reg .b64 %d<4>;
            ld.param.u64 %d1, [out];
            ld.param.u32 %r1, [which];
            setp.eq.u32 %p1, %r1, 0;
            mov.u64 %d2, one;
            @!%p1 mov.u64 %d2, two;
            .loc 1 7 3
            {
            .param .b32 q;
            list: .calltargets one;
            call (q), %d2, (), list;
            ld.param.b32 %r2, [q];
            }
            st.global.b32 [%d1], %r2;
            ret;
            }
            """;
    try (KernelRunner own = new KernelRunner(ptx)) {
      DeviceBuffer y = own.ints("y", 0);
      own.run("k", 1, 1, y, 0);
      assertThat(KernelRunner.ints(y)).containsExactly(11);
      assertThat(own.fault(FAST, "k", 1, 1, y, 1).message())
          .isEqualTo(
              "kernel.cu:7: thread (0,0,0) of block (0,0,0) calls two, which the call does not"
                  + " allow");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"call missing;", "ld.global.b32 %r1, [missing];"})
  void refusesUnresolvedSymbolsWithTheirLine(String use) {
    String ptx =
        HEADER
            + ".extern .func missing();\n.visible .entry k()\n{\n.reg .b32 %r<2>;\n.loc 1 31 3\n"
            + use
            + "\nret;\n}\n";
    String message =
        refusal(
            use.startsWith("call")
                ? ptx
                : ptx.replace(".func missing()", ".global .align 4 .b32 missing"));
    assertThat(message)
        .startsWith("kernel.cu:31: " + use.split(" ")[0])
        .contains("missing is not defined");
  }

  @Test
  void refusesInitialValuesThatNameUnresolvedSymbols() {
    String ptx =
        HEADER
            + ".extern .func missing();\n.global .align 8 .u64 table[2] = {0, missing};\n"
            + ".visible .entry k()\n{\nret;\n}\n";
    assertThat(refusal(ptx))
        .isEqualTo("the initial value of table names missing, which is not defined");
  }

  private static String refusal(String ptx) {
    try (EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1)) {
      return device
          .load(new ModuleImage(ptx, Optional.empty(), Map.of()))
          .match(loaded -> "", refused -> refused.message());
    }
  }

  @Test
  void storesBytesOfAddressesInInitialValues() {
    String ptx =
        HEADER
            + """
            .global .align 4 .b32 data[4] = {5, 6, 7, 8};
            .global .align 8 .b8 bytes[8] = {0xFF(data+8), 0xFF00(data+8), 0xFF0000(data+8), 0xFF000000(data+8), 0xFF00000000(data+8), 0xFF0000000000(data+8), 0, 0};
            .visible .entry k(.param .u64 out)
            {
            .reg .b32 %r<4>;
            .reg .b64 %d<4>;
            ld.param.u64 %d1, [out];
            ld.global.u64 %d2, [bytes];
            ld.global.u32 %r1, [%d2];
            st.global.b32 [%d1], %r1;
            ret;
            }
            """;
    try (KernelRunner own = new KernelRunner(ptx)) {
      DeviceBuffer y = own.ints("y", 0);
      own.run("k", 1, 1, y);
      assertThat(KernelRunner.ints(y)).containsExactly(7);
    }
  }

  /** Clocks go on between two reads of one basic block, and from warp to warp. */
  @Test
  void letsClocksGoOn() {
    DeviceBuffer y = runner.longs("y", new long[96 * 3]);
    runner.run("clocks", 1, 96, y);
    assertThat(Arrays.stream(KernelRunner.longs(y)).min().orElseThrow()).isPositive();
  }

  @Test
  void givesBlocksMoreThanTheStaticLimitOfSharedMemory() {
    int n = 50_000;
    int[] x = new Random(6).ints(n).toArray();
    DeviceBuffer y = runner.ints("y", new int[n]);
    String outcome =
        runner
            .launchWith(
                FAST,
                "reverses_in_shared",
                Dim3.of(1),
                Dim3.of(256),
                4 * n,
                false,
                runner.ints("x", x),
                y,
                n)
            .match(done -> "done", faulted -> faulted.fault().message());
    assertThat(outcome).isEqualTo("done");
    assertThat(KernelRunner.ints(y)).containsExactly(each(n, i -> x[n - 1 - i]));
  }

  @Test
  void refusesMoreSharedMemoryThanTheGpuHas() {
    DeviceBuffer x = runner.ints("x", 0);
    String outcome =
        runner
            .launchWith(
                FAST, "reverses_in_shared", Dim3.of(1), Dim3.of(32), 240_000, false, x, x, 1)
            .match(done -> "done", faulted -> faulted.fault().kind().name());
    assertThat(outcome).isEqualTo("LAUNCH_LIMIT");
  }
}
