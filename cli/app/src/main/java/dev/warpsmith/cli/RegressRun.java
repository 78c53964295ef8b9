package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.Prover;
import dev.warpsmith.optimizer.regress.Reading;
import dev.warpsmith.optimizer.regress.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the numbers of a regression gate's subjects. */
final class RegressRun {
  private static final List<String> TOOLS = List.of("nvcc", "device", "model");

  private final Settings settings;
  private final EvaluationObserver observer;

  RegressRun(Settings settings, EvaluationObserver observer) {
    this.settings = settings;
    this.observer = observer;
  }

  /**
   * Reads every subject.
   *
   * @param kept the baseline that the numbers are to be compared with
   */
  Snapshot read(List<String> subjects, Optional<Snapshot> kept) {
    Map<String, Reading> readings = new TreeMap<>();
    Map<String, String> tools = new TreeMap<>();
    for (String subject : subjects) {
      String[] parts = subject.split("=", 2);
      Task task = Tasks.read(parts[0]);
      Optional<Candidate> candidate =
          parts.length == 2 ? Optional.of(Tasks.candidate(Path.of(parts[1]))) : Optional.empty();
      try (Wiring wiring = Wiring.open(settings, task)) {
        tools.putAll(tools(wiring));
        kept.ifPresent(baseline -> requireSame(baseline.tools(), tools));
        readings.put(subject, reading(wiring.prover(), candidate));
      }
    }
    return new Snapshot(tools, readings);
  }

  private static Map<String, String> tools(Wiring wiring) {
    Map<String, String> tools = new TreeMap<>(wiring.versions());
    tools.keySet().retainAll(TOOLS);
    tools.merge("device", wiring.choice().id(), (version, id) -> id + " " + version);
    return tools;
  }

  private static void requireSame(Map<String, String> before, Map<String, String> now) {
    if (!before.equals(now)) {
      throw CommandException.environment(
          "the baseline was made with "
              + before
              + ", here it is "
              + now
              + ": the numbers cannot be compared. Use the same tools, or accept these with"
              + " --update");
    }
  }

  private Reading reading(Prover prover, Optional<Candidate> candidate) {
    try {
      Baseline baseline = prover.baseline(EvaluationMemory.none(), observer);
      return candidate
          .map(
              own ->
                  prover
                      .evaluate(own, baseline, EvaluationMemory.none(), observer)
                      .match(Reading::of, passed -> passed(prover, own, passed.timing())))
          .orElseGet(() -> passed(prover, baseline.candidate(), baseline.timing()));
    } catch (BaselineException e) {
      return new Reading(e.verdict().toString(), String.valueOf(e.getMessage()), Map.of());
    }
  }

  private static Reading passed(Prover prover, Candidate candidate, CandidateTiming timing) {
    return prover
        .compilation(candidate)
        .match(
            compiled -> Reading.of(timing, compiled.image()),
            failed -> {
              throw new IllegalStateException("passed its gates, now: " + failed.firstError());
            });
  }
}
