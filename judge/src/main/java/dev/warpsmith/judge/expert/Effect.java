package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Bound;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.EnumMap;
import java.util.Map;

/** How a move is expected to scale the bounds of a kernel. */
final class Effect {
  private static final double OVERLAP = 1.5;

  private final Map<Resource, Double> factors = new EnumMap<>(Resource.class);

  /** Multiplies a bound. */
  Effect scale(Resource resource, double factor) {
    factors.merge(resource, factor, (a, b) -> a * b);
    return this;
  }

  /** Multiplies the bounds of an SM's own resources. */
  Effect scaleSm(double factor) {
    for (Resource resource :
        new Resource[] {
          Resource.ISSUE,
          Resource.FMA,
          Resource.ALU,
          Resource.FP64,
          Resource.FP16,
          Resource.XU,
          Resource.TENSOR,
          Resource.LSU,
          Resource.L1,
          Resource.SHARED
        }) {
      scale(resource, factor);
    }
    return this;
  }

  /** Returns the kernel's time after the move, in microseconds. */
  double micros(TimeBreakdown time) {
    double before = combined(time, Map.of());
    double after = combined(time, factors);
    return time.launchMicros() + (time.micros() - time.launchMicros()) * after / before;
  }

  /**
   * Throughput and latency overlap in part, by the clock's norm; blocks are started beside both
   * (profiler/MODEL.md, Together).
   */
  private static double combined(TimeBreakdown time, Map<Resource, Double> factors) {
    double throughput = 0;
    double latency = 0;
    double starts = 0;
    for (Bound bound : time.bounds()) {
      double micros = bound.micros() * factors.getOrDefault(bound.resource(), 1.0);
      if (bound.resource() == Resource.LATENCY) {
        latency = micros;
      } else if (bound.resource() == Resource.BLOCKS) {
        starts = micros;
      } else {
        throughput = Math.max(throughput, micros);
      }
    }
    double sum = Math.pow(throughput, OVERLAP) + Math.pow(latency, OVERLAP);
    return Math.max(Math.max(Math.pow(sum, 1 / OVERLAP), starts), 1e-6);
  }
}
