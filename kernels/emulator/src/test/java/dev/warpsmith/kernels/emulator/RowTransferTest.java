package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.ModuleImage;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ldmatrix}, {@code stmatrix} and {@code movmatrix} against the PTX ISA's words. */
class RowTransferTest {

  /**
   * A kernel in which thread t puts 16 bytes of the input at {@code t * pitch} of shared memory,
   * runs code with the address of these in {@code %r4}, and writes {@code %a0 … %a3}.
   */
  private static String kernel(int pitch, String code) {
    return """
    .version 8.8
    .target sm_90
    .address_size 64
    .file 1 "/a/kernel.cu"
    .visible .entry k(.param .u64 pin, .param .u64 pout)
    {
    .reg .pred %p<3>;
    .reg .b32 %r<9>;
    .reg .b32 %a<4>;
    .reg .b64 %l<9>;
    .shared .align 16 .b8 tile[8192];
    ld.param.u64 %l1, [pin];
    ld.param.u64 %l2, [pout];
    mov.u32 %r1, %tid.x;
    mul.wide.u32 %l3, %r1, 16;
    add.s64 %l4, %l1, %l3;
    add.s64 %l5, %l2, %l3;
    ld.global.v4.u32 {%a0, %a1, %a2, %a3}, [%l4];
    mov.u32 %r3, tile;
    mad.lo.u32 %r4, %r1, PITCH, %r3;
    st.shared.v4.u32 [%r4], {%a0, %a1, %a2, %a3};
    bar.sync 0;
    .loc 1 31 3
    CODE
    st.global.v4.u32 [%l5], {%a0, %a1, %a2, %a3};
    ret;
    }
    """
        .replace("PITCH", String.valueOf(pitch))
        .replace("CODE", code);
  }

  private static int[] input() {
    int[] values = new int[128];
    for (int k = 0; k < 128; k++) {
      values[k] = (2 * k + 1) << 16 | 2 * k;
    }
    return values;
  }

  /** Returns element {@code column} of row {@code row} of the input: rows of eight halves. */
  private static int half(int row, int column) {
    return row * 8 + column;
  }

  private static int[] run(String ptx) {
    try (KernelRunner runner = new KernelRunner(ptx)) {
      DeviceBuffer out = runner.ints("out", new int[128]);
      runner
          .launch(
              LaunchOptions.sanitizing(0),
              "k",
              Dim3.of(1),
              Dim3.of(32),
              runner.ints("in", input()),
              out)
          .match(
              completed -> completed,
              faulted -> {
                throw new AssertionError(faulted.fault().message());
              });
      return KernelRunner.ints(out);
    }
  }

  private static int pair(int low, int high) {
    return high << 16 | low;
  }

  @ParameterizedTest
  @CsvSource({"x1, %a0", "x2, '%a0, %a1'", "x4, '%a0, %a1, %a2, %a3'"})
  void loadsRowsOfEightLanes(String count, String registers) {
    int[] in = input();
    String load = "ldmatrix.sync.aligned.m8n8." + count + ".shared.b16 {" + registers + "}, [%r4];";
    int[] out = run(kernel(16, load));
    for (int lane = 0; lane < 32; lane++) {
      for (int r = 0; r < 4; r++) {
        boolean loaded = r < Integer.parseInt(count.substring(1));
        int row = r * 8 + lane / 4;
        int column = lane % 4 * 2;
        int expected = pair(half(row, column), half(row, column + 1));
        assertThat(out[lane * 4 + r]).isEqualTo(loaded ? expected : in[lane * 4 + r]);
      }
    }
  }

