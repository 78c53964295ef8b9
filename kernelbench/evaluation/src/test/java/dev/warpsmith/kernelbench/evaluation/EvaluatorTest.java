package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warpsmith.kernelbench.evaluation.FakeDevice.Block;
import dev.warpsmith.kernelbench.evaluation.FakeDevice.Fault;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.profiler.timing.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final Block RIGHT = Scales.elementwise(Math::exp);
  private static final EvaluationSettings SETTINGS = EvaluationSettings.of(1);
  private static final String LARGE_BLOCKS =
      Scales.SOURCE.replace("ceildiv(n, 32)", "ceildiv(n, 8192)");

  @Test
  void passesARightCandidateWithItsTime() {
    Evaluation evaluation = Scales.evaluate(RIGHT);

    assertThat(evaluation).isInstanceOf(Evaluation.Passed.class);
    CandidateTiming timing = ((Evaluation.Passed) evaluation).timing();
    assertThat(timing.measurement().clock()).isEqualTo(Clock.MODELLED);
    assertThat(timing.micros()).isPositive();
    assertThat(timing.profiles()).hasSize(1);
    assertThat(evaluation.evidence())
        .extracting(Evidence::gate)
        .contains(Gate.COMPILES, Gate.SANITIZES, Gate.COMPUTES, Gate.FULL_SIZE, Gate.TIMES);
  }

  @Test
  void refusesOneWrongElementAndNamesIt() {
    Block wrong =
        (arguments, block, options) -> {
          RIGHT.run(arguments, block, options);
          if (arguments.integer(2) == 1000 && block == 3) {
            arguments.floats(1).set(99, 7);
          }
        };

    Evaluation evaluation = Scales.evaluate(wrong);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message())
        .startsWith("y[99] = 7.0, expected ")
        .contains("1 of 1000 elements compared are wrong")
        .contains("n = 1000, seed ");
  }

  @Test
  void refusesAnUnwrittenElementAndSaysSo() {
    Block lazy =
        (arguments, block, options) ->
            Scales.each(
                arguments,
                block,
                i -> {
                  if (i != 36) {
                    arguments.floats(1).set(i, (float) Math.exp(arguments.floats(0).get(i)));
                  }
                });

    Evaluation evaluation = Scales.evaluate(lazy);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message()).startsWith("y[36] was not written");
  }

  @Test
  void refusesHalfPrecisionBelowTheTolerance() {
    Evaluation evaluation = Scales.evaluate(Scales.elementwise(x -> Math.exp(x) * (1 + 5e-5)));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message()).contains("normalised error").contains("f32 arithmetic");
  }

  @Test
  void refusesAChangedInput() {
    Block mutating =
        (arguments, block, options) -> {
          RIGHT.run(arguments, block, options);
          if (block == 0) {
            arguments.floats(0).set(5, 0);
          }
        };

    Evaluation evaluation = Scales.evaluate(mutating);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.CHEATED);
    assertThat(evaluation.message()).contains("changed its input: x[5] was ");
  }

  @Test
  void refusesResultsReplayedFromDeviceVariables() {
    Block replaying =
        (arguments, block, options) ->
            Scales.each(
                arguments,
                block,
                i -> {
                  float[] kept =
                      arguments.state().computeIfAbsent("kept", name -> new float[20_000]);
                  if (kept[i] == 0) {
                    kept[i] = (float) Math.exp(arguments.floats(0).get(i));
                  }
                  arguments.floats(1).set(i, kept[i]);
                });

    Evaluation evaluation = Scales.evaluate(replaying);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.CHEATED);
    assertThat(evaluation.message()).contains("repeats the result of an earlier launch");
  }

  @Test
  void refusesResultsThatDependOnTheOrderOfBlocks() {
    Block ordered =
        (arguments, block, options) ->
            Scales.elementwise(x -> Math.exp(x) * (1 + (options.seed() & 7) * 1e-7))
                .run(arguments, block, options);

    assertThat(Scales.evaluate(ordered).verdict()).isEqualTo(Verdict.NOT_DETERMINISTIC);
  }

  @Test
  void letsAtomicAdditionsDifferByRoundingOnly() {
    Block rounding =
        (arguments, block, options) ->
            Scales.elementwise(x -> Math.exp(x) * (1 + (options.seed() & 7) * 1e-8))
                .run(arguments, block, options);

    Evaluation evaluation = Scales.evaluateAtomic(rounding);

    assertThat(evaluation.message()).isEqualTo("every gate passed");
    assertThat(evaluation.evidence())
        .extracting(Evidence::text)
        .contains("3 runs differ by the rounding of atomic additions only, each is right");
  }

  @Test
  void refusesAtomicsWhoseOrderDecidesWhatIsRight() {
    Set<Integer> seen = new HashSet<>();
    Block losing =
        (arguments, block, options) -> {
          RIGHT.run(arguments, block, options);
          if (arguments.integer(2) == 1000 && block == 3 && !seen.add(hash(arguments))) {
            arguments.floats(1).set(99, 7);
          }
        };

    Evaluation evaluation = Scales.evaluateAtomic(losing);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.NOT_DETERMINISTIC);
  }

  private static int hash(FakeDevice.Arguments arguments) {
    int hash = 0;
    for (int i = 0; i < 1000; i++) {
      hash = 31 * hash + Float.floatToIntBits(arguments.floats(0).get(i));
    }
    return hash;
  }

  @Test
  void takesZerosOfEitherSignAndAnyNotANumberForTheSame() {
    Block signs =
        (arguments, block, options) ->
            Scales.elementwise(
                    x -> {
                      double y = Math.exp(x);
                      return y == 0 && (options.seed() & 1) == 0 ? -0.0 : y;
                    })
                .run(arguments, block, options);

    assertThat(Scales.evaluate(signs).verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void wantsNotANumberWhereTheReferenceHasIt() {
    Evaluation evaluation =
        Scales.evaluate(Scales.elementwise(x -> Math.exp(Double.isNaN(x) ? 0 : x)));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message()).contains("= 1.0, expected NaN").contains("input NaN)");
    assertThat(evaluation.evidence())
        .extracting(Evidence::text)
        .anyMatch(text -> text.startsWith("look: with one element of each input NaN: fmaxf"));
  }

  @Test
  void takesNotANumberForInfinityUnderAnInfiniteInputOnly() {
    Block compensated =
        Scales.elementwise(x -> x == Double.POSITIVE_INFINITY ? Double.NaN : Math.exp(x));
    Block large = Scales.elementwise(x -> x == Double.POSITIVE_INFINITY ? 1e30 : Math.exp(x));

    assertThat(Scales.evaluate(compensated).message()).isEqualTo("every gate passed");
    assertThat(Scales.evaluate(large).message()).contains("expected Infinity");
  }

  @Test
  void refusesWhatHoldsForTheDrawnRangeOnly() {
    Evaluation evaluation =
        Scales.evaluate(
            Scales.elementwise(x -> Math.abs(x) <= 1.0001 || !(Math.abs(x) < 3) ? Math.exp(x) : 0));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message()).contains("(at n = ");
  }

  @Test
  void probesWhatIsFasterThanTheHardwareAtFullSizeToo() {
    Task task = Scales.task().withDims(Bindings.of(Map.of("n", 8_000_000L)));
    FullSizeMemory full = new FullSizeMemory(Scales.device(RIGHT), task, SETTINGS);
    Candidate candidate = Scales.candidate(LARGE_BLOCKS);
    String hash = CandidateHash.of(candidate, task, Scales.device(RIGHT), SETTINGS);
    full.draw(Long.parseUnsignedLong(hash, 16));
    CaseInputs known = full.values();
    Evaluation honest = tooFast(task, (x, i) -> x);
    Evaluation cheat = tooFast(task, (x, i) -> i < 1000 ? x : known.value(task.inputs().get(0), i));

    assertThat(honest.verdict()).isEqualTo(Verdict.SUSPICIOUS);
    assertThat(honest.evidence())
        .extracting(Evidence::text)
        .contains(
            "passes the probe with fresh values in fresh modules",
            "passes the probe with ghost replay",
            "passes the probe with a fresh device",
            "passes the probe with fresh values at full size");
    assertThat(cheat.verdict()).isEqualTo(Verdict.CHEATED);
    assertThat(cheat.message()).contains("wrong when probed with fresh values at full size: y[");
  }

  @Test
  void refusesAnswersMadeOfTheSeedThatEveryoneKnows() {
    Task task = Scales.task();
    CaseInputs known = new FullSizeMemory(Scales.device(RIGHT), task, SETTINGS).values();
    Block knowing =
        (arguments, block, options) ->
            Scales.each(
                arguments,
                block,
                i -> {
                  boolean full = arguments.integer(2) == 10_000;
                  double x =
                      full ? known.value(task.inputs().get(0), i) : arguments.floats(0).get(i);
                  arguments.floats(1).set(i, (float) Math.exp(x));
                });

    Evaluation evaluation = Scales.evaluate(knowing);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message()).contains("(at n = 10000, seed ");
  }

  /** What a kernel takes for the input at an index. */
  private interface Input {
    double at(double given, int index);
  }

  /** Evaluates a kernel of large blocks, which nearly nothing is counted of. */
  private static Evaluation tooFast(Task task, Input input) {
    int perBlock = 8192;
    Block kernel =
        (arguments, block, options) -> {
          int end = (int) Math.min(arguments.integer(2), (block + 1) * perBlock);
          for (int i = (int) block * perBlock; i < end; i++) {
            double x = input.at(arguments.floats(0).get(i), i);
            arguments.floats(1).set(i, (float) Math.exp(x));
          }
        };
    FakeDevice device =
        new FakeDevice(Map.of("naive", Scales.elementwise(Math::exp), "k", kernel), 1);
    try (Evaluator evaluator = new Evaluator(task, device, Scales.compiler(), SETTINGS)) {
      Baseline baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
      return evaluator.evaluate(
          Scales.candidate(LARGE_BLOCKS),
          baseline,
          EvaluationMemory.none(),
          EvaluationObserver.none());
    }
  }

  @Test
  void givesEachFaultItsVerdict() {
    Map<DeviceFault.Kind, Verdict> verdicts =
        Map.of(
            DeviceFault.Kind.OUT_OF_BOUNDS, Verdict.SANITIZER_FAILED,
            DeviceFault.Kind.RACE, Verdict.SANITIZER_FAILED,
            DeviceFault.Kind.STEP_BUDGET, Verdict.TIMED_OUT,
            DeviceFault.Kind.TIME_LIMIT, Verdict.TIMED_OUT,
            DeviceFault.Kind.DEADLOCK, Verdict.TIMED_OUT,
            DeviceFault.Kind.UNSUPPORTED, Verdict.COMPILE_FAILED,
            DeviceFault.Kind.TRAP, Verdict.LAUNCH_FAILED);
    verdicts.forEach(
        (kind, verdict) -> {
          Evaluation evaluation =
              Scales.evaluate(
                  (arguments, block, options) -> {
                    throw new Fault(kind, "kernel.cu:3: went wrong");
                  });
          assertThat(evaluation.verdict()).isEqualTo(verdict);
          assertThat(evaluation.message()).startsWith("kernel.cu:3: went wrong (at n = 37");
        });
  }

  @Test
  void admitsADegenerateTaskAndSaysSo() {
    Task task = Scales.task("y = relu(x)", new Distribution(Distribution.Kind.UNIFORM, -2, -1));
    Block positive = Scales.elementwise(x -> Math.max(x, 0));
    FakeDevice device = new FakeDevice(Map.of("naive", positive, "k", positive));
    try (Evaluator evaluator = new Evaluator(task, device, Scales.compiler(), SETTINGS)) {
      Baseline baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
      Evaluation evaluation =
          evaluator.evaluate(
              Scales.candidate(Scales.SOURCE),
              baseline,
              EvaluationMemory.none(),
              EvaluationObserver.none());

      assertThat(baseline.degenerate()).isTrue();
      assertThat(baseline.trivialAnswers()).contains("zeros");
      assertThat(baseline.evidence())
          .extracting(Evidence::text)
          .anyMatch(text -> text.startsWith("degenerate task: the answer 'zeros' passes"));
      assertThat(evaluation.verdict()).isEqualTo(Verdict.PASSED);
      assertThat(evaluation.message())
          .startsWith("every gate passed, but so do trivial answers (zeros")
          .endsWith("): the task is degenerate");
    }
  }

  @Test
  void refusesZerosOnADegenerateTaskUnderStress() {
    Task task = Scales.task("y = relu(x)", new Distribution(Distribution.Kind.UNIFORM, -2, -1));
    FakeDevice device =
        new FakeDevice(
            Map.of(
                "naive", Scales.elementwise(x -> Math.max(x, 0)),
                "k", Scales.elementwise(x -> 0)));
    try (Evaluator evaluator = new Evaluator(task, device, Scales.compiler(), SETTINGS)) {
      Baseline baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
      Evaluation evaluation =
          evaluator.evaluate(
              Scales.candidate(Scales.SOURCE),
              baseline,
              EvaluationMemory.none(),
              EvaluationObserver.none());

      assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    }
  }

  @Test
  void refusesACandidateHardCodedToTheCheckSizes() {
    Block hardCoded =
        (arguments, block, options) -> {
          if (arguments.integer(2) <= 1000) {
            RIGHT.run(arguments, block, options);
          } else {
            Scales.elementwise(x -> 0).run(arguments, block, options);
          }
        };

    Evaluation evaluation = Scales.evaluate(hardCoded);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
    assertThat(evaluation.message()).contains("n = 10000");
  }

  @Test
  void reportsALaunchThatCanBeRemoved() {
    String source =
        """
        // @launch k<<<(ceildiv(n, 32)), (32)>>>(x, y, n)
        // @launch k<<<(ceildiv(n, 32)), (32)>>>(x, y, n)
        extern "C" __global__ void k(const float* x, float* y, int n) {}
        """;

    Evaluation evaluation = Scales.evaluate(source, RIGHT);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(evaluation.evidence())
        .extracting(Evidence::text)
        .anyMatch(text -> text.contains("launch 2 (k) can be removed"));
  }

  @Test
  void screensWithoutFullSizeAndRepeatsNothingAfterwards() {
    EvaluationMemory memory = EvaluationMemory.ofProcess();
    List<Gate> worked = new ArrayList<>();
    EvaluationObserver observer =
        event ->
            event.match(
                started -> true, finished -> finished.recalled() || worked.add(finished.gate()));
    try (Evaluator evaluator =
        new Evaluator(
            Scales.task(), Scales.device(RIGHT), Scales.compiler(), EvaluationSettings.of(1))) {
      assertThat(evaluator.screen(Scales.candidate(Scales.SOURCE), memory, observer)).isEmpty();
      assertThat(worked)
          .containsExactly(Gate.COMPILES, Gate.PLAN, Gate.SANITIZES, Gate.COMPUTES, Gate.HOLDS);

      Baseline baseline = evaluator.baseline(memory, EvaluationObserver.none());
      worked.clear();
      Evaluation evaluation =
          evaluator.evaluate(Scales.candidate(Scales.SOURCE), baseline, memory, observer);

      assertThat(evaluation.verdict()).isEqualTo(Verdict.PASSED);
      assertThat(worked).containsExactly(Gate.FULL_SIZE, Gate.TIMES, Gate.NOT_TOO_GOOD);
    }
  }

  @Test
  void screensOutWhatIsWrongAtACheckSize() {
    FakeDevice device = Scales.device(Scales.elementwise(x -> x < 0.5 ? Math.exp(x) : 0));
    try (Evaluator evaluator =
        new Evaluator(Scales.task(), device, Scales.compiler(), EvaluationSettings.of(1))) {
      Evaluation refused =
          evaluator
              .screen(
                  Scales.candidate(Scales.SOURCE),
                  EvaluationMemory.none(),
                  EvaluationObserver.none())
              .orElseThrow();

      assertThat(refused.verdict()).isEqualTo(Verdict.WRONG_NUMERICS);
      assertThat(refused.evidence())
          .extracting(Evidence::text)
          .contains("values: all are 0")
          .anyMatch(text -> text.startsWith("look: "));
    }
  }

  @Test
  void sayWhatIsWrongWithTheNaiveKernels() {
    FakeDevice device = new FakeDevice(Map.of("naive", Scales.elementwise(x -> x)));
    try (Evaluator evaluator =
        new Evaluator(Scales.task(), device, Scales.compiler(), EvaluationSettings.of(1))) {
      assertThatThrownBy(
              () -> evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none()))
          .isInstanceOf(BaselineException.class)
          .hasMessageContaining("the naive kernels of task exp fail (WrongNumerics): y[");
    }
  }

  @Test
  void repeatsNoFinishedStep() {
    Map<String, JsonNode> kept = new HashMap<>();
    EvaluationMemory memory =
        new EvaluationMemory() {
          @Override
          public Optional<JsonNode> recall(String step) {
            return Optional.ofNullable(kept.get(step));
          }

          @Override
          public void remember(String step, JsonNode result) {
            kept.put(step, result);
          }
        };
    List<Evaluation> evaluations = new ArrayList<>();
    List<Baseline> baselines = new ArrayList<>();
    List<GateEvent.Finished> finished = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      FakeDevice device = run == 0 ? Scales.device(RIGHT) : new FakeDevice(Map.of());
      try (Evaluator evaluator =
          new Evaluator(Scales.task(), device, Scales.compiler(), EvaluationSettings.of(1))) {
        finished.clear();
        EvaluationObserver observer = event -> event.match(started -> true, finished::add);
        baselines.add(evaluator.baseline(memory, observer));
        evaluations.add(
            evaluator.evaluate(
                Scales.candidate(Scales.SOURCE), baselines.get(run), memory, observer));
      }
    }

    assertThat(baselines.get(1)).isEqualTo(baselines.get(0));
    assertThat(evaluations.get(1)).isEqualTo(evaluations.get(0));
    assertThat(finished).isNotEmpty().allMatch(GateEvent.Finished::recalled);
  }
}
