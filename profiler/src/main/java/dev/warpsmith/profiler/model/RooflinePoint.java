package dev.warpsmith.profiler.model;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.model.Work.Precision;
import java.util.Map;
import java.util.Optional;

/**
 * Where a kernel stands under the roofline of its GPU (Williams et al., 2009), against datasheet
 * peaks: DRAM's bandwidth, and the unit that the kernel's operations would keep busy longest.
 *
 * @param unit that does them
 * @param intensity operations per byte of DRAM traffic; infinite if there is none
 * @param ridge intensity at which the unit's peak and DRAM's bandwidth meet
 * @param roofTflops what the roof is at that intensity, 10¹² operations per second
 * @param attainedTflops what the kernel reaches
 */
public record RooflinePoint(
    Precision unit, double intensity, double ridge, double roofTflops, double attainedTflops) {

  /** Returns where a kernel stands; empty if it does no arithmetic that a peak is known for. */
  public static Optional<RooflinePoint> of(GpuSpec gpu, Work work, double micros) {
    return work.operations().entrySet().stream()
        .filter(entry -> entry.getValue() > 0 && Roofline.peakTflops(gpu, entry.getKey()) > 0)
        .max((a, b) -> Double.compare(micros(gpu, a), micros(gpu, b)))
        .map(entry -> of(gpu, entry.getKey(), entry.getValue(), work.bytes(), micros));
  }

  private static double micros(GpuSpec gpu, Map.Entry<Precision, Double> work) {
    return work.getValue() / Roofline.peakTflops(gpu, work.getKey());
  }

  private static RooflinePoint of(
      GpuSpec gpu, Precision unit, double operations, double bytes, double micros) {
    double peak = Roofline.peakTflops(gpu, unit);
    double terabytes = gpu.dramGbps() / 1e3;
    double intensity = bytes == 0 ? Double.POSITIVE_INFINITY : operations / bytes;
    return new RooflinePoint(
        unit,
        intensity,
        peak / terabytes,
        Math.min(peak, intensity * terabytes),
        operations / micros / 1e6);
  }

  /** Tells whether DRAM's bandwidth is the roof. */
  public boolean underMemory() {
    return intensity < ridge;
  }

  /** Returns what is reached of the roof, from 0 to 1. */
  public double fraction() {
    return attainedTflops / roofTflops;
  }
}
