package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.CandidateCompiler;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.evaluation.SideBySide;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts specimens through the gates on GPUs.
 *
 * <p>Several at once are compiled, sanitized and asked what else hardware does not show, each on an
 * emulated GPU of its own. What comes out of that goes on to the GPUs, one at a time on each,
 * refused or not: so the same run says what the gates refuse, and what hardware alone would have
 * shown.
 */
public final class HardwareTeam {
  private final Corpus corpus;
  private final List<Supplier<Device>> gpus;
  private final Supplier<Device> emulated;
  private final CandidateCompiler compiler;
  private final EvaluationSettings settings;

  /**
   * @param gpus each opens one GPU, which is used by one thread
   * @param emulated opens an emulated GPU of the same kind; several are open at once
   * @param compiler used by several threads at once
   */
  public HardwareTeam(
      Corpus corpus,
      List<Supplier<Device>> gpus,
      Supplier<Device> emulated,
      CandidateCompiler compiler,
      EvaluationSettings settings) {
    this.corpus = corpus;
    this.gpus = List.copyOf(gpus);
    this.emulated = emulated;
    this.compiler = memoized(compiler);
    this.settings = settings;
  }

  /** The sanitizer's turn has come before that of the GPU, which need not compile again. */
  private static CandidateCompiler memoized(CandidateCompiler compiler) {
    Map<List<Object>, CompilationResult> known = new ConcurrentHashMap<>();
    return (candidate, arch) -> {
      List<Object> key = List.of(candidate, arch);
      CompilationResult result = known.get(key);
      if (result == null) {
        result = compiler.compile(candidate, arch);
        known.put(key, result);
      }
      return result;
    };
  }

  /**
   * A specimen on its way to a GPU, and what the emulated GPU's side said of it.
   *
   * @param refusal before it computes anything
   * @param later refuses what passes on the GPU
   */
  private record Screened(Specimen specimen, Optional<Outcome> refusal, Optional<Outcome> later) {

    /** Returns what all gates say, given what those on the GPU do. */
    Outcome judged(Outcome alone) {
      boolean passed = alone.verdict().filter(Verdict.PASSED::equals).isPresent();
      return refusal.orElseGet(
          () ->
              later.filter(any -> passed).orElseGet(() -> alone.expecting(specimen.onHardware())));
    }
  }

  /**
   * Proves specimens.
   *
   * @param jobs how many are sanitized at once
   * @param timeLeft asked before each; what is not begun has no outcome
   * @param finished receives each outcome as it is known, one at a time
   * @return the outcomes in the order of the specimens
   */
  public List<HardwareOutcome> run(
      List<Specimen> specimens,
      int jobs,
      BooleanSupplier timeLeft,
      Consumer<HardwareOutcome> finished) {
    BlockingQueue<Screened> ready = new LinkedBlockingQueue<>();
    Map<Specimen, HardwareOutcome> outcomes = new ConcurrentHashMap<>();
    AtomicInteger left = new AtomicInteger(specimens.size());
    ExecutorService screens = Executors.newFixedThreadPool(jobs);
    try {
      specimens.forEach(specimen -> screens.execute(() -> ready.add(screened(specimen))));
      SideBySide.map(
          gpus.size(),
          gpus,
          gpu ->
              work(
                  gpu,
                  ready,
                  () -> left.getAndDecrement() > 0 && timeLeft.getAsBoolean(),
                  outcome -> {
                    outcomes.put(outcome.specimen(), outcome);
                    synchronized (finished) {
                      finished.accept(outcome);
                    }
                  }));
    } finally {
      screens.shutdownNow();
    }
    return specimens.stream().filter(outcomes::containsKey).map(outcomes::get).toList();
  }

