package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a plan without some of its launches, as if their kernels did nothing. What was really
 * computed then changes; a launch whose removal changes no output is a decoy, or waste.
 */
final class GhostReplay {
  private final SizeRun run;
  private final InputCase inputs;
  private final LaunchOptions options;

  GhostReplay(SizeRun run, InputCase inputs, LaunchOptions options) {
    this.run = run;
    this.inputs = inputs;
    this.options = options;
  }

  /**
   * Refuses a candidate whose outputs are the same when nothing is launched.
   *
   * @param cases of which the largest is replayed
   */
  static GateResult probe(Subject subject, CheckCases cases, EvaluationSettings settings) {
    InputCase inputs = cases.plain(cases.largest(), 8);
    LaunchOptions options =
        LaunchOptions.compute().withSeed(inputs.seed()).withStepBudget(settings.checkStepBudget());
    try (SizeRun run = SizeRun.open(subject, inputs.size())) {
      if (run.run(inputs, options) instanceof PlanRun.Faulted faulted) {
        return Faults.refusal(faulted.fault(), "at " + inputs);
      }
      Map<String, ByteBuffer> whole = run.outputs();
      GhostReplay replay = new GhostReplay(run, inputs, options);
      return replay.same(whole, List.of())
          ? GateResult.refused(
              Verdict.CHEATED, "the outputs are the same when nothing is launched at " + inputs)
          : GateResult.passed("the outputs change when nothing is launched");
    }
  }

  /**
   * Returns what can be removed without changing any output, a sentence each.
   *
   * @param whole what the whole plan wrote
   */
  List<String> findings(Map<String, ByteBuffer> whole) {
    List<String> facts = new ArrayList<>();
    List<KernelLaunch> launches = run.launches();
    if (same(whole, List.of())) {
      facts.add("nothing launched leaves the same outputs at " + inputs.size());
      return facts;
    }
    for (int i = 0; launches.size() > 1 && i < launches.size(); i++) {
      List<KernelLaunch> others = new ArrayList<>(launches);
      KernelLaunch removed = others.remove(i);
      if (same(whole, others)) {
        facts.add(
            "launch "
                + (i + 1)
                + " ("
                + removed.kernel()
                + ") can be removed without changing any output at "
                + inputs.size());
      }
    }
    if (facts.isEmpty()) {
      repeated(launches).stream()
          .filter(kernel -> same(whole, without(kernel)))
          .forEach(
              kernel ->
                  facts.add(
                      "all launches of "
                          + kernel
                          + " can be removed without changing any output at "
                          + inputs.size()));
    }
    return facts;
  }

  /** Returns the kernels that several launches run, if there are others beside them. */
  private static Set<String> repeated(List<KernelLaunch> launches) {
    Set<String> once = new LinkedHashSet<>();
    Set<String> repeated = new LinkedHashSet<>();
    launches.forEach(
        launch -> {
          if (!once.add(launch.kernel())) {
            repeated.add(launch.kernel());
          }
        });
    return once.size() > 1 ? repeated : Set.of();
  }

  private List<KernelLaunch> without(String kernel) {
    return run.launches().stream().filter(launch -> !launch.kernel().equals(kernel)).toList();
  }

  private boolean same(Map<String, ByteBuffer> whole, List<KernelLaunch> launches) {
    PlanRun ended = run.runUnspoilt(inputs, launches, options);
    return ended instanceof PlanRun.Completed && run.outputs().equals(whole);
  }
}
