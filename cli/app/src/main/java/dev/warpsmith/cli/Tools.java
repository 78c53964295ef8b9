package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.HardwareCounters;
import dev.warpsmith.kernelbench.evaluation.HardwareSanitizer;
import dev.warpsmith.kernelbench.evaluation.HardwareTools;
import dev.warpsmith.kernels.process.Programs;
import dev.warpsmith.profiler.ncu.Ncu;
import dev.warpsmith.profiler.ncu.NcuJobs;
import dev.warpsmith.profiler.ncu.NcuResult.Failed;
import dev.warpsmith.profiler.ncu.NcuResult.Reason;
import dev.warpsmith.profiler.sanitizer.ComputeSanitizer;
import dev.warpsmith.profiler.sanitizer.SanitizerResult.Unusable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** NVIDIA's tools that watch candidates on a GPU, as the settings name them. */
final class Tools {
  private static final String AUTO = "auto";
  private static final Duration SANITIZER_LIMIT = Duration.ofMinutes(2);

  private Tools() {}

  /** Returns the tools; where there is none, it says why. */
  static HardwareTools of(Settings settings) {
    return new HardwareTools(counters(settings), sanitizer(settings));
  }

  private static HardwareCounters counters(Settings settings) {
    if (settings.isNone(Setting.NCU)) {
      return HardwareCounters.none(
          new Failed(
              Reason.NOT_FOUND,
              "ncu is none (from " + settings.value(Setting.NCU).origin() + ")",
              "set it to auto to read the GPU's counters"));
    }
    Duration limit = Duration.ofSeconds(settings.integer(Setting.NCU_SECONDS, 1));
    return ncu(settings, System.getenv())
        .map(ncu -> HardwareCounters.of(new NcuJobs(ncu, limit)))
        .orElseGet(() -> HardwareCounters.none(Ncu.notFound()));
  }

  /**
   * Finds the ncu that the settings name.
   *
   * @return empty if they leave the search to Warpsmith and there is none
   */
  static Optional<Ncu> ncu(Settings settings, Map<String, String> environment) {
    String named = settings.text(Setting.NCU);
    if (named.equals(AUTO)) {
      return Ncu.find(environment);
    }
    return Optional.of(
        Ncu.at(Path.of(named), environment)
            .orElseThrow(() -> noProgram(settings, Setting.NCU, "Nsight Compute's ncu")));
  }

  private static HardwareSanitizer sanitizer(Settings settings) {
    Setting setting = Setting.COMPUTE_SANITIZER;
    if (settings.isNone(setting)) {
      return HardwareSanitizer.none(
          new Unusable(
              "it is none (from " + settings.value(setting).origin() + ")",
              "set it to auto to check the best candidates on the GPU"));
    }
    return computeSanitizer(settings, System.getenv())
        .map(HardwareSanitizer::of)
        .orElseGet(() -> HardwareSanitizer.none(ComputeSanitizer.notFound()));
  }

  /**
   * Finds the compute-sanitizer that the settings name.
   *
   * @return empty if they leave the search to Warpsmith and there is none
   */
  static Optional<ComputeSanitizer> computeSanitizer(
      Settings settings, Map<String, String> environment) {
    Setting setting = Setting.COMPUTE_SANITIZER;
    String named = settings.text(setting);
    Optional<Path> found =
        named.equals(AUTO)
            ? ComputeSanitizer.find(environment)
            : Optional.of(Path.of(named).toAbsolutePath());
    if (!named.equals(AUTO) && !Programs.isProgram(Path.of(named))) {
      throw noProgram(settings, setting, "NVIDIA's compute-sanitizer");
    }
    return found.map(file -> new ComputeSanitizer(file, environment, SANITIZER_LIMIT));
  }

  private static CommandException noProgram(Settings settings, Setting setting, String what) {
    return CommandException.usage(
        setting.key()
            + " is '"
            + settings.text(setting)
            + "' (from "
            + settings.value(setting).origin()
            + "), which is no program; expected auto, none or the path of "
            + what);
  }
}
