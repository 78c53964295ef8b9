package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.List;
import java.util.Optional;

/**
 * A candidate's time at the task's full size, and where it goes.
 *
 * @param measurement the whole plan, launches one after another
 * @param profiles one per launch of the plan, in its order
 * @param speedOfLight what no implementation of the task beats on this GPU
 * @param sampling what the time was taken from, in one line
 * @param modelled what the emulated GPU of the same kind says of a measured candidate whose
 *     counters nobody read: where its time should go, never to be set against measured times
 */
public record CandidateTiming(
    Measurement measurement,
    List<KernelProfile> profiles,
    Roofline speedOfLight,
    String sampling,
    Optional<CandidateTiming> modelled) {
  public CandidateTiming {
    profiles = List.copyOf(profiles);
  }

  /** Makes the timing of a candidate whose own profiles say what there is to say. */
  public CandidateTiming(
      Measurement measurement,
      List<KernelProfile> profiles,
      Roofline speedOfLight,
      String sampling) {
    this(measurement, profiles, speedOfLight, sampling, Optional.empty());
  }

  /**
   * Returns the timing whose profiles say where the time goes: this one, or else the modelled one.
   * All its times are of one clock.
   */
  public CandidateTiming explained() {
    boolean own = profiles.stream().anyMatch(profile -> profile.time().isPresent());
    return own ? this : modelled.orElse(this);
  }

  /** Returns the time of the whole plan in microseconds: the median if there are samples. */
  public double micros() {
    return measurement.median();
  }

  /** Returns the fraction of the speed of light that the candidate reaches. */
  public double fraction() {
    return speedOfLight.fraction(micros());
  }
}
