package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.evaluation.FakeDevice.Block;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.TimingRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Times that a device measured, by the number of the sample. */
class TimesGateTest {
  private static final Block RIGHT = Scales.elementwise(Math::exp);

  private static final class FakeTimer implements LaunchTimer {
    private final IntToDoubleFunction micros;
    private final String faulty;
    private int samples;

    FakeTimer(IntToDoubleFunction micros) {
      this(micros, "none");
    }

    /**
     * @param faulty a kernel that cannot be timed
     */
    FakeTimer(IntToDoubleFunction micros, String faulty) {
      this.micros = micros;
      this.faulty = faulty;
    }

    @Override
    public String instrument() {
      return "a clock of the test";
    }

    @Override
    public LaunchTimes time(LoadedModule module, List<KernelLaunch> plan, TimingRequest request) {
      String kernel = plan.get(0).kernel();
      if (kernel.equals(faulty)) {
        return new LaunchTimes.Faulted(
            new DeviceFault(DeviceFault.Kind.TRAP, kernel, Optional.empty(), kernel + ": a trap"));
      }
      plan.forEach(launch -> module.launch(launch, LaunchOptions.compute()));
      return new LaunchTimes.Taken(
          IntStream.range(0, request.samples())
              .mapToObj(i -> micros.applyAsDouble(samples++))
              .toList());
    }

    @Override
    public Reservation reserve() {
      return () -> {};
    }
  }

  @Test
  void takesATimeThatRepeatsItself() {
    Evaluation evaluation = evaluate(RIGHT, sample -> 5000 + sample % 7);

    assertThat(evaluation.message()).isEqualTo("every gate passed");
    assertThat(((Evaluation.Passed) evaluation).timing().micros()).isBetween(5000.0, 5007.0);
  }

  @Test
  void callsUnstableWhatIsFastOrSlowByChance() {
    Evaluation evaluation =
        evaluate(RIGHT, sample -> (CaseSeeds.of(7, sample) & 1) == 0 ? 5000 : 50_000);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.UNSTABLE);
    assertThat(evaluation.message())
        .startsWith("the time is not known: after ")
        .contains("may be anything from 5000.00 to 50000.00 us (95 %)");
  }

  @Test
  void callsWrongWhatIsWrongAndUnstable() {
    Block wrongWhenTimed =
        (arguments, block, options) ->
            Scales.elementwise(x -> options.seed() == 0 ? 0 : Math.exp(x))
                .run(arguments, block, options);

    Evaluation evaluation =
        evaluate(wrongWhenTimed, sample -> (CaseSeeds.of(7, sample) & 1) == 0 ? 5000 : 50_000);

    assertThat(evaluation.verdict()).isEqualTo(Verdict.NOT_DETERMINISTIC);
    assertThat(evaluation.message())
        .startsWith("the timed launches compute something else than the checked ones: y[0] = 0.0");
  }

  @Test
  void saysThatItWasTheNaiveKernelsThatFailedBesideTheCandidate() {
    Evaluation evaluation = evaluate(RIGHT, new FakeTimer(sample -> 5000, "naive"));

    assertThat(evaluation.verdict()).isEqualTo(Verdict.LAUNCH_FAILED);
    assertThat(evaluation.message())
        .isEqualTo(
            "naive: a trap (the naive kernels, proven before, in turn with the candidate at full"
                + " size)");
  }

  private static Evaluation evaluate(Block kernel, IntToDoubleFunction micros) {
    return evaluate(kernel, new FakeTimer(micros));
  }

  /** Evaluates a kernel beside naive kernels whose time is known. */
  private static Evaluation evaluate(Block kernel, LaunchTimer timer) {
    FakeTimer steady = new FakeTimer(sample -> 9000);
    Map<String, Block> kernels = Map.of("naive", RIGHT, "k", kernel);
    Baseline baseline;
    try (Evaluator naive = evaluator(kernels, steady)) {
      baseline = naive.baseline(EvaluationMemory.none(), EvaluationObserver.none());
    }
    try (Evaluator evaluator = evaluator(kernels, timer)) {
      return evaluator.evaluate(
          Scales.candidate(Scales.SOURCE),
          baseline,
          EvaluationMemory.none(),
          EvaluationObserver.none());
    }
  }

  private static Evaluator evaluator(Map<String, Block> kernels, LaunchTimer timer) {
    return new Evaluator(
        Scales.task(), new FakeDevice(kernels, timer), Scales.compiler(), EvaluationSettings.of(1));
  }
}
