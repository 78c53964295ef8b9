package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.SideBySide;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.Prover;
import dev.warpsmith.optimizer.regress.Reading;
import dev.warpsmith.optimizer.regress.Snapshot;
import dev.warpsmith.optimizer.regress.Subject;
import dev.warpsmith.optimizer.regress.Tolerances;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads the numbers of a regression gate's subjects, several of them at once. */
final class RegressRun {
  private static final EvaluationObserver SILENT = event -> {};

  private final Settings settings;
  private final int jobs;
  private final Optional<Path> before;
  private final Consumer<String> finished;

  /**
   * @param jobs subjects at once
   * @param before folder with the subjects' files as they were, for times on a GPU
   * @param finished hears the name of each subject that has been read, from any thread
   */
  RegressRun(Settings settings, int jobs, Optional<Path> before, Consumer<String> finished) {
    this.settings = settings;
    this.jobs = jobs;
    this.before = before;
    this.finished = finished;
  }

  /** What one subject gave. */
  private record Answer(Reading reading, Map<String, String> tools) {}

  /**
   * Reads every subject. One that the baseline knows and that is no more is an answer of its own.
   *
   * @param kept the baseline
   * @param comparable whether the numbers are to be compared with it, and so need the same tools
   */
  Snapshot read(List<String> subjects, Optional<Snapshot> kept, boolean comparable) {
    Map<String, Reading> readings = new TreeMap<>();
    Map<String, String> tools = new TreeMap<>();
    List<Answer> answers =
        SideBySide.map(jobs, subjects, subject -> answer(Subject.parse(subject), kept, comparable));
    for (int i = 0; i < answers.size(); i++) {
      readings.put(subjects.get(i), answers.get(i).reading());
      tools.putAll(answers.get(i).tools());
    }
    return new Snapshot(
        tools, kept.map(Snapshot::tolerances).orElse(Tolerances.standard()), readings);
  }

  private Answer answer(Subject subject, Optional<Snapshot> kept, boolean comparable) {
    boolean known = kept.isPresent() && kept.get().readings().containsKey(subject.name());
    Optional<String> missing = known ? missing(subject) : Optional.empty();
    Answer answer =
        missing.isPresent()
            ? new Answer(Reading.gone(missing.get()), Map.of())
            : measured(subject, comparable ? kept : Optional.empty());
    finished.accept(subject.name());
    return answer;
  }

  /** Says why there is nothing to read, if there is not. */
  private static Optional<String> missing(Subject subject) {
    boolean file =
        Stream.of(".cu", ".json", ".py").anyMatch(ending -> subject.task().endsWith(ending));
    if (file && !Files.isRegularFile(Path.of(subject.task()))) {
      return Optional.of(
          "the task's file is gone; take the subject out of the baseline with --update");
    }
    return subject
        .candidate()
        .filter(path -> !Files.isRegularFile(path))
        .map(path -> "the candidate's file is gone; take the subject out with --update");
  }

  private Answer measured(Subject subject, Optional<Snapshot> kept) {
    Task task = Tasks.read(settings, subject.task());
    Optional<Candidate> candidate = subject.candidate().map(Tasks::candidate);
    try (Wiring wiring = Wiring.open(settings, task)) {
      Map<String, String> tools = tools(wiring);
      kept.ifPresent(baseline -> requireSame(baseline.tools(), tools));
      Proven proven = proven(wiring.prover(), candidate);
      Reading timed =
          new RegressTimes(settings, wiring.evaluator(), before)
              .add(subject, proven.reading(), proven.candidate(), kept);
      return new Answer(timed, tools);
    }
  }

  /** A reading and the kernels that it is of. */
  private record Proven(Reading reading, Optional<Candidate> candidate) {}

  private static Map<String, String> tools(Wiring wiring) {
    Map<String, String> tools = wiring.tools();
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

  private static Proven proven(Prover prover, Optional<Candidate> candidate) {
    try {
      Baseline baseline = prover.baseline(EvaluationMemory.none(), SILENT);
      Candidate own = candidate.orElse(baseline.candidate());
      Reading reading =
          candidate
              .map(
                  given ->
                      prover
                          .evaluate(given, baseline, EvaluationMemory.none(), SILENT)
                          .match(Reading::of, passed -> passed(prover, given, passed.timing())))
              .orElseGet(() -> passed(prover, own, baseline.timing()));
      return new Proven(reading, Optional.of(own));
    } catch (BaselineException e) {
      return new Proven(
          new Reading(e.verdict().toString(), String.valueOf(e.getMessage()), Map.of()),
          Optional.empty());
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
