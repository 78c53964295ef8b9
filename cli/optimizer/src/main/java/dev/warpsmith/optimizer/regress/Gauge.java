package dev.warpsmith.optimizer.regress;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchCounters.HotSpot;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * A number that the gate watches. Each is deterministic but a measured time, so tolerances are for
 * harmless changes; {@link TimeGate} deals with noise.
 */
public enum Gauge {
  /** Registers per thread of the hungriest kernel. */
  REGISTERS("registers", "per thread", 0.1, false),
  /** Bytes per thread that are spilt and loaded back, over all kernels. */
  SPILLS("spills", "byte", 0, false),
  /** Shared memory per block of the hungriest kernel. */
  SHARED("shared", "byte", 0.1, false),
  /** Theoretical occupancy of the worst kernel. */
  OCCUPANCY("occupancy", "%", 0, true),
  /** Sectors that loads and stores of global memory ask of L1. */
  SECTORS("sectors", "sector", 0.02, false),
  /** Shared memory's bank conflicts. */
  CONFLICTS("conflicts", "", 0.02, false),
  /** Bytes between L2 and DRAM. */
  DRAM("dram", "byte", 0.02, false),
  /** Time of the whole plan. */
  MICROS("micros", "usecond", 0.03, false);

  private final String key;
  private final String unit;
  private final double tolerance;
  private final boolean higherIsBetter;

  Gauge(String key, String unit, double tolerance, boolean higherIsBetter) {
    this.key = key;
    this.unit = unit;
    this.tolerance = tolerance;
    this.higherIsBetter = higherIsBetter;
  }

  /** Returns the name in files. */
  public String key() {
    return key;
  }

  /** Returns the unit, or empty text for a count. */
  public String unit() {
    return unit;
  }

  /** Returns the relative change for the worse that is let through. */
  public double tolerance() {
    return tolerance;
  }

  /** Compares a value with the one before, where a relative change is let through. */
  Change change(double before, double now, double allowed) {
    boolean more = now > before * (1 + allowed);
    boolean less = now < before * (1 - allowed);
    if (!more && !less) {
      return Change.SAME;
    }
    return more == higherIsBetter ? Change.BETTER : Change.WORSE;
  }

  /** Reads for each gauge the line that costs it most. */
  static Map<Gauge, Integer> lines(List<KernelProfile> profiles) {
    Map<Gauge, Integer> lines = new EnumMap<>(Gauge.class);
    for (Gauge gauge : values()) {
      profiles.stream()
          .flatMap(profile -> profile.hotSpots().stream())
          .max(Comparator.comparingDouble(gauge::cost))
          .map(HotSpot::line)
          .flatMap(Reading::line)
          .ifPresent(line -> lines.put(gauge, line));
    }
    return lines;
  }

  private double cost(HotSpot spot) {
    return switch (this) {
      case SECTORS, DRAM -> spot.sectors();
      case SHARED, CONFLICTS -> spot.sharedWavefronts();
      case REGISTERS, SPILLS, OCCUPANCY -> spot.warpInstructions();
      case MICROS -> spot.warpInstructions() + 4 * spot.sectors() + spot.sharedWavefronts();
    };
  }

  /**
   * Reads every gauge of a candidate that passed. On a GPU the counts are the emulated one's of the
   * same kind, which do not vary; without it they are absent.
   */
  static Map<Gauge, Double> read(CandidateTiming timing, ModuleImage image) {
    Collection<KernelResources> kernels = image.resources().values();
    List<KernelProfile> profiles = timing.explained().profiles();
    Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
    values.put(REGISTERS, most(kernels, KernelResources::registers));
    values.put(SPILLS, sum(kernels, k -> k.spillStoreBytes() + k.spillLoadBytes()));
    values.put(SHARED, most(profiles, KeyMetrics.SHARED_PER_BLOCK));
    values.put(OCCUPANCY, least(profiles, KeyMetrics.THEORETICAL_OCCUPANCY));
    if (counted(profiles)) {
      values.put(
          SECTORS,
          sum(profiles, KeyMetrics.LOAD_SECTORS) + sum(profiles, KeyMetrics.STORE_SECTORS));
      values.put(CONFLICTS, sum(profiles, KeyMetrics.BANK_CONFLICTS));
      values.put(DRAM, sum(profiles, KeyMetrics.DRAM_READ) + sum(profiles, KeyMetrics.DRAM_WRITE));
    }
    values.put(MICROS, timing.micros());
    return values;
  }

  private static boolean counted(List<KernelProfile> profiles) {
    return profiles.stream().anyMatch(profile -> profile.value(KeyMetrics.DRAM_READ).isPresent());
  }

  private static double most(Collection<KernelResources> all, ToIntFunction<KernelResources> of) {
    return all.stream().mapToInt(of).max().orElse(0);
  }

  private static double sum(Collection<KernelResources> all, ToIntFunction<KernelResources> of) {
    return all.stream().mapToInt(of).sum();
  }

  private static double most(List<KernelProfile> profiles, String metric) {
    return profiles.stream().mapToDouble(p -> p.value(metric).orElse(0)).max().orElse(0);
  }

  private static double least(List<KernelProfile> profiles, String metric) {
    return profiles.stream().mapToDouble(p -> p.value(metric).orElse(0)).min().orElse(0);
  }

  private static double sum(List<KernelProfile> profiles, String metric) {
    return profiles.stream().mapToDouble(p -> p.value(metric).orElse(0)).sum();
  }
}
