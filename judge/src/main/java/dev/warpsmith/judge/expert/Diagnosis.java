package dev.warpsmith.judge.expert;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What limits a candidate, as an engineer would say it.
 *
 * @param sentence the binding limit and how far from the speed of light it leaves the candidate
 * @param metrics three or four metrics with their values
 */
record Diagnosis(String sentence, List<String> metrics) {

  static Diagnosis of(CandidateTiming timing) {
    Optional<KernelProfile> longest =
        timing.profiles().stream()
            .filter(profile -> profile.time().isPresent())
            .max(Comparator.comparing(profile -> profile.time().orElseThrow().micros()));
    String reached =
        String.format(Locale.ROOT, "%.0f %% of the speed of light", 100 * timing.fraction());
    return longest
        .map(profile -> of(profile, profile.time().orElseThrow(), reached))
        .orElseGet(() -> new Diagnosis("no profile tells what binds; at " + reached, List.of()));
  }

  private static Diagnosis of(KernelProfile profile, TimeBreakdown time, String reached) {
    TimeBreakdown.Bound bound = time.binding();
    String sentence =
        String.format(
            Locale.ROOT,
            "%s is bound by %s: %.1f of %.1f us (%s); at %s",
            profile.kernel(),
            words(bound.resource()),
            bound.micros(),
            time.micros(),
            bound.detail(),
            reached);
    List<String> metrics = new ArrayList<>();
    for (String name : names(bound.resource())) {
      Metric metric = profile.metrics().get(name);
      if (metric != null && metrics.size() < 4) {
        metric.match(value -> metrics.add(text(value)), absent -> false);
      }
    }
    return new Diagnosis(sentence, metrics);
  }

  private static String text(Metric.Value metric) {
    String value = String.format(Locale.ROOT, "%.4g", metric.value());
    return metric.name() + " = " + value + (metric.unit().isEmpty() ? "" : " " + metric.unit());
  }

  private static String words(Resource resource) {
    return switch (resource) {
      case ISSUE -> "instruction issue";
      case FMA -> "the FMA pipe";
      case ALU -> "the ALU pipe";
      case FP64 -> "the FP64 pipe";
      case FP16 -> "the FP16 pipe";
      case XU -> "the XU pipe";
      case TENSOR -> "the tensor cores";
      case LSU -> "the load-store units";
      case L1 -> "L1";
      case SHARED -> "shared memory";
      case L2 -> "L2";
      case DRAM -> "DRAM";
      case LATENCY -> "latency";
    };
  }

  private static List<String> names(Resource resource) {
    return switch (resource) {
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
      case LATENCY ->
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
