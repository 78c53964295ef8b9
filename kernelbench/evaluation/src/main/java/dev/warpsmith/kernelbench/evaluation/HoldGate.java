package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that a candidate's result holds: the same input three times, with thread blocks and warps
 * in different orders, gives the same bits. Where a kernel adds atomically, the order of additions
 * is free and the results, each right by itself, may differ by rounding.
 *
 * <p>Also removes each launch of the plan in turn: one whose removal changes no output is reported.
 */
final class HoldGate {
  private static final int REPEATS = 3;

  private final Subject subject;
  private final CheckCases cases;
  private final EvaluationSettings settings;

  HoldGate(Subject subject, CheckCases cases, EvaluationSettings settings) {
    this.subject = subject;
    this.cases = cases;
    this.settings = settings;
  }

  GateResult check() {
    InputCase inputs = cases.plain(cases.largest(), 7);
    try (SizeRun run = SizeRun.open(subject, inputs.size())) {
      List<Map<String, ByteBuffer>> results = new ArrayList<>();
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        PlanRun ended = run.run(inputs, options(inputs, repeat));
        if (ended instanceof PlanRun.Faulted faulted) {
          return Faults.refusal(faulted.fault(), "at " + inputs);
        }
        results.add(run.outputs());
      }
      Optional<String> difference = difference(results);
      if (difference.isPresent() && !subject.usesAtomics()) {
        return GateResult.refused(
            Verdict.NOT_DETERMINISTIC,
            difference.get() + " (same input, other order of blocks and warps, at " + inputs + ")");
      }
      List<String> facts = new ArrayList<>();
      facts.add(
          difference.isPresent()
              ? REPEATS + " runs differ by the rounding of atomic additions only"
              : REPEATS + " runs on the same input give the same bits");
      facts.addAll(removableLaunches(run, inputs, results.get(0)));
      return GateResult.passed(facts);
    }
  }

  private Optional<String> difference(List<Map<String, ByteBuffer>> results) {
    for (TensorSpec output : subject.task().outputs()) {
      for (Map<String, ByteBuffer> result : results.subList(1, results.size())) {
        Optional<String> found =
            difference(output, bytes(results.get(0), output), bytes(result, output));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> difference(TensorSpec output, ByteBuffer first, ByteBuffer other) {
    int at = first.mismatch(other);
    if (at < 0) {
      return Optional.empty();
    }
    int element = at / output.dtype().bytes();
    return Optional.of(
        Indices.element(output.name(), output.shape(cases.largest()), element)
            + " is "
            + Elements.get(output.dtype(), first, element)
            + " in one run and "
            + Elements.get(output.dtype(), other, element)
            + " in another");
  }

  private List<String> removableLaunches(
      SizeRun run, InputCase inputs, Map<String, ByteBuffer> whole) {
    List<String> facts = new ArrayList<>();
    List<KernelLaunch> launches = run.launches();
    for (int i = 0; launches.size() > 1 && i < launches.size(); i++) {
      List<KernelLaunch> others = new ArrayList<>(launches);
      others.remove(i);
      PlanRun ended = run.run(inputs, others, options(inputs, 0));
      if (ended instanceof PlanRun.Completed
          && difference(List.of(whole, run.outputs())).isEmpty()) {
        facts.add(
            "launch "
                + (i + 1)
                + " ("
                + launches.get(i).kernel()
                + ") can be removed without changing any output at "
                + inputs.size());
      }
    }
    return facts;
  }

  private static ByteBuffer bytes(Map<String, ByteBuffer> result, TensorSpec output) {
    ByteBuffer bytes = result.get(output.name());
    if (bytes == null) {
      throw new IllegalStateException("output " + output + " was not read");
    }
    return bytes;
  }

  private LaunchOptions options(InputCase inputs, int order) {
    return LaunchOptions.compute()
        .withSeed(CaseSeeds.of(inputs.seed(), order))
        .withStepBudget(settings.checkStepBudget());
  }
}
