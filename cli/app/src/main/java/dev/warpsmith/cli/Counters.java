package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.HardwareCounters;
import dev.warpsmith.profiler.ncu.Ncu;
import dev.warpsmith.profiler.ncu.NcuJobs;
import dev.warpsmith.profiler.ncu.NcuResult.Failed;
import dev.warpsmith.profiler.ncu.NcuResult.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What reads the counters of a GPU, as the settings name it. */
final class Counters {
  static final String AUTO = "auto";

  private Counters() {}

  /** Returns what reads counters; where there is nothing, it says why. */
  static HardwareCounters of(Settings settings) {
    if (settings.isNone(Setting.NCU)) {
      return HardwareCounters.none(
          new Failed(
              Reason.NOT_FOUND,
              "ncu is none (from " + settings.value(Setting.NCU).origin() + ")",
              "set it to auto to read the GPU's counters"));
    }
    Duration limit = Duration.ofSeconds(settings.integer(Setting.NCU_SECONDS, 1));
    return find(settings, System.getenv())
        .map(ncu -> HardwareCounters.of(new NcuJobs(ncu, limit)))
        .orElseGet(() -> HardwareCounters.none(Ncu.notFound()));
  }

  /**
   * Finds the ncu that the settings name.
   *
   * @return empty if they leave the search to Warpsmith and there is none
   */
  static Optional<Ncu> find(Settings settings, Map<String, String> environment) {
    String named = settings.text(Setting.NCU);
    if (named.equals(AUTO)) {
      return Ncu.find(environment);
    }
    return Optional.of(
        Ncu.at(Path.of(named), environment)
            .orElseThrow(
                () ->
                    CommandException.usage(
                        "ncu is '"
                            + named
                            + "' (from "
                            + settings.value(Setting.NCU).origin()
                            + "), which is no program; expected auto, none or the path of Nsight"
                            + " Compute's ncu")));
  }
}
