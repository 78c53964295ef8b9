package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.CandidateCompiler;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.device.Device;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Puts specimens through the gates, several at once, and compares the verdicts with the index. */
public final class RedTeam {
  private static final double NANOS = 1e9;

  private final Corpus corpus;
  private final Supplier<Device> devices;
  private final CandidateCompiler compiler;
  private final EvaluationSettings settings;

  /**
   * @param devices opens a device; several are open at once
   * @param compiler used by several threads at once
   */
  public RedTeam(
      Corpus corpus,
      Supplier<Device> devices,
      CandidateCompiler compiler,
      EvaluationSettings settings) {
    this.corpus = corpus;
    this.devices = devices;
    this.compiler = compiler;
    this.settings = settings;
  }

  /**
   * Proves specimens.
   *
   * @param jobs how many at once
   * @param finished receives each outcome as it is known, one at a time
   * @return the outcomes in the order of the specimens
   */
  public List<Outcome> run(List<Specimen> specimens, int jobs, Consumer<Outcome> finished) {
    Map<String, ProvingGround> grounds = new LinkedHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Outcome>> running = new ArrayList<>();
      for (Specimen specimen : specimens) {
        ProvingGround ground =
            grounds.computeIfAbsent(specimen.task(), name -> ground(corpus.task(specimen)));
        running.add(threads.submit(() -> prove(specimen, ground, finished)));
      }
      return outcomes(running);
    } finally {
      threads.shutdownNow();
      grounds.values().forEach(ProvingGround::close);
    }
  }

  private ProvingGround ground(Task task) {
    return new ProvingGround(task, devices, compiler, settings);
  }

  private static List<Outcome> outcomes(List<Future<Outcome>> running) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> future : running) {
      try {
        outcomes.add(future.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while candidates were proven", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException("a candidate could not be proven", e.getCause());
      }
    }
    return outcomes;
  }

  private Outcome prove(Specimen specimen, ProvingGround ground, Consumer<Outcome> finished) {
    long begin = System.nanoTime();
    Outcome outcome = judged(specimen, ground, begin);
    synchronized (finished) {
      finished.accept(outcome);
    }
    return outcome;
  }

  private static Outcome judged(Specimen specimen, ProvingGround ground, long begin) {
    try {
      Evaluation evaluation = ground.evaluate(Candidates.parse(specimen.file(), specimen.text()));
      String said = evaluation.match(Evaluation.Failed::message, RedTeam::facts);
      return outcome(specimen, evaluation.verdict(), evaluation.message(), said, begin);
    } catch (SourceException e) {
      String message = String.valueOf(e.getMessage());
      return outcome(specimen, Verdict.PLAN_REJECTED, message, message, begin);
    } catch (IllegalStateException e) {
      return new Outcome(
          specimen, Optional.empty(), String.valueOf(e.getMessage()), false, seconds(begin));
    }
  }

  private static String facts(Evaluation.Passed passed) {
    return passed.evidence().stream().map(Evidence::text).reduce("", (a, b) -> a + "\n" + b);
  }

  private static Outcome outcome(
      Specimen specimen, Verdict verdict, String message, String said, long begin) {
    boolean expected = specimen.expected().contains(verdict) && said.contains(specimen.says());
    return new Outcome(specimen, Optional.of(verdict), message, expected, seconds(begin));
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / NANOS;
  }
}
