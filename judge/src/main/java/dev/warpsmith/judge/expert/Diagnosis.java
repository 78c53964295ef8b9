package dev.warpsmith.judge.expert;

import dev.warpsmith.judge.Bottleneck;
import dev.warpsmith.judge.Bottleneck.Limit;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What limits a candidate and why, as an engineer would say it.
 *
 * @param sentence the binding limit, its cause, and how far from the speed of light that is
 * @param metrics three or four metrics with their values; none where there is no profile
 * @param cause why the limit binds; empty where nothing but the limit itself was found
 */
record Diagnosis(String sentence, List<String> metrics, Optional<Cause> cause) {
  private static final int LEAST = 3;
  private static final int MOST = 4;

  /** Metrics that every profile has, for where the telling ones are absent. */
  private static final List<String> ALWAYS =
      List.of(
          KeyMetrics.DURATION, KeyMetrics.REGISTERS, KeyMetrics.GRID_SIZE, KeyMetrics.BLOCK_SIZE);

  static Diagnosis of(CandidateTiming timing, GpuSpec gpu) {
    return of(timing, gpu, List.of());
  }

  /**
   * Diagnoses a candidate.
   *
   * @param shown metrics to show, strongest first: those of them that tell of the limit and its
   *     cause, then the strongest; the Judge's own choice if empty
   */
  static Diagnosis of(CandidateTiming timing, GpuSpec gpu, List<String> shown) {
    return of(timing, gpu, shown, 0);
  }

  /**
   * Diagnoses a candidate by one of its causes.
   *
   * @param rank 0 for the cause whose removal would gain most, 1 for the next, and so on
   */
  static Diagnosis of(CandidateTiming timing, GpuSpec gpu, List<String> shown, int rank) {
    String reached =
        String.format(Locale.ROOT, "%.0f %% of the speed of light", 100 * timing.fraction());
    Optional<KernelProfile> longest = Bottleneck.longest(timing);
    Optional<Bottleneck> limit = Bottleneck.of(timing);
    if (longest.isEmpty() || limit.isEmpty()) {
      return new Diagnosis(
          "no profile tells what binds; at " + reached, List.of(), Optional.empty());
    }
    CandidateTiming explained = timing.explained();
    Reading reading =
        new Reading(explained, longest.get(), longest.get().time().orElseThrow(), gpu);
    String clock =
        explained.equals(timing)
            ? ""
            : " as modelled (" + explained.measurement().instrument() + ")";
    return of(
        reading, limit.get(), Rule.ranked(reading).skip(rank).findFirst(), clock, reached, shown);
  }

  private static Diagnosis of(
      Reading reading,
      Bottleneck limit,
      Optional<Cause> cause,
      String clock,
      String reached,
      List<String> shown) {
    String sentence =
        String.format(
            Locale.ROOT,
            "%s is bound by %s, %.1f of %.1f us%s, %s; at %s",
            limit.kernel(),
            limit.limit().words(),
            limit.micros(),
            limit.of(),
            clock,
            cause.map(Cause::why).orElseGet(() -> detail(reading)),
            reached);
    Set<String> names = new LinkedHashSet<>();
    cause.ifPresent(found -> names.addAll(found.metrics()));
    names.addAll(names(limit.limit()));
    if (!shown.isEmpty()) {
      names.retainAll(shown);
      names.addAll(shown);
    }
    List<String> metrics = values(reading.profile(), names, MOST);
    if (metrics.size() < LEAST) {
      names.addAll(ALWAYS);
      metrics = values(reading.profile(), names, LEAST);
    }
    return new Diagnosis(sentence, metrics, cause);
  }

  private static String detail(Reading reading) {
    return reading.time().binding().detail();
  }

  private static List<String> values(KernelProfile profile, Set<String> names, int most) {
    List<String> metrics = new ArrayList<>();
    for (String name : names) {
      Metric metric = profile.metrics().get(name);
      if (metric != null && metrics.size() < most) {
        metric.match(value -> metrics.add(text(value)), absent -> false);
      }
    }
    return List.copyOf(metrics);
  }

  private static String text(Metric.Value metric) {
    String value = String.format(Locale.ROOT, "%.4g", metric.value());
    return metric.name() + " = " + value + (metric.unit().isEmpty() ? "" : " " + metric.unit());
  }

  private static List<String> names(Limit limit) {
    return switch (limit) {
      case DRAM ->
          List.of(
              KeyMetrics.DRAM_THROUGHPUT,
              KeyMetrics.L2_HIT_RATE,
              KeyMetrics.SECTORS_PER_LOAD,
              KeyMetrics.WARPS_ACTIVE);
      case L2, L1, LSU ->
          List.of(
              KeyMetrics.L1_THROUGHPUT,
              KeyMetrics.L2_THROUGHPUT,
              KeyMetrics.SECTORS_PER_LOAD,
              KeyMetrics.L1_HIT_RATE,
              KeyMetrics.SECTORS_PER_STORE);
      case SHARED ->
          List.of(
              KeyMetrics.BANK_CONFLICTS,
              KeyMetrics.SHARED_WAVEFRONTS,
              KeyMetrics.L1_THROUGHPUT,
              KeyMetrics.STALL_SHORT);
      case LAUNCH -> ALWAYS;
      case ATOMICS ->
          List.of(KeyMetrics.L2_THROUGHPUT, KeyMetrics.STALL_LONG, KeyMetrics.GRID_SIZE);
      case BLOCKS -> List.of(KeyMetrics.GRID_SIZE, KeyMetrics.BLOCK_SIZE, KeyMetrics.WAVES);
      case LATENCY, TAIL ->
          List.of(
              KeyMetrics.WARPS_ACTIVE,
              KeyMetrics.STALL_LONG,
              KeyMetrics.STALL_BARRIER,
              KeyMetrics.WAVES,
              KeyMetrics.REGISTERS);
      case ISSUE, FMA, ALU, FP64, FP16, XU, TENSOR ->
          List.of(
              KeyMetrics.ISSUE_ACTIVE,
              KeyMetrics.PIPE_FMA,
              KeyMetrics.PIPE_XU,
              KeyMetrics.REGISTERS,
              KeyMetrics.WARPS_ACTIVE);
    };
  }
}
