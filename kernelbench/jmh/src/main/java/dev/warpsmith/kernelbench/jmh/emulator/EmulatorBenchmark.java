package dev.warpsmith.kernelbench.jmh.emulator;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Launches a kernel again and again. The figure that counts is thread instructions per second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@NullUnmarked // JMH sets the fields between construction and use.
public class EmulatorBenchmark {
  private static final String GPU = "h200";

  /** The kernel. */
  @Param public BenchKernel kernel;

  /** What the launch does besides computing. */
  @Param public LaunchMode mode;

  /** Host threads that run thread blocks. */
  @Param({"1", "2"})
  public int threads;

  private Device device;
  private LoadedModule module;
  private KernelLaunch launch;
  private long instructionsPerLaunch;

  /** Thread-level PTX instructions, which JMH reports per second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Instructions times active lanes, as the emulator's counter has them. */
    public long threadInstructions;
  }

  /** Compiles (or finds in the cache), loads, and counts the instructions of one launch. */
  @Setup
  public void open() {
    device = new EmulatedDevice(Gpus.find(GPU), threads);
    module =
        device
            .load(image(kernel))
            .match(
                loaded -> loaded.module(),
                refused -> {
                  throw new IllegalStateException(refused.message());
                });
    launch = kernel.launch(device);
    instructionsPerLaunch =
        (long) run(LaunchMode.COUNTING).counters().orElseThrow().value(Counter.THREAD_INSTRUCTIONS);
  }

  private static ModuleImage image(BenchKernel kernel) {
    return NvccCompiler.standard()
        .compile(kernel.candidate(), Gpus.find(GPU).arch())
        .match(
            compiled -> compiled.image(),
            failed -> {
              throw new IllegalStateException(failed.text());
            });
  }

  /** Launches once. */
  @Benchmark
  public LaunchRecord launch(Work work) {
    work.threadInstructions += instructionsPerLaunch;
    return run(mode);
  }

  private LaunchRecord run(LaunchMode how) {
    return module
        .launch(launch, how.options())
        .match(
            completed -> completed.record(),
            faulted -> {
              throw new IllegalStateException(faulted.fault().message());
            });
  }

  /** Frees the device. */
  @TearDown
  public void close() {
    device.close();
  }
}
