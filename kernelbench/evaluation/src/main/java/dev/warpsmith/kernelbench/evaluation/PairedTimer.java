package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.profiler.timing.PairedTimes;
import dev.warpsmith.profiler.timing.Sampler;
import dev.warpsmith.profiler.timing.StoppingRule;
import dev.warpsmith.profiler.timing.TimedArms;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Times two plans of one task in turn (ABBA), at full size and with a cold cache.
 *
 * <p>Each runs on a fresh instance of the device, with memory of its own: what one does to its
 * process (a fault, memory that it keeps, writes beside its tensors) cannot reach the other, and
 * neither inherits what was proven before. One waits while the other is sampled, so they never
 * share the GPU's time. Where there is no room for two, both run on the device that is there.
 */
final class PairedTimer {
  private final Device device;
  private final Supplier<Optional<Device>> fresh;
  private final FullSizeMemory full;
  private final EvaluationSettings settings;
  private final StoppingRule rule;

  /**
   * Makes a timer.
   *
   * @param device that measures
   * @param fresh opens an instance of it that shares nothing with the others, if there can be one
   * @param full the task's tensors on the device
   */
  PairedTimer(
      Device device,
      Supplier<Optional<Device>> fresh,
      FullSizeMemory full,
      EvaluationSettings settings,
      StoppingRule rule) {
    this.device = device;
    this.fresh = fresh;
    this.full = full;
    this.settings = settings;
    this.rule = rule;
  }

  /**
   * Times both, other runs kept off the device.
   *
   * @param salt of the inputs, see {@link FullSizeMemory#draw}
   */
  PairedTiming time(Subject before, Subject now, long salt) {
    Optional<PairedTiming> unfit = unfit(before, true).or(() -> unfit(now, false));
    return unfit.orElseGet(() -> reserved(before, now, salt));
  }

  /** Says why one that nobody has proven here cannot be launched, if so. */
  private static Optional<PairedTiming> unfit(Subject subject, boolean before) {
    GateResult compiles = CompileGate.check(subject);
    GateResult result = compiles.failure().isPresent() ? compiles : PlanGate.check(subject);
    return result
        .failure()
        .map(verdict -> new PairedTiming.Refused(before, verdict, result.message()));
  }

  private PairedTiming reserved(Subject before, Subject now, long salt) {
    LaunchTimer.Reservation reservation = timer().reserve();
    try {
      return apartOrTogether(before, now, salt);
    } finally {
      reservation.close();
    }
  }

  private PairedTiming apartOrTogether(Subject before, Subject now, long salt) {
    // There may be room for two, and not for what the proofs used as well.
    full.release();
    String why = "there is no second " + device.id();
    try {
      Optional<PlanApart> earlier = apart(before, salt);
      if (earlier.isPresent()) {
        return apart(earlier.get(), now, salt);
      }
    } catch (DeviceException e) {
      why = String.valueOf(e.getMessage());
    }
    return together(before, now, salt, why);
  }

  private PairedTiming apart(PlanApart before, Subject now, long salt) {
    try (before;
        PlanApart after = apart(now, salt).orElseThrow()) {
      return timed(
          before.warmUp(),
          after::warmUp,
          before.samplesAfterTheOther(),
          after.samplesAfterTheOther(),
          "");
    }
  }

  private Optional<PlanApart> apart(Subject subject, long salt) {
    return fresh.get().map(own -> PlanApart.on(own, subject, settings, salt));
  }

  private PairedTiming together(Subject before, Subject now, long salt, String why) {
    full.draw(salt);
    try (TimedPlan one = new TimedPlan(before, timer(), full);
        TimedPlan two = new TimedPlan(now, timer(), full)) {
      return timed(one.warmUp(), two::warmUp, one.cold(), two.cold(), why);
    }
  }

  private PairedTiming timed(
      Optional<DeviceFault> before,
      Supplier<Optional<DeviceFault>> now,
      Sampler one,
      Sampler two,
      String together) {
    return before
        .map(fault -> refused(fault, TimedArms.Arm.FIRST))
        .or(() -> now.get().map(fault -> refused(fault, TimedArms.Arm.SECOND)))
        .orElseGet(() -> sampled(TimedArms.interleaved(one, two, rule), together));
  }

  private PairedTiming sampled(TimedArms arms, String together) {
    return arms.ended()
        .map(ended -> refused(ended.fault(), ended.arm()))
        .orElseGet(
            () -> new PairedTiming.Taken(PairedTimes.of(arms, timer().instrument()), together));
  }

  private static PairedTiming refused(DeviceFault fault, TimedArms.Arm arm) {
    return new PairedTiming.Refused(
        arm == TimedArms.Arm.FIRST, Faults.verdict(fault), fault.message() + " (timed in turn)");
  }

  private LaunchTimer timer() {
    return device.timer().orElseThrow();
  }
}
