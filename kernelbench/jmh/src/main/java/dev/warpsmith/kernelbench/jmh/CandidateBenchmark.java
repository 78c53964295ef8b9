package dev.warpsmith.kernelbench.jmh;

import dev.warpsmith.kernelbench.evaluation.CandidateRun;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Runs one candidate's whole plan per invocation, on the host's clock.
 *
 * <p>On an emulated GPU the score is what emulation costs this machine. It says nothing of a GPU.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@NullUnmarked // JMH sets the fields between construction and use.
public class CandidateBenchmark {
  /** Path of the arm's file. */
  @Param("")
  public String arm;

  private Device device;
  private CandidateRun run;

  /** Opens the device, compiles the candidate (or finds it in the cache) and loads it. */
  @Setup
  public void open() throws IOException {
    Arm described = Arm.read(Path.of(arm));
    device = open(described.device());
    run =
        CandidateRun.open(
            device,
            NvccCompiler.standard()::compile,
            TaskReader.read(described.task()),
            Candidates.ofTask(CudaSource.read(Path.of(described.candidate()))),
            Bindings.of(described.size()),
            described.seed());
  }

  /** Runs the plan once. */
  @Benchmark
  public long launchPlan() {
    return run.run();
  }

  /** Frees the device. */
  @TearDown
  public void close() {
    run.close();
    device.close();
  }

  private static Device open(String id) {
    int colon = id.indexOf(':');
    String scheme = id.substring(0, colon);
    return ServiceLoader.load(DeviceProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.scheme().equals(scheme))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no device of scheme " + scheme))
        .open(id.substring(colon + 1));
  }
}
