package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.OracleCase;
import dev.warpsmith.kernelbench.reference.ReferenceInterpreter;
import dev.warpsmith.kernelbench.reference.SecondOracle;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OracleAgreementTest {
  private static final Task TASK = BuiltInTasks.find("softmax").orElseThrow();
  private static final OpGraph GRAPH = TASK.graph().orElseThrow();

  /** The interpreter again, its results changed. */
  private record Changed(Consumer<double[]> change) implements SecondOracle {
    @Override
    public String name() {
      return "another";
    }

    @Override
    public List<Map<String, double[]>> evaluate(List<OracleCase> cases) {
      ReferenceInterpreter same = ReferenceInterpreter.of(GRAPH, TASK.scalars());
      return cases.stream()
          .map(inputs -> same.evaluate(inputs.size(), inputs.inputs()))
          .map(this::changed)
          .toList();
    }

    private Map<String, double[]> changed(Map<String, double[]> values) {
      values.values().forEach(change);
      return values;
    }
  }

  private static Evidence with(Consumer<double[]> change) {
    return new OracleAgreement(TASK, GRAPH, EvaluationSettings.of(1)).with(new Changed(change));
  }

  @Test
  void saysHowFarTheyAreApart() {
    assertThat(with(values -> values[3] += 1e-12).text())
        .startsWith("two oracles agree: interpreter and another, largest difference 1.0e-12, ");
  }

  @Test
  void namesTheElementAndBothValues() {
    assertThatThrownBy(() -> with(values -> values[3] += 0.25))
        .isInstanceOf(OraclesDisagreeException.class)
        .hasMessageContaining("task softmax: the two oracles disagree at y[0, 3] (at ")
        .hasMessageContaining("the interpreter says 0.")
        .hasMessageContaining(", another says 0.");
  }

  @Test
  void aNaNOfOnlyOneIsADisagreement() {
    assertThatThrownBy(() -> with(values -> values[0] = Double.NaN))
        .isInstanceOf(OraclesDisagreeException.class)
        .hasMessageContaining("another says NaN");
  }
}