  @Test
  void loadsTransposedThroughAGenericAddress() {
    int[] out =
        run(
            kernel(
                80,
                """
                cvt.u64.u32 %l6, %r4;
                cvta.shared.u64 %l6, %l6;
                ldmatrix.sync.aligned.m8n8.x4.trans.b16 {%a0, %a1, %a2, %a3}, [%l6];
                """));
    for (int lane = 0; lane < 32; lane++) {
      for (int r = 0; r < 4; r++) {
        int row = r * 8 + lane % 4 * 2;
        int expected = pair(half(row, lane / 4), half(row + 1, lane / 4));
        assertThat(out[lane * 4 + r]).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".trans"})
  void storesWhatALoadReadsBack(String trans) {
    String code =
        """
        ldmatrix.sync.aligned.m8n8.x4%s.shared::cta.b16 {%%a0, %%a1, %%a2, %%a3}, [%%r4];
        bar.sync 0;
        stmatrix.sync.aligned.m8n8.x4%s.shared.b16 [%%r4+4096], {%%a0, %%a1, %%a2, %%a3};
        bar.sync 0;
        ld.shared.v4.u32 {%%a0, %%a1, %%a2, %%a3}, [%%r4+4096];
        """
            .formatted(trans, trans);
    assertThat(run(kernel(32, code))).isEqualTo(input());
  }

  @Test
  void storesTransposed() {
    String code =
        """
        bar.sync 0;
        stmatrix.sync.aligned.m8n8.x1.trans.shared.b16 [%r4], {%a0};
        bar.sync 0;
        ld.shared.v4.u32 {%a0, %a1, %a2, %a3}, [%r4];
        """;
    int[] in = input();
    int[] out = run(kernel(16, code));
    for (int row = 0; row < 8; row++) {
      for (int column = 0; column < 8; column++) {
        int lane = column * 4 + row / 2;
        int expected = in[lane * 4] >>> (16 * (row % 2)) & 0xFFFF;
        assertThat(out[row * 4 + column / 2] >>> (16 * (column % 2)) & 0xFFFF).isEqualTo(expected);
      }
    }
  }

  @Test
  void transposesAcrossLanes() {
    int[] in = input();
    int[] out = run(kernel(16, "movmatrix.sync.aligned.m8n8.trans.b16 %a0, %a1;"));
    for (int row = 0; row < 8; row++) {
      for (int column = 0; column < 8; column++) {
        int from = in[(row * 4 + column / 2) * 4 + 1] >>> (16 * (column % 2)) & 0xFFFF;
        int to = out[(column * 4 + row / 2) * 4] >>> (16 * (row % 2)) & 0xFFFF;
        assertThat(to).isEqualTo(from);
      }
    }
  }

  private static DeviceFault fault(LaunchOptions options, String code) {
    try (KernelRunner runner = new KernelRunner(kernel(16, code))) {
      DeviceBuffer out = runner.ints("out", new int[128]);
      return runner.fault(options, "k", 1, 32, runner.ints("in", input()), out);
    }
  }

  private static final String LOAD = "ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%a0,%a1,%a2,%a3}, ";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void namesTheLaneWhoseRowLiesOutside(boolean sanitize) {
    LaunchOptions options = sanitize ? LaunchOptions.sanitizing(0) : LaunchOptions.compute();
    DeviceFault fault = fault(options, LOAD + "[%r4+8192];");
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.OUT_OF_BOUNDS);
    assertThat(fault.message())
        .isEqualTo(
            "kernel.cu:31: thread (0,0,0) of block (0,0,0) reads shared memory at byte 8192,"
                + " outside its 8192 bytes");
  }

  @Test
  void reportsRowsThatAreNotAlignedOrNotWritten() {
    DeviceFault misaligned = fault(LaunchOptions.sanitizing(0), LOAD + "[%r4+8];");
    assertThat(misaligned.kind()).isEqualTo(DeviceFault.Kind.MISALIGNED);
    assertThat(misaligned.message()).contains("thread (0,0,0)", "not a multiple of 16");
    DeviceFault unwritten = fault(LaunchOptions.sanitizing(0), LOAD + "[%r4+16];");
    assertThat(unwritten.kind()).isEqualTo(DeviceFault.Kind.UNINITIALISED_READ);
    assertThat(unwritten.message()).contains("thread (31,0,0)", "shared memory at byte 512");
  }

