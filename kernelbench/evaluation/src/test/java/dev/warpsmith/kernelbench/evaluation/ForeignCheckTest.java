package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.reference.OracleCase;
import dev.warpsmith.kernelbench.reference.ReferenceInterpreter;
import dev.warpsmith.kernelbench.reference.SecondOracle;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.TimingRequest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The gates that need a GPU, on a played one. */
class ForeignCheckTest {
  private static final Task TASK =
      TaskReader.parse(
          "twice.json",
          """
          { "name": "twice", "dims": {"n": 1000}, "check": {"n": 67},
            "inputs": {"x": "f32[n] ~ uniform(-1, 1)"},
            "graph": ["y = add(x, x)"], "outputs": ["y"] }
          """);

  private final FakeForeignModule module = new FakeForeignModule();
  private final OneUser gpu = new OneUser();

  private ForeignEvaluation check() {
    return check(TASK);
  }

  private ForeignEvaluation check(Task task) {
    ForeignCheck.Hardware on =
        new ForeignCheck.Hardware(Gpus.find("h200"), gpu, new Rivals(gpu), Set.of("twice"));
    try (ForeignCheck check =
        new ForeignCheck(
            task, EvaluationSettings.of(3), module, new Exact(task), Optional.of(on))) {
      return check.check(EvaluationObserver.none());
    }
  }

  @Test
  void timesAModuleInTurnWithOthersAndNamesItsKernels() {
    ForeignEvaluation found = check();

    assertThat(found.verdict()).as(found.message()).isEqualTo(Verdict.PASSED);
    assertThat(found.message()).contains("at full size n = 1000");
    assertThat(found.times().get(0).times().orElseThrow().speedup().ratio()).isEqualTo(2.0);
    assertThat(found.evidence().stream().map(Evidence::text))
        .contains(
            "right at n = 67, too",
            "what the last timed calls computed is right",
            "two clocks: events say 40.0 us a call (cold), this process's clock 45.0 us (warm)",
            "kernels: 100 % of the time in its own, the longest: void twice(float const*, float*)"
                + " 100 %",
            "nobody else used the GPU");
    assertThat(gpu.kept).isFalse();
    assertThat(module.size()).isEqualTo(TASK.dims());
  }

  @Test
  void suspectsWorkThatEventsDoNotSee() {
    module.clockMicros = 400;
    ForeignEvaluation found = check();

    assertThat(found.verdict()).isEqualTo(Verdict.SUSPICIOUS);
    assertThat(found.message()).contains("something computes that events do not see");
  }

  @Test
  void suspectsTimesBelowTheHardFloor() {
    module.eventMicros = 0.01;
    assertThat(check().message()).contains("faster than the hardware can move the task's bytes");
  }

  @Test
  void callsItACheatIfATimedCallWasWrong() {
    module.factorWhenTimed = 3;
    ForeignEvaluation found = check();

    assertThat(found.verdict()).isEqualTo(Verdict.CHEATED);
    assertThat(found.message()).contains("a timed call was wrong: y[0] = ");
  }

  @Test
  void saysThatATaskIsDegenerate() {
    assertThat(check().evidence()).extracting(Evidence::text).noneMatch(this::degenerate);
    module.factor = 1;
    module.factorWhenTimed = 1;
    Task copied =
        TaskReader.parse(
            "copied.json",
            """
            { "name": "copied", "dims": {"n": 1000}, "check": {"n": 67},
              "inputs": {"x": "f32[n] ~ uniform(0.5, 1)"},
              "graph": ["y = mul(x, 1)"], "outputs": ["y"] }
            """);
    assertThat(check(copied).evidence()).extracting(Evidence::text).anyMatch(this::degenerate);
  }

  private boolean degenerate(String text) {
    return text.equals("degenerate task: the answer 'copy of x' passes as drawn");
  }

  /** The task's own module, without a rounding error. */
  private record Exact(Task task) implements SecondOracle {
    @Override
    public String name() {
      return "exact";
    }

    @Override
    public List<Map<String, double[]>> evaluate(List<OracleCase> cases) {
      ReferenceInterpreter interpreter =
          ReferenceInterpreter.of(task.graph().orElseThrow(), List.of());
      return cases.stream().map(one -> interpreter.evaluate(one.size(), one.inputs())).toList();
    }
  }

  /** A GPU that can be kept for one. */
  private static final class OneUser implements LaunchTimer {
    boolean kept;

    @Override
    public String instrument() {
      throw new IllegalStateException("the module's process takes the times");
    }

    @Override
    public LaunchTimes time(LoadedModule loaded, List<KernelLaunch> plan, TimingRequest request) {
      throw new IllegalStateException("there is no plan");
    }

    @Override
    public Reservation reserve() {
      kept = true;
      return new Reservation() {
        @Override
        public List<String> clocks() {
          return List.of("nobody else used the GPU");
        }

        @Override
        public void close() {
          kept = false;
        }
      };
    }
  }

  private record Rivals(OneUser user) implements OutsideRivals {
    @Override
    public String version() {
      return "rival 1";
    }

    @Override
    public String gpu() {
      return "NVIDIA H200";
    }

    @Override
    public List<Arm> load(Task task, Map<String, Path> inputs, long l2Bytes) {
      assertThat(inputs).containsOnlyKeys("x");
      return List.of(new Slow(user));
    }

    @Override
    public String source() {
      return "";
    }
  }

  private record Slow(OneUser user) implements OutsideRivals.Arm {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public void begin() {
      assertThat(user.kept).as("it may compile for long").isFalse();
    }

    @Override
    public List<String> warm() {
      assertThat(user.kept).isTrue();
      return List.of("warm");
    }

    @Override
    public List<Double> sample(int samples) {
      assertThat(user.kept).isTrue();
      return Collections.nCopies(samples, 80.0);
    }

    @Override
    public void pick(Map<String, OutsideRivals.Picked> outputs) {
      throw new IllegalStateException("nobody asks for what it computes");
    }
  }
}
