package dev.warpsmith.kernels.emulator.kernels;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.LaunchPlan;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import dev.warpsmith.kernels.nvcc.CompileCache;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.Toolchain;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.opentest4j.TestAbortedException;

/** The families of kernels, each compiled and loaded once per architecture and thread count. */
final class CompiledFamilies implements AutoCloseable {
  private static final Map<String, String> GPUS =
      Map.of("sm_75", "t4", "sm_80", "a100-80", "sm_90", "h200", "sm_100", "b200");

  private final NvccCompiler compiler = compiler();
  private final Map<String, ModuleImage> images = new HashMap<>();
  private final Map<String, Loaded> loaded = new HashMap<>();

  /** A family on a device of its own. */
  record Loaded(Device device, LoadedModule module) {}

  private static NvccCompiler compiler() {
    try {
      return new NvccCompiler(Toolchain.find(), CompileCache.standard());
    } catch (ToolchainException e) {
      throw new TestAbortedException("no CUDA toolkit: " + e.getMessage(), e);
    }
  }

  Loaded load(String family, String architecture, int threads) {
    return loaded.computeIfAbsent(
        family + " " + architecture + " " + threads,
        key -> {
          Device device =
              new EmulatedDevice(
                  Gpus.find(Objects.requireNonNull(GPUS.get(architecture))), threads);
          return new Loaded(device, module(device, image(family, architecture)));
        });
  }

  private static LoadedModule module(Device device, ModuleImage image) {
    return device
        .load(image)
        .match(
            ready -> ready.module(),
            refused -> {
              throw new AssertionError(refused.message());
            });
  }

  private ModuleImage image(String family, String architecture) {
    return images.computeIfAbsent(
        family + " " + architecture, key -> compile(family + ".cu", architecture));
  }

  private ModuleImage compile(String file, String architecture) {
    CudaSource source = CudaSource.parse(file, text(file));
    LaunchPlan plan = new LaunchPlan(List.of(), List.of(), List.of(), List.of());
    return compiler
        .compile(Candidate.of(source, plan), architecture)
        .match(
            compiled -> compiled.image(),
            failed -> {
              throw new AssertionError(failed.text());
            });
  }

  private static String text(String file) {
    try (InputStream in = CompiledFamilies.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    loaded.values().forEach(l -> l.device().close());
  }
}
