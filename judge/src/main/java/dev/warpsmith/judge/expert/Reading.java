package dev.warpsmith.judge.expert;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.Locale;

/**
 * What the rules read: the profile of a candidate's longest launch, and the candidate around it.
 *
 * @param time what bounds that launch
 */
record Reading(CandidateTiming timing, KernelProfile profile, TimeBreakdown time, GpuSpec gpu) {

  /** Returns a metric, or a number in its place. */
  double metric(String name, double otherwise) {
    return profile.value(name).orElse(otherwise);
  }

  /** Returns the time without launch. */
  double workMicros() {
    return Math.max(1e-3, time.micros() - time.launchMicros());
  }

  /** Returns the part of the time that waiting for latency would take alone, up to 1. */
  double latencyPart() {
    return Math.min(1, time.micros(Resource.LATENCY) / workMicros());
  }

  /** Returns the bytes between DRAM and L2. */
  double dramBytes() {
    return metric(KeyMetrics.DRAM_READ, 0) + metric(KeyMetrics.DRAM_WRITE, 0);
  }

  /** Returns the bytes that the task must at least move, each input and output once. */
  double leastBytes() {
    return timing.speedOfLight().bytesMicros() * gpu.dramGbps() * 1e3;
  }

  /** Returns the whole candidate's time divided by what it would be after an effect. */
  double gain(Effect effect) {
    double after = timing.micros() - time.micros() + effect.micros(time);
    return timing.micros() / Math.max(after, 1e-3);
  }

  /** Formats with the root locale. */
  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
