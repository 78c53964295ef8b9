package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.profiler.timing.PairedTimes;
import dev.warpsmith.profiler.timing.StoppingRule;
import dev.warpsmith.profiler.timing.TimedArms;
import java.util.Optional;

/** Times two plans of one task in turn (ABBA), at full size and with a cold cache. */
final class PairedTimer {
  private final LaunchTimer timer;
  private final FullSizeMemory full;
  private final StoppingRule rule;

  PairedTimer(LaunchTimer timer, FullSizeMemory full, StoppingRule rule) {
    this.timer = timer;
    this.full = full;
    this.rule = rule;
  }

  /** Times both, other runs kept off the device. */
  PairedTiming time(Subject before, Subject now) {
    Optional<PairedTiming> unfit = unfit(before, true).or(() -> unfit(now, false));
    return unfit.orElseGet(() -> reserved(before, now));
  }

  /** Says why one that nobody has proven here cannot be launched, if so. */
  private static Optional<PairedTiming> unfit(Subject subject, boolean before) {
    GateResult compiles = CompileGate.check(subject);
    GateResult result = compiles.failure().isPresent() ? compiles : PlanGate.check(subject);
    return result
        .failure()
        .map(verdict -> new PairedTiming.Refused(before, verdict, result.message()));
  }

  private PairedTiming reserved(Subject before, Subject now) {
    LaunchTimer.Reservation reservation = timer.reserve();
    try (TimedPlan earlier = new TimedPlan(before, timer, full);
        TimedPlan later = new TimedPlan(now, timer, full)) {
      return faulted(earlier.warmUp(), true)
          .or(() -> faulted(later.warmUp(), false))
          .orElseGet(() -> taken(earlier, later));
    } finally {
      reservation.close();
    }
  }

  private PairedTiming taken(TimedPlan earlier, TimedPlan later) {
    TimedArms arms = TimedArms.interleaved(earlier.cold(), later.cold(), rule);
    return faulted(arms.fault(), false)
        .orElseGet(() -> new PairedTiming.Taken(PairedTimes.of(arms, timer.instrument())));
  }

  private static Optional<PairedTiming> faulted(Optional<DeviceFault> fault, boolean before) {
    return fault.map(
        any ->
            new PairedTiming.Refused(
                before, Faults.verdict(any), any.message() + " (timed in turn)"));
  }
}
