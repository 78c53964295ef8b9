package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.stream.LongStream;

/** Kernels for tests: a body between declarations and {@code ret}. */
final class AsyncKernels {
  private static final int SEEDS = 4;

  private AsyncKernels() {}

  /** Returns element {@code k} of {@code in}: eight bytes, all different and none zero. */
  static long input(long k) {
    return 0x0807060504030201L + k * 0x1010101010101010L;
  }

  private static long[] inputs(int count) {
    return LongStream.range(0, count).map(AsyncKernels::input).toArray();
  }

  /** Runs fast and checked with several seeds; returns the 8-byte result of each thread. */
  static long[] run(int threads, String body) {
    long[] first = run(LaunchOptions.compute(), threads, body);
    for (int seed = 0; seed < SEEDS; seed++) {
      LaunchOptions fast = LaunchOptions.compute().withSeed(seed).withStepBudget(10_000_000);
      assertThat(run(fast, threads, body)).as("seed %d", seed).isEqualTo(first);
      assertThat(run(fast.splittingWarps(), threads, body)).as("split, %d", seed).isEqualTo(first);
      LaunchOptions checked = LaunchOptions.sanitizing(seed).withStepBudget(10_000_000);
      assertThat(run(checked, threads, body)).as("checked, seed %d", seed).isEqualTo(first);
    }
    return first;
  }

  private static long[] run(LaunchOptions options, int threads, String body) {
    try (KernelRunner runner = new KernelRunner(kernel(body))) {
      DeviceBuffer out = runner.longs("out", new long[threads]);
      DeviceBuffer in = runner.longs("in", inputs(threads));
      runner
          .launch(options, "k", Dim3.of(1), Dim3.of(threads), out, in)
          .match(
              completed -> completed,
              faulted -> {
                throw new AssertionError(faulted.fault().message());
              });
      return KernelRunner.longs(out);
    }
  }

  /** Runs and returns the fault. */
  static DeviceFault fault(LaunchOptions options, int threads, String body) {
    try (KernelRunner runner = new KernelRunner(kernel(body))) {
      DeviceBuffer out = runner.longs("out", new long[threads]);
      DeviceBuffer in = runner.longs("in", inputs(threads));
      return runner.fault(options, "k", 1, threads, out, in);
    }
  }

  /**
   * Returns a kernel {@code k(out, in)} whose lines belong to {@code kernel.cu}, from line 1.
   *
   * <p>The body finds the thread's index in {@code %tid}, the addresses of its 8-byte elements in
   * {@code %out} and {@code %in}, four mbarriers at {@code bar} (bytes 0 to 31 of shared memory),
   * and 1024 bytes at {@code data} (bytes 32 to 1055). Each of its lines is one line of source.
   */
  static String kernel(String body) {
    StringBuilder lines = new StringBuilder();
    int number = 1;
    for (String line : body.strip().split("\n")) {
      lines.append(".loc 1 ").append(number++).append(" 1\n").append(line.strip()).append('\n');
    }
    return """
        .version 9.0
        .target sm_90
        .address_size 64
        .file 1 "/a/kernel.cu"
        .visible .entry k(.param .u64 pout, .param .u64 pin)
        {
        .reg .pred %p<9>;
        .reg .b32 %r<20>, %tid;
        .reg .b64 %l<20>, %out, %in, %gbar;
        .shared .align 16 .b64 bar[4];
        .shared .align 16 .b8 data[1024];
        ld.param.u64 %out, [pout];
        ld.param.u64 %in, [pin];
        mov.u32 %tid, %tid.x;
        mul.wide.u32 %l0, %tid, 8;
        add.s64 %out, %out, %l0;
        add.s64 %in, %in, %l0;
        mov.u32 %r0, bar;
        cvt.u64.u32 %gbar, %r0;
        cvta.shared.u64 %gbar, %gbar;
        """
        + lines
        + "ret;\n}\n";
  }
}