  /** Proves what comes, on one GPU, and returns how many that was. */
  private int work(
      Supplier<Device> gpu,
      BlockingQueue<Screened> ready,
      BooleanSupplier more,
      Consumer<HardwareOutcome> finished) {
    int proven = 0;
    try (Bench bench = new Bench(gpu)) {
      for (; more.getAsBoolean(); proven++) {
        finished.accept(bench.prove(ready.take()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while candidates were proven", e);
    }
    return proven;
  }

  /** A GPU waits for each: what goes wrong here must not keep it waiting. */
  private Screened screened(Specimen specimen) {
    try (Device device = emulated.get();
        Evaluator evaluator = new Evaluator(corpus.task(specimen), device, compiler, settings)) {
      return screened(specimen, evaluator);
    } catch (RuntimeException e) {
      return new Screened(specimen, Optional.of(failed(specimen, e)), Optional.empty());
    }
  }

  private static Screened screened(Specimen specimen, Evaluator evaluator) {
    Outcome sanitized = outcome(specimen, evaluator::sanitize);
    // What the emulated GPU cannot load, the GPU may.
    if (is(Verdict.COMPILE_FAILED, sanitized)) {
      return new Screened(specimen, Optional.empty(), Optional.empty());
    }
    if (!is(Verdict.PASSED, sanitized)) {
      return new Screened(specimen, Optional.of(sanitized), Optional.empty());
    }
    Outcome held = outcome(specimen, evaluator::hold);
    return new Screened(
        specimen,
        Optional.empty(),
        is(Verdict.PASSED, held) ? Optional.empty() : Optional.of(held));
  }

  private static boolean is(Verdict verdict, Outcome outcome) {
    return outcome.verdict().filter(verdict::equals).isPresent();
  }

  /** What an evaluator of an emulated GPU is asked; empty if nothing refuses the candidate. */
  private interface Question {
    Optional<Evaluation> ask(
        Candidate candidate, EvaluationMemory memory, EvaluationObserver observer);
  }

  private static Outcome outcome(Specimen specimen, Question question) {
    try {
      return Outcome.of(
          specimen,
          (one, candidate) ->
              question.ask(candidate, EvaluationMemory.none(), EvaluationObserver.none()));
    } catch (RuntimeException e) {
      return failed(specimen, e);
    }
  }

  private static Outcome failed(Specimen specimen, RuntimeException problem) {
    return new Outcome(specimen, Optional.empty(), "not sanitized: " + problem, false, 0);
  }

  /** One GPU, with the evaluators of the tasks seen so far. */
  private final class Bench implements AutoCloseable {
    private final Supplier<Device> gpu;
    private final Map<String, Evaluator> evaluators = new LinkedHashMap<>();
    private final Map<String, Baseline> baselines = new HashMap<>();
    private @Nullable Device device;

    Bench(Supplier<Device> gpu) {
      this.gpu = gpu;
    }

    HardwareOutcome prove(Screened screened) {
      Specimen specimen = screened.specimen();
      Outcome alone = Outcome.of(specimen, this::evaluated);
      return new HardwareOutcome(screened.judged(alone), alone);
    }

    private Optional<Evaluation> evaluated(Specimen specimen, Candidate candidate) {
      try {
        Evaluator evaluator = evaluator(specimen);
        Baseline baseline =
            baselines.computeIfAbsent(
                specimen.task(),
                task -> evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none()));
        return Optional.of(
            evaluator.evaluate(
                candidate, baseline, EvaluationMemory.none(), EvaluationObserver.none()));
      } catch (DeviceException e) {
        close();
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    private Evaluator evaluator(Specimen specimen) {
      Device known = device;
      if (known == null) {
        known = gpu.get();
        device = known;
      }
      Device open = known;
      return evaluators.computeIfAbsent(
          specimen.task(), task -> new Evaluator(corpus.task(specimen), open, compiler, settings));
    }

    /** Gives everything back; the next candidate opens the GPU anew. */
    @Override
    public void close() {
      try {
        evaluators.values().forEach(Evaluator::close);
      } catch (DeviceException e) {
        // The memory went with the process that held it.
      }
      evaluators.clear();
      Device known = device;
      device = null;
      if (known != null) {
        known.close();
      }
    }
  }
}
