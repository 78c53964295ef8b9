package dev.warpsmith.profiler;

import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What differs between the profiles of two plans for the same task, what matters first.
 *
 * <p>A change matters as far as it is large and as the resource that it is about holds one of the
 * two plans back. Counts of a plan's launches are added; rates are means weighted by time.
 */
public final class ProfileComparison {
  /** Changes by a larger factor than this count no more than it, and so do those from or to 0. */
  private static final double LARGEST_FACTOR = 16;

  /** Percentage points that weigh as much as a factor of e. */
  private static final double POINTS = 50;

  /** Weight of what binds nothing. */
  private static final double LEAST_WEIGHT = 0.03;

  /** Weight of what a launch chooses, beside what comes of it. */
  private static final double CHOSEN = 0.3;

  private static final double LEAST_CHANGE = 0.02;
  private static final double LEAST_SCORE = 0.01;

  private static final Map<String, Resource> ABOUT = about();

  private ProfileComparison() {}

  /**
   * A metric of both plans.
   *
   * @param about the resource that it tells of
   * @param binds the most of either plan's time that this resource alone would take, from 0 to 1
   * @param score how much the change matters; 0 or more
   */
  public record Change(
      String name,
      String unit,
      double before,
      double after,
      Resource about,
      double binds,
      double score) {

    /** Returns what became of each unit of before; infinite where that was 0. */
    public double factor() {
      return after / before;
    }
  }

  /** Returns the changes of two per cent and more, those that matter most first. */
  public static List<Change> changes(List<KernelProfile> before, List<KernelProfile> after) {
    return ABOUT.entrySet().stream()
        .flatMap(entry -> change(before, after, entry.getKey(), entry.getValue()).stream())
        .filter(change -> change.score() >= LEAST_SCORE)
        .sorted(Comparator.comparingDouble(Change::score).reversed())
        .toList();
  }

  private static Optional<Change> change(
      List<KernelProfile> before, List<KernelProfile> after, String name, Resource about) {
    OptionalDouble was = value(before, name);
    OptionalDouble is = value(after, name);
    if (was.isEmpty() || is.isEmpty()) {
      return Optional.empty();
    }
    double binds = Math.max(share(before, about), share(after, about));
    return Optional.of(change(name, was.getAsDouble(), is.getAsDouble(), about, binds));
  }

  private static Change change(
      String name, double before, double after, Resource about, double binds) {
    String unit = MetricCatalog.find(name).map(MetricCatalog.Entry::unit).orElse("");
    return new Change(
        name,
        unit,
        before,
        after,
        about,
        binds,
        size(before, after, unit.equals("%"))
            * (LEAST_WEIGHT + binds)
            * (name.startsWith("launch__") ? CHOSEN : 1));
  }

  private static double size(double before, double after, boolean percent) {
    double larger = Math.max(before, after);
    double smaller = Math.min(before, after);
    if (larger - smaller <= LEAST_CHANGE * larger) {
      return 0;
    }
    double factor = smaller <= 0 ? LARGEST_FACTOR : larger / smaller;
    double size = Math.log(Math.min(LARGEST_FACTOR, factor));
    return percent ? Math.min(size, (larger - smaller) / POINTS) : size;
  }

  /** Returns what a resource alone would take of a plan's time, from 0 to 1. */
  private static double share(List<KernelProfile> plan, Resource resource) {
    List<TimeBreakdown> times =
        plan.stream().map(KernelProfile::time).flatMap(Optional::stream).toList();
    double total = times.stream().mapToDouble(TimeBreakdown::micros).sum();
    double bound = times.stream().mapToDouble(time -> time.micros(resource)).sum();
    return total == 0 ? 0 : Math.min(1, bound / total);
  }

  /** Returns a plan's value: a sum of sums, else the mean of what its launches have. */
  static OptionalDouble value(List<KernelProfile> plan, String name) {
    double sum = 0;
    double weights = 0;
    boolean adds = name.endsWith(".sum");
    for (KernelProfile launch : plan) {
      OptionalDouble value = launch.value(name);
      if (value.isPresent()) {
        double weight = adds ? 1 : launch.value(KeyMetrics.DURATION).orElse(1);
        sum += weight * value.getAsDouble();
        weights += weight;
      }
    }
    return weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(adds ? sum : sum / weights);
  }

  /** The metrics worth comparing, each once under one name. */
  private static Map<String, Resource> about() {
    Map<String, Resource> about = new LinkedHashMap<>();
    put(about, Resource.DRAM, KeyMetrics.DRAM_READ, KeyMetrics.DRAM_WRITE);
    put(about, Resource.DRAM, KeyMetrics.GPU_DRAM_THROUGHPUT);
    put(about, Resource.L2, KeyMetrics.L2_READ_SECTORS, KeyMetrics.L2_WRITE_SECTORS);
    put(about, Resource.L2, KeyMetrics.L2_HIT_RATE);
    put(about, Resource.L1, KeyMetrics.LOAD_SECTORS, KeyMetrics.STORE_SECTORS);
    put(about, Resource.L1, KeyMetrics.SECTORS_PER_LOAD, KeyMetrics.SECTORS_PER_STORE);
    put(about, Resource.L1, KeyMetrics.LOCAL_LOAD_SECTORS, KeyMetrics.LOCAL_STORE_SECTORS);
    put(about, Resource.L1, KeyMetrics.L1_HIT_RATE);
    put(about, Resource.LSU, KeyMetrics.LOAD_REQUESTS, KeyMetrics.STORE_REQUESTS);
    put(about, Resource.SHARED, KeyMetrics.SHARED_WAVEFRONTS, KeyMetrics.SHARED_BANK_CONFLICTS);
    put(about, Resource.SHARED, KeyMetrics.STALL_SHORT);
    put(about, Resource.ISSUE, KeyMetrics.INSTRUCTIONS, KeyMetrics.THREADS_PER_INSTRUCTION);
    put(about, Resource.ISSUE, KeyMetrics.BRANCH_UNIFORM);
    put(about, Resource.FMA, KeyMetrics.PIPE_FMA);
    put(about, Resource.ALU, KeyMetrics.PIPE_ALU);
    put(about, Resource.XU, KeyMetrics.PIPE_XU);
    put(about, Resource.FP64, KeyMetrics.PIPE_FP64);
    put(about, Resource.TENSOR, KeyMetrics.PIPE_TENSOR);
    put(about, Resource.LATENCY, KeyMetrics.WARPS_ACTIVE, KeyMetrics.THEORETICAL_OCCUPANCY);
    put(about, Resource.LATENCY, KeyMetrics.REGISTERS, KeyMetrics.SHARED_PER_BLOCK);
    put(about, Resource.LATENCY, KeyMetrics.GRID_SIZE, KeyMetrics.BLOCK_SIZE);
    put(about, Resource.LATENCY, KeyMetrics.STALL_LONG, KeyMetrics.STALL_BARRIER);
    return about;
  }

  private static void put(Map<String, Resource> about, Resource resource, String... names) {
    for (String name : names) {
      about.put(name, resource);
    }
  }
}
