package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.List;

/**
 * A candidate's time at the task's full size, and where it goes.
 *
 * @param measurement the whole plan, launches one after another
 * @param profiles one per launch of the plan, in its order
 * @param speedOfLight what no implementation of the task beats on this GPU
 * @param sampling what the time was taken from, in one line
 */
public record CandidateTiming(
    Measurement measurement, List<KernelProfile> profiles, Roofline speedOfLight, String sampling) {
  public CandidateTiming {
    profiles = List.copyOf(profiles);
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
