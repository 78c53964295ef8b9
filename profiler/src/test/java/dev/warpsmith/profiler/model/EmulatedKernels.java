package dev.warpsmith.profiler.model;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.LaunchPlan;
import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.DeviceProvider;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import dev.warpsmith.kernels.nvcc.CompileCache;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.Toolchain;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Profiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.opentest4j.TestAbortedException;

/** Kernels of a test resource, compiled with the real nvcc and profiled on an emulated GPU. */
final class EmulatedKernels implements AutoCloseable {
  private final Device device;
  private final ModuleImage image;
  private final LoadedModule module;

  /** Compiles and loads, or skips the test and says why. */
  EmulatedKernels(String resource, String gpu, Path cache) {
    device = emulatedGpu(gpu);
    image = compile(resource, device.spec().arch(), cache);
    module =
        device
            .load(image)
            .match(
                loaded -> loaded.module(),
                refused -> {
                  throw new IllegalStateException(refused.message());
                });
  }

  /** Profiles a launch of a kernel of three buffers of floats and the extent n. */
  KernelProfile profile(
      String kernel, Dim3 grid, Dim3 block, long floats, long n, BlockSelection blocks) {
    return run(kernel, grid, block, floats, n, LaunchOptions.counting(blocks))
        .match(
            Function.identity(),
            fault -> {
              throw new IllegalStateException(fault.message());
            });
  }

  /** What came of a launch. */
  record Outcome(Optional<KernelProfile> profile, Optional<DeviceFault> fault) {
    <T> T match(Function<KernelProfile, T> profiled, Function<DeviceFault, T> faulted) {
      return profile.map(profiled).orElseGet(() -> faulted.apply(fault.orElseThrow()));
    }
  }

  /** Launches a kernel of three buffers of floats, all 0, and the extent n. */
  Outcome run(String kernel, Dim3 grid, Dim3 block, long floats, long n, LaunchOptions options) {
    try (DeviceBuffer a = device.allocate("a", 4, 4 * floats);
        DeviceBuffer b = device.allocate("b", 4, 4 * floats);
        DeviceBuffer c = device.allocate("c", 4, 4 * floats)) {
      List<KernelArgument> arguments = new ArrayList<>();
      for (DeviceBuffer buffer : List.of(a, b, c)) {
        buffer.fill((byte) 0);
        arguments.add(new KernelArgument.Pointer(buffer));
      }
      arguments.add(new KernelArgument.Int(n));
      KernelLaunch launch =
          new KernelLaunch(kernel, grid, block, 0, arguments, false, Optional.empty());
      return module
          .launch(launch, options)
          .match(
              completed -> profile(launch, completed.record().counters().orElseThrow()),
              faulted -> new Outcome(Optional.empty(), Optional.of(faulted.fault())));
    }
  }

  private Outcome profile(KernelLaunch launch, LaunchCounters counters) {
    Profiler profiler = new Profiler(device.id(), device.spec());
    return new Outcome(
        Optional.of(profiler.profile(module.resources(launch.kernel()), launch, counters)),
        Optional.empty());
  }

  @Override
  public void close() {
    module.close();
    device.close();
  }

  private static Device emulatedGpu(String gpu) {
    return ServiceLoader.load(DeviceProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.scheme().equals("emulated"))
        .findFirst()
        .orElseThrow(() -> new TestAbortedException("no emulated GPU on the class path"))
        .open(gpu);
  }

  private static ModuleImage compile(String resource, String arch, Path cache) {
    Candidate candidate =
        new Candidate(
            CudaSource.parse(resource, read(resource)),
            new LaunchPlan(List.of(), List.of(), List.of(), List.of()),
            Bindings.of(java.util.Map.of()));
    Toolchain toolchain;
    try {
      toolchain = Toolchain.find();
    } catch (ToolchainException e) {
      throw new TestAbortedException("no CUDA toolkit: " + e.getMessage(), e);
    }
    return new NvccCompiler(toolchain, CompileCache.at(cache))
        .compile(candidate, arch)
        .match(
            CompilationResult.Compiled::image,
            failed -> {
              throw new IllegalStateException(failed.text());
            });
  }

  private static String read(String resource) {
    try (InputStream in = EmulatedKernels.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