  @Test
  void reportsARaceWithAStoreNobodyWaitedFor() {
    DeviceFault fault =
        fault(
            LaunchOptions.sanitizing(0),
            "add.u32 %a0, %r1, 77;\nst.shared.u32 [%r4], %a0;\n"
                + "xor.b32 %r5, %r4, 16;\n"
                + LOAD
                + "[%r5];");
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.RACE);
    assertThat(fault.message()).contains("reads shared memory", "with no barrier between");
  }

  @Test
  void reportsRowsThatAreStillBeingCopied() {
    String copy = "cp.async.cg.shared.global [%r4+4096], [%l4], 16;\n";
    String load = LOAD + "[%r4+4096];\n";
    DeviceFault fault = fault(LaunchOptions.sanitizing(0), copy + load);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.RACE);
    assertThat(fault.message()).contains("reads shared memory at byte");
    String wait = "cp.async.wait_all;\nbar.sync 0;\n";
    int[] out = run(kernel(16, copy + wait + load));
    assertThat(out[4]).isEqualTo(pair(half(0, 2), half(0, 3)));
  }

  @Test
  void lanesThatDivergedMeetAgain() {
    String code =
        """
        setp.lt.u32 %p1, %r1, 11;
        @%p1 bra MEET;
        setp.lt.u32 %p2, %r1, 20;
        @%p2 bra MEET;
        mov.u32 %r7, 5;
        MEET:
        ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%a0}, [%r4];
        """;
    assertThat(run(kernel(16, code))[3 * 4]).isEqualTo(pair(half(0, 6), half(0, 7)));
  }

  @Test
  void reportsLanesThatWentAnotherWay() {
    String code =
        """
        setp.lt.u32 %p1, %r1, 11;
        @%p1 bra OTHER;
        ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%a0}, [%r4];
        OTHER:
        """;
    DeviceFault fault = fault(LaunchOptions.compute(), code);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.BARRIER_DIVERGENCE);
    assertThat(fault.message())
        .contains("thread (11,0,0)", "with 21 of the warp's 32 threads: lane 0 is missing");
  }

  private static LaunchCounters count(int pitch, String code) {
    try (KernelRunner runner = new KernelRunner(kernel(pitch, code))) {
      return runner
          .launch(
              LaunchOptions.counting(BlockSelection.all()),
              "k",
              Dim3.of(1),
              Dim3.of(32),
              runner.ints("in", input()),
              runner.ints("out", new int[128]))
          .match(
              completed -> completed.record().counters().orElseThrow(),
              faulted -> {
                throw new AssertionError(faulted.fault().message());
              });
    }
  }

  /** A pitch of 16 or 80 bytes spreads eight rows over all banks; 128 bytes puts them in four. */
  @ParameterizedTest
  @CsvSource({"16, x4, 4, 0", "80, x4, 4, 0", "128, x4, 32, 28", "128, x1, 8, 7", "16, x1, 1, 0"})
  void countsTheWavefrontsOfLoads(int pitch, String count, int wavefronts, int conflicts) {
    String registers = count.equals("x1") ? "{%a0}" : "{%a0,%a1,%a2,%a3}";
    String code = "ldmatrix.sync.aligned.m8n8." + count + ".shared.b16 " + registers + ", [%r4];";
    LaunchCounters counters = count(pitch, code);
    int storeConflicts = pitch == 128 ? 28 : 0;
    assertThat(counters.value(Counter.SHARED_LOAD_REQUESTS)).isEqualTo(1);
    assertThat(counters.value(Counter.SHARED_LOAD_WAVEFRONTS)).isEqualTo(wavefronts);
    assertThat(counters.value(Counter.SHARED_BANK_CONFLICTS) - storeConflicts).isEqualTo(conflicts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%a0}, [%r4];",
        "ldmatrix.aligned.m8n8.x1.shared.b16 {%a0}, [%r4];",
        "ldmatrix.sync.aligned.m16n16.x1.trans.shared.b8 {%a0,%a1}, [%r4];",
        "stmatrix.sync.aligned.m16n8.x1.trans.shared.b8 [%r4], {%a0};",
        "ldmatrix.sync.aligned.m8n8.x1.shared::cluster.b16 {%a0}, [%r4];",
        "movmatrix.sync.aligned.m8n8.b16 %a0, %a1;"
      })
  void refusesOtherForms(String instruction) {
    try (EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1)) {
      String message =
          device
              .load(new ModuleImage(kernel(16, instruction), Optional.empty(), Map.of()))
              .match(loaded -> "", refused -> refused.message());
      assertThat(message)
          .startsWith("kernel.cu:31: ")
          .contains(instruction.split(" ")[0] + " is not supported");
    }
  }
}
