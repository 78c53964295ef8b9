package dev.warpsmith.kernelbench.jmh.emulator;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Loads a kernel of 1,000 instructions: parsed, analysed, translated to bytecode and defined.
 *
 * <p>The first shot of a fork is what a fresh process pays; each shot's PTX is new text, so that no
 * cache answers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TranslationBenchmark {
  private static final int INSTRUCTIONS = 1000;

  private int shots;

  /** Loads one module. */
  @Benchmark
  public LoadResult load() {
    String ptx = GeneratedPtx.kernel(INSTRUCTIONS, ++shots);
    try (Device device = new EmulatedDevice(Gpus.find("h200"), 1)) {
      return device.load(new ModuleImage(ptx, Optional.empty(), Map.of()));
    }
  }
}
