package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.evaluation.PairedTiming;
import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.regress.Gauge;
import dev.warpsmith.optimizer.regress.Reading;
import dev.warpsmith.optimizer.regress.Snapshot;
import dev.warpsmith.optimizer.regress.Subject;
import dev.warpsmith.optimizer.regress.TimeGate;
import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.PairedTimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides what became of measured times: beside the baseline's kernels, or its samples. */
final class RegressTimes {
  private final Settings settings;
  private final Evaluator evaluator;
  private final Optional<Path> before;

  /**
   * @param before folder with the subjects' files as they were
   */
  RegressTimes(Settings settings, Evaluator evaluator, Optional<Path> before) {
    this.settings = settings;
    this.evaluator = evaluator;
    this.before = before;
  }

  /** Ends a gate: a candidate failed while it was timed. */
  private static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient PairedTiming.Refused refused;

    FailedException(PairedTiming.Refused refused) {
      super(refused.message());
      this.refused = refused;
    }
  }

  /**
   * Returns a reading with what became of its time; as it is where nothing was measured, or there
   * is nothing to compare with.
   */
  Reading add(
      Subject subject, Reading now, Optional<Candidate> candidate, Optional<Snapshot> kept) {
    Optional<Reading> earlier =
        kept.flatMap(baseline -> Optional.ofNullable(baseline.readings().get(subject.name())));
    if (now.samples().isEmpty() || earlier.isEmpty() || candidate.isEmpty()) {
      return now;
    }
    double allowed = kept.orElseThrow().tolerances().of(Gauge.MICROS);
    try {
      return gate(subject, candidate.get(), earlier.get())
          .map(gate -> now.with(gate.decide(allowed)))
          .orElse(now);
    } catch (FailedException e) {
      return new Reading(e.refused.verdict().toString(), e.refused.message(), Map.of());
    }
  }

  private Optional<TimeGate> gate(Subject subject, Candidate now, Reading earlier) {
    Optional<Candidate> then = before.flatMap(folder -> kernels(folder, subject));
    if (then.isPresent()) {
      return Optional.of(TimeGate.inTurn(() -> session(subject, then.get(), now)));
    }
    return recorded(earlier, () -> session(subject, now, now));
  }

  private Optional<TimeGate> recorded(Reading earlier, Supplier<PairedTimes> session) {
    if (earlier.samples().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        TimeGate.beside(
            instrument -> new Measurement(Clock.CUDA_EVENT, instrument, earlier.samples()),
            session));
  }

  private PairedTimes session(Subject subject, Candidate then, Candidate now) {
    return evaluator
        .inTurn(then, now)
        .orElseThrow(() -> new IllegalStateException("samples, but nothing that measures"))
        .match(
            PairedTiming.Taken::times,
            refused -> {
              if (refused.before() && !then.equals(now)) {
                throw CommandException.usage(
                    subject.name()
                        + " as it was, below --before: "
                        + refused.verdict()
                        + ": "
                        + refused.message());
              }
              throw new FailedException(refused);
            });
  }

  /** Finds the kernels of a subject as they were. */
  private Optional<Candidate> kernels(Path folder, Subject subject) {
    return subject
        .file()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .map(
            file ->
                subject.candidate().isPresent()
                    ? Tasks.candidate(file)
                    : NaiveKernels.of(Tasks.read(settings, file.toString())));
  }
}
