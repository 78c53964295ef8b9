package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.CandidateRun;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.evaluation.PairedTiming;
import dev.warpsmith.kernelbench.jmh.BenchSubject;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.PairedTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Proves what a bench compares, and times it in turn with the baseline where that can be done. */
final class BenchProof {
  private final Terminal terminal;
  private final Settings settings;
  private final Task task;
  private final Path out;

  /**
   * @param out where the candidates are kept as they were proven
   */
  BenchProof(Terminal terminal, Settings settings, Task task, Path out) {
    this.terminal = terminal;
    this.settings = settings;
    this.task = task;
    this.out = out;
  }

  /**
   * What passed its gates. Its device is closed again: JMH's forks need the memory.
   *
   * @param subjects the baseline first; none if it did not pass
   * @param refused whether something did not pass
   */
  record Proven(
      String device,
      Bindings size,
      List<BenchSubject> subjects,
      Map<String, List<OutsideComparison>> outside,
      boolean refused) {}

  /**
   * Proves all.
   *
   * @param naive whether the naive kernels are the baseline, or else the first that is given
   */
  Proven prove(boolean naive, Map<String, Candidate> given) {
    try (Wiring wiring = Wiring.open(settings, task)) {
      GateLine gates = new GateLine(terminal);
      Baseline kernels = wiring.prover().baseline(EvaluationMemory.none(), gates);
      Arms arms = new Arms(wiring, kernels);
      if (naive) {
        arms.add(kernels.kind(), kernels.candidate(), kernels.timing().measurement());
      }
      for (Map.Entry<String, Candidate> own : given.entrySet()) {
        Evaluation evaluation =
            wiring.prover().evaluate(own.getValue(), kernels, EvaluationMemory.none(), gates);
        gates.clear();
        boolean passed =
            evaluation.match(
                failed -> arms.refuse(own.getKey(), failed.verdict() + ": " + failed.message()),
                proven -> arms.add(own.getKey(), own.getValue(), proven.timing().measurement()));
        if (!passed && arms.subjects.isEmpty()) {
          break;
        }
      }
      Bindings size = CandidateRun.emulatedSize(task);
      return new Proven(wiring.choice().id(), size, arms.subjects, arms.outside, arms.refused);
    }
  }

  /** What has passed so far. */
  private final class Arms {
    private final Wiring wiring;
    private final Baseline kernels;
    private final List<BenchSubject> subjects = new ArrayList<>();
    private final Map<String, List<OutsideComparison>> outside = new LinkedHashMap<>();
    private Optional<Candidate> first = Optional.empty();
    private boolean refused;

    Arms(Wiring wiring, Baseline kernels) {
      this.wiring = wiring;
      this.kernels = kernels;
    }

    /** Adds one, unless it fails while it is timed in turn with the first. */
    boolean add(String name, Candidate candidate, Measurement alone) {
      return first
          .flatMap(baseline -> wiring.evaluator().inTurn(baseline, candidate))
          .map(
              known ->
                  known.match(
                      taken -> taken(name, candidate, alone, taken),
                      failed -> refuse(name, inTurn(failed))))
          .orElseGet(() -> keep(name, candidate, alone, Optional.empty()));
    }

    private boolean taken(
        String name, Candidate candidate, Measurement alone, PairedTiming.Taken taken) {
      if (!taken.together().isEmpty()) {
        terminal
            .err()
            .println(name + ": timed in one process with the baseline: " + taken.together());
      }
      return keep(name, candidate, alone, Optional.of(taken.times()));
    }

    private String inTurn(PairedTiming.Refused failed) {
      String what = failed.verdict() + ": " + failed.message();
      return failed.before() ? "not compared, the baseline failed: " + what : what;
    }

    boolean refuse(String name, String why) {
      terminal.err().println(name + ": " + why);
      refused = true;
      return false;
    }

    private boolean keep(
        String name, Candidate candidate, Measurement alone, Optional<PairedTimes> inTurn) {
      boolean baseline = subjects.isEmpty();
      first = first.or(() -> Optional.of(candidate));
      Path file = out.resolve("arm-" + subjects.size() + ".cu");
      write(file, candidate);
      subjects.add(new BenchSubject(name, file, alone, inTurn));
      if (!baseline) {
        outside.put(name, TorchRivals.compare(settings, wiring, task, candidate, kernels.errors()));
      }
      return true;
    }

    /** Stores a candidate as it was proven, tunables and all, for JMH's forks. */
    private void write(Path file, Candidate candidate) {
      try {
        Files.writeString(file, Candidates.render(candidate));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
      }
    }
  }
}
