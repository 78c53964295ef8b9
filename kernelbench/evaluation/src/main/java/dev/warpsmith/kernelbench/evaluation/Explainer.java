package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Profiler;
import dev.warpsmith.profiler.ncu.NcuResult.Failed;
import dev.warpsmith.profiler.ncu.NcuResult.Profiled;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Explains measured times: by the hardware's counters, or where they cannot be read by the emulated
 * GPU of the same kind.
 */
final class Explainer {
  private final Optional<HardwareCounters> counters;
  private final EmulatedTwin twin;

  /**
   * @param counters empty if times are only to be taken, not explained
   */
  Explainer(Optional<HardwareCounters> counters, EmulatedTwin twin) {
    this.counters = counters;
    this.twin = twin;
  }

  /**
   * Explains a plan.
   *
   * @param times of each launch alone
   */
  Explanation explain(
      Subject subject,
      LoadedModule module,
      List<KernelLaunch> launches,
      FullSizeMemory full,
      List<Measurement> times) {
    Profiler profiler = new Profiler(subject.device().id(), subject.device().spec());
    if (counters.isEmpty()) {
      List<KernelProfile> timed = timed(profiler, module, launches, times);
      return new Explanation(timed, Optional.empty(), List.of());
    }
    return counters
        .get()
        .read(subject.device(), module, launches, full)
        .match(
            done -> counted(profiler, module, launches, times, done),
            failed ->
                modelled(timed(profiler, module, launches, times), subject.candidate(), failed));
  }

  private static List<KernelProfile> timed(
      Profiler profiler,
      LoadedModule module,
      List<KernelLaunch> launches,
      List<Measurement> times) {
    List<KernelProfile> profiles = new ArrayList<>();
    for (int i = 0; i < launches.size(); i++) {
      KernelLaunch launch = launches.get(i);
      profiles.add(profiler.measured(module.resources(launch.kernel()), launch, times.get(i)));
    }
    return profiles;
  }

  private static Explanation counted(
      Profiler profiler,
      LoadedModule module,
      List<KernelLaunch> launches,
      List<Measurement> times,
      Profiled done) {
    List<KernelProfile> profiles = new ArrayList<>();
    for (int i = 0; i < launches.size(); i++) {
      KernelLaunch launch = launches.get(i);
      profiles.add(
          profiler.counted(
              module.resources(launch.kernel()), launch, times.get(i), done.profiles().get(i)));
    }
    List<String> facts = new ArrayList<>();
    facts.add(HardwareCounters.fact(done.profiles()));
    done.notes().forEach(note -> facts.add("ncu: " + note));
    return new Explanation(profiles, Optional.empty(), facts);
  }

  private Explanation modelled(List<KernelProfile> timed, Candidate candidate, Failed failed) {
    EmulatedTwin.Answer answer = twin.ask(candidate);
    return new Explanation(
        timed, answer.timing(), List.of(HardwareCounters.fact(failed), answer.fact()));
  }
}
