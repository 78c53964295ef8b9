package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.Printed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kernels print, assert and stop at, as nvcc compiles them. */
class PrintsTest {
  private static final LaunchOptions FAST = LaunchOptions.compute();

  private static KernelRunner runner(int threads) {
    return new KernelRunner(KernelRunner.resource("prints.sm_90.ptx"), threads);
  }

  private static String greetings(int blocks, int threads) {
    return IntStream.range(0, blocks)
        .boxed()
        .flatMap(
            b ->
                IntStream.range(0, threads)
                    .mapToObj(t -> "thread " + t + " of 7 in block " + b + "\n"))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void printsInTheOrderOfBlocksOnAnyNumberOfThreads(int threads) {
    try (KernelRunner runner = runner(threads)) {
      Printed printed = runner.run("greets", 50, 32, 7).printed();
      assertThat(printed).isEqualTo(new Printed(greetings(50, 32), 0));
    }
  }

  @Test
  void printsWhileCheckingAndCounting() {
    try (KernelRunner runner = runner(2)) {
      for (LaunchOptions options :
          List.of(LaunchOptions.sanitizing(0), LaunchOptions.counting(FAST.blocks()))) {
        LaunchResult result = runner.launch(options, "greets", Dim3.of(3), Dim3.of(32), 7);
        assertThat(((LaunchResult.Completed) result).record().printed().text())
            .isEqualTo(greetings(3, 32));
      }
    }
  }

  @Test
  void printsEveryConversionAsTheHostDoes() {
    try (KernelRunner runner = runner(1)) {
      DeviceBuffer results = runner.ints("results", new int[12]);
      double d = -1234.56789;
      ByteBuffer bits = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, d);
      Printed printed =
          runner
              .run("converts", 1, 1, results, runner.longs("text", 0), bits.getDouble(0), 2.5f)
              .printed();
      List<String> expected = KernelRunner.resource("printf.txt").lines().limit(10).toList();
      assertThat(printed.text().lines().limit(10)).containsExactlyElementsOf(expected);
      assertThat(printed.text()).endsWith("\nnothing\n");
      assertThat(KernelRunner.ints(results)).containsExactly(8, 7, 7, 6, 7, 3, 6, 6, 2, 4, 0, -1);
    }
  }

  @Test
  void takesThirtyTwoArguments() {
    try (KernelRunner runner = runner(1)) {
      String numbers =
          IntStream.rangeClosed(1, 32).mapToObj(String::valueOf).collect(Collectors.joining(" "));
      assertThat(runner.run("prints_too_many_arguments", 1, 1).printed().text())
          .isEqualTo(numbers + " %d %d\n");
    }
  }

  /** 100 MB of text: the first megabyte is kept, on any number of threads. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void keepsTheFirstMegabyteAndCountsTheRest(int threads) {
    try (KernelRunner runner = runner(threads)) {
      Printed printed = runner.run("prints_without_end", 100, 1, 10_000).printed();
      List<String> lines = printed.text().lines().toList();
      assertThat(printed.text().length()).isBetween(900_000, 1 << 20);
      assertThat(lines.size() + printed.dropped()).isEqualTo(1_000_000);
      assertThat(lines.get(0)).startsWith("block      0 line        0 ..");
      assertThat(lines.get(lines.size() - 1))
          .startsWith(String.format("block      0 line %8d ..", lines.size() - 1));
    }
  }

  @Test
  void printsWithinRecursion() {
    try (KernelRunner runner = runner(1)) {
      DeviceBuffer y = runner.ints("y", 0);
      String text = runner.run("prints_within_calls", 1, 1, y).printed().text();
      assertThat(text.lines().map(l -> l.substring(6)))
          .containsExactly("4", "3", "2", "1", "0", "1", "2", "1", "0");
      assertThat(KernelRunner.ints(y)).containsExactly(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void keepsWhatWasPrintedBeforeAFault(int threads) {
    try (KernelRunner runner = runner(threads)) {
      LaunchResult result = runner.launch(FAST, "prints_then_traps", Dim3.of(64), Dim3.of(1), 5);
      LaunchResult.Faulted faulted = (LaunchResult.Faulted) result;
      assertThat(faulted.fault().kind()).isEqualTo(DeviceFault.Kind.TRAP);
      assertThat(faulted.printed().text())
          .isEqualTo("block 0\nblock 1\nblock 2\nblock 3\nblock 4\nblock 5\n");
    }
  }

  @Test
  void reportsAssertionsWithConditionFunctionAndLine() {
    try (KernelRunner runner = runner(1)) {
      DeviceFault fault = runner.fault(FAST, "asserts", 2, 64, 40);
      assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.ASSERTION);
      assertThat(fault.message())
          .isEqualTo(
              "prints.cu:53: thread (40,0,0) of block (0,0,0) fails the assertion"
                  + " threadIdx.x < n && \"too many\" in void asserts(int) (prints.cu:53)");
    }
  }

  @Test
  void stopsAtBreakpointsWithoutADebugger() {
    try (KernelRunner runner = runner(1)) {
      DeviceFault fault = runner.fault(FAST, "breaks", 1, 32);
      assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.TRAP);
      assertThat(fault.message())
          .isEqualTo("prints.cu:56: thread (3,0,0) of block (0,0,0) executes brkpt");
    }
  }

  @Test
  void letsThreadsExitBeforeABarrier() {
    try (KernelRunner runner = runner(1)) {
      DeviceBuffer y = runner.ints("y", new int[96]);
      runner.run("exits", 1, 96, y);
      assertThat(KernelRunner.ints(y))
          .containsExactly(IntStream.range(0, 96).map(i -> i < 32 ? i + 1 : 0).toArray());
    }
  }
}
