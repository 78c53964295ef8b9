package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.evaluation.FakeDevice.Block;
import dev.warpsmith.kernelbench.evaluation.FakeDevice.Fault;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kernels of 313 blocks, each of a thousand warp instructions, of which twenty may be spent. */
class FullSizeGateTest {
  private static final EvaluationSettings SETTINGS =
      new EvaluationSettings(1, 3, 200_000_000L, 20_000L, 400_000_000L, 50_000_000L, 12_000_000L);
  private static final Block RIGHT = Scales.elementwise(Math::exp);

  /** Sixty blocks that each do several parts. */
  private static final String PERSISTENT = Scales.SOURCE.replace("ceildiv(n, 32)", "60");

  private static final Block STRIDED =
      (arguments, block, options) -> {
        for (long part = block; part < 313; part += 60) {
          RIGHT.run(arguments, part, options);
        }
      };

  @Test
  void trustsASampleOfBlocksThatAreAlike() {
    GateResult result = check(Scales.SOURCE, RIGHT);

    assertThat(result.failure()).isEmpty();
    assertThat(result.facts()).anyMatch(fact -> fact.endsWith("of 313 blocks of k sampled"));
    assertThat(result.facts()).noneMatch(fact -> fact.contains("executed"));
  }

  @Test
  void refusesAGridThatCoversAPartOfTheOutput() {
    String part = Scales.SOURCE.replace("ceildiv(n, 32)", "min(ceildiv(n, 32), 300)");

    GateResult result = check(part, RIGHT);

    assertThat(result.failure()).contains(Verdict.WRONG_NUMERICS);
    assertThat(result.message())
        .startsWith("400 of 10000 elements of y were not written, the first y[9600] (at n = 10000");
  }

  @Test
  void refusesBlocksThatRepeatTheWorkOfOthers() {
    Block pairs = (arguments, block, options) -> RIGHT.run(arguments, block & ~1, options);
    Block halves = (arguments, block, options) -> RIGHT.run(arguments, block % 157, options);
    Block alternate = (arguments, block, options) -> RIGHT.run(arguments, block & ~64, options);

    assertThat(check(Scales.SOURCE, pairs).message()).contains("the first y[32] ");
    assertThat(check(Scales.SOURCE, halves).message()).contains("the first y[5024] ");
    assertThat(check(Scales.SOURCE, alternate).message()).contains("the first y[2048] ");
  }

  @Test
  void refusesATailThatNobodyWrites() {
    Block noTail =
        (arguments, block, options) ->
            Scales.each(
                arguments,
                block,
                i -> {
                  if (i != 9999) {
                    arguments.floats(1).set(i, (float) Math.exp(arguments.floats(0).get(i)));
                  }
                });

    assertThat(check(Scales.SOURCE, noTail).message())
        .startsWith("1 of 10000 elements of y were not written, the first y[9999] ");
  }

  @Test
  void comparesTheFirstAndTheLastElements() {
    Block wrongTail =
        (arguments, block, options) -> {
          RIGHT.run(arguments, block, options);
          if (block == 312) {
            arguments.floats(1).set(9999, 7);
          }
        };
    EvaluationSettings few =
        new EvaluationSettings(1, 3, 200_000_000L, 20_000L, 400_000_000L, 900, 12_000_000L);

    assertThat(check(Scales.SOURCE, wrongTail, few).message()).startsWith("y[9999] = 7.0");
  }

  @Test
  void runsAllBlocksWhereTheyDiffer() {
    GateResult result = check(PERSISTENT, STRIDED);

    assertThat(result.failure()).isEmpty();
    assertThat(result.facts())
        .contains("all 60 blocks of k executed")
        .anyMatch(fact -> fact.endsWith("not clear that all are written, so all blocks run"));
  }

  /**
   * A tile that is nearly empty at a small size may take more steps there than a part of it here.
   */
  @Test
  void givesASmallerSizeTheBudgetOfACheck() {
    EvaluationSettings settings =
        new EvaluationSettings(1, 3, 200_000_000L, 20_000L, 2_000L, 50_000_000L, 12_000_000L);

    GateResult result = check(PERSISTENT, STRIDED, settings);

    assertThat(result.failure()).isEmpty();
    assertThat(result.facts())
        .anyMatch(fact -> fact.startsWith("not at full size: all blocks of k are too much work"));
  }

  @Test
  void callsSuspiciousWhatFallsShortAndIsTooMuchToRun() {
    Block heavy =
        (arguments, block, options) -> {
          if (options.blocks() instanceof BlockSelection.All && arguments.integer(2) == 10_000) {
            throw new Fault(DeviceFault.Kind.STEP_BUDGET, "too long");
          }
          RIGHT.run(arguments, block, options);
        };
    String part = Scales.SOURCE.replace("ceildiv(n, 32)", "min(ceildiv(n, 32), 200)");

    GateResult result = check(part, heavy);

    assertThat(result.failure()).contains(Verdict.SUSPICIOUS);
    assertThat(result.message()).contains("all blocks together write 64 % of it");
  }

  /** A transposed convolution may have one busy block among many that look cheap. */
  @Test
  void samplesNoMoreBlocksThanTheFirstOfThemAllows() {
    Block uneven =
        new Block() {
          @Override
          public void run(FakeDevice.Arguments arguments, long block, LaunchOptions options) {
            RIGHT.run(arguments, block, options);
          }

          @Override
          public long instructions(long block) {
            return block % 32 == 0 ? 9_000_000 : 1000;
          }
        };
    EvaluationSettings settings =
        new EvaluationSettings(1, 3, 200_000_000L, 140_000L, 20_000_000L, 50_000_000L, 12_000_000L);

    assertThat(check(Scales.SOURCE, uneven, settings).failure()).isEmpty();
  }

  @Test
  void drawsInputsThatACandidateCannotKnow() {
    Task task = Scales.task();
    FullSizeMemory full = new FullSizeMemory(Scales.device(RIGHT), task, SETTINGS);
    InputCase baseline = full.inputs();
    full.draw(7);
    float own = full.tensors().tensor("x").read(0, 1).getFloat();
    full.draw(0);

    assertThat(full.inputs()).isEqualTo(baseline);
    assertThat(full.tensors().tensor("x").read(0, 1).getFloat()).isNotEqualTo(own);
    full.draw(7);
    assertThat(full.tensors().tensor("x").read(0, 1).getFloat()).isEqualTo(own);
  }

  private static GateResult check(String source, Block kernel) {
    return check(source, kernel, SETTINGS);
  }

  private static GateResult check(String source, Block kernel, EvaluationSettings settings) {
    Task task = Scales.task();
    FakeDevice device = Scales.device(kernel);
    Subject subject = new Subject(device, Scales.compiler(), task, Scales.candidate(source));
    try (FullSizeMemory full = new FullSizeMemory(device, task, settings);
        Oracle oracle = new GraphOracle(task, task.graph().orElseThrow())) {
      ErrorBounds bounds = new ErrorBounds(task, Map.of());
      return new FullSizeGate(subject, oracle, bounds, full, settings).check();
    }
  }
}
