package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.torch.PythonTorch;
import dev.warpsmith.kernelbench.torch.TorchException;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import dev.warpsmith.kernels.nvcc.CompileCache;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.Toolchain;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import dev.warpsmith.profiler.ncu.Ncu;
import dev.warpsmith.profiler.ncu.NcuResult.Failed;
import dev.warpsmith.profiler.ncu.NcuVersion;
import dev.warpsmith.profiler.sanitizer.ComputeSanitizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code doctor} found of one thing.
 *
 * @param needed whether nothing works without it
 * @param detail what was found, or why it is missing
 * @param remedy how to get it, or empty text
 */
record HealthCheck(String name, boolean ok, boolean needed, String detail, String remedy) {
  private static final String ARCH = "sm_90";
  private static final String PROBE =
      """
      // @launch probe<<<1, 1>>>(y)
      extern "C" __global__ void probe(float* y) { y[0] = 1.0f; }
      """;

  /** Looks at everything, and compiles a kernel afresh. */
  static List<HealthCheck> all(Settings settings) {
    List<HealthCheck> checks = new ArrayList<>();
    checks.add(java());
    addCompilers(checks);
    checks.add(gpu());
    checks.add(ncu(settings));
    checks.add(computeSanitizer(settings));
    checks.add(cache());
    return checks;
  }

  private static HealthCheck found(String name, String detail) {
    return new HealthCheck(name, true, true, detail, "");
  }

  /** Splits a message of the form "what is wrong; what to do". */
  private static HealthCheck missing(String name, String message) {
    int end = message.indexOf("; ");
    return end < 0
        ? new HealthCheck(name, false, true, message, "")
        : new HealthCheck(name, false, true, message.substring(0, end), message.substring(end + 2));
  }

  private static HealthCheck java() {
    return found(
        "java", System.getProperty("java.version") + " (" + System.getProperty("java.home") + ")");
  }

  private static void addCompilers(List<HealthCheck> checks) {
    try {
      Toolchain toolchain = Toolchain.find();
      checks.add(found("nvcc", toolchain.version() + " (" + toolchain.nvcc() + ")"));
      checks.add(found("cicc", toolchain.cicc().toString()));
      checks.add(found("ptxas", toolchain.ptxas().toString()));
      checks.add(found("host compiler", toolchain.hostCompiler().toString()));
      checks.add(compile(toolchain));
    } catch (ToolchainException e) {
      checks.add(missing(culprit(e), String.valueOf(e.getMessage())));
    }
  }

  private static String culprit(ToolchainException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("cicc is missing")) {
      return "cicc";
    }
    if (message.contains("ptxas is missing")) {
      return "ptxas";
    }
    return message.startsWith("nvcc was not found") ? "nvcc" : "host compiler";
  }

  private static HealthCheck compile(Toolchain toolchain) {
    try {
      Path folder = Files.createTempDirectory("warpsmith-doctor");
      try {
        long begin = System.nanoTime();
        CompilationResult result =
            new NvccCompiler(toolchain, CompileCache.at(folder))
                .compile(Candidates.parse("probe.cu", PROBE), ARCH);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        return result.match(
            compiled -> found("compile", String.format("a kernel for %s in %.1f s", ARCH, seconds)),
            failed -> missing("compile", failed.firstError().toString()));
      } finally {
        Folders.delete(folder);
      }
    } catch (ToolchainException e) {
      return missing("compile", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return missing("compile", "no temporary folder: " + e.getMessage() + "; set TMPDIR");
    }
  }

  private static HealthCheck gpu() {
    Path driver = Path.of("/proc/driver/nvidia/version");
    Optional<String> version = Optional.empty();
    try (var lines = Files.isReadable(driver) ? Files.lines(driver) : List.<String>of().stream()) {
      version = lines.findFirst();
    } catch (IOException e) {
      version = Optional.empty();
    }
    String reason = Devices.installed().cudaReason();
    return version
        .map(text -> new HealthCheck("GPU driver", true, false, text + " (" + reason + ")", ""))
        .orElse(
            new HealthCheck(
                "GPU driver", false, false, "no NVIDIA driver; emulated GPUs need none", ""));
  }

  private static HealthCheck ncu(Settings settings) {
    Optional<Ncu> found =
        settings.isNone(Setting.NCU) ? Optional.empty() : Tools.ncu(settings, System.getenv());
    Optional<Failed> problem =
        found.isEmpty() ? Optional.of(Ncu.notFound()) : found.flatMap(Ncu::unusable);
    if (settings.isNone(Setting.NCU)) {
      return new HealthCheck("ncu", false, false, "the setting ncu is none", "set it to auto");
    }
    return problem
        .map(failed -> new HealthCheck("ncu", false, false, failed.message(), failed.remedy()))
        .orElseGet(
            () ->
                new HealthCheck(
                    "ncu",
                    true,
                    false,
                    found.flatMap(Ncu::version).map(NcuVersion::toString).orElse("")
                        + found.map(ncu -> " (" + ncu.executable() + ")").orElse(""),
                    found.flatMap(Ncu::restriction).orElse("")));
  }

  private static HealthCheck computeSanitizer(Settings settings) {
    String name = "sanitizer";
    if (settings.isNone(Setting.COMPUTE_SANITIZER)) {
      return new HealthCheck(
          name, false, false, "the setting computeSanitizer is none", "set it to auto");
    }
    return Tools.computeSanitizer(settings, System.getenv())
        .map(
            tool ->
                new HealthCheck(
                    name,
                    true,
                    false,
                    "compute-sanitizer "
                        + tool.version().orElse("of an unknown version")
                        + " ("
                        + tool.executable()
                        + ")",
                    ""))
        .orElseGet(
            () ->
                new HealthCheck(
                    name,
                    false,
                    false,
                    ComputeSanitizer.notFound().message(),
                    ComputeSanitizer.notFound().remedy()));
  }

  /** Looks for PyTorch where the settings name a Python. */
  static Optional<HealthCheck> python(Settings settings) {
    String python = settings.text(Setting.PYTHON);
    if (python.equals(Setting.PYTHON.initial())) {
      return Optional.empty();
    }
    try {
      PythonTorch found = PythonTorch.probe(python);
      String detail = found.torch() + ", Python " + found.python() + " (" + python + ")";
      return Optional.of(new HealthCheck("PyTorch", true, false, detail, ""));
    } catch (TorchException e) {
      HealthCheck missing = missing("PyTorch", String.valueOf(e.getMessage()));
      return Optional.of(
          new HealthCheck("PyTorch", false, false, missing.detail(), missing.remedy()));
    }
  }

  private static HealthCheck cache() {
    CompileCache cache = CompileCache.standard();
    String note = cache.note().map(text -> " (" + text + ")").orElse("");
    try {
      Files.createDirectories(cache.folder());
    } catch (IOException e) {
      return missing(
          "cache",
          cache.folder()
              + " cannot be made: "
              + e.getMessage()
              + "; set WARPSMITH_CACHE to a"
              + " folder that can be written");
    }
    return Files.isWritable(cache.folder())
        ? found("cache", cache.folder() + note)
        : missing(
            "cache",
            cache.folder() + " cannot be written; set WARPSMITH_CACHE to a folder that can");
  }
}
