package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others compute, and what a candidate leaves, at the task {@code y = exp(x)} of 10000. */
class OutsideResultsTest {
  private static final EvaluationSettings SETTINGS = EvaluationSettings.of(1);

  @TempDir Path folder;

  private Task task = Scales.task();
  private FullSizeMemory full = memory();
  private Oracle oracle = oracle();

  private FullSizeMemory memory() {
    return new FullSizeMemory(Scales.device(Scales.elementwise(Math::exp)), task, SETTINGS);
  }

  private Oracle oracle() {
    return new GraphOracle(task, task.graph().orElseThrow());
  }

  @AfterEach
  void close() {
    full.close();
    oracle.close();
  }

  private OutsideResults results(Oracle of) {
    return new OutsideResults(task, of, new ErrorBounds(task, Map.of()), full, SETTINGS, folder);
  }

  @Test
  void saysWhetherOthersAreRight() {
    OutsideResults results = results(oracle);

    assertThat(results.of(new Elementwise(Math::exp)))
        .containsExactly("10000 of its elements of y are right");
    assertThat(results.of(new Elementwise(x -> Math.exp(x) + 1)).get(0))
        .startsWith("its results are not those of the reference: y[");
  }

  @Test
  void refusesACandidateThatLeavesSomethingElse() {
    OutsideResults results = results(oracle);
    leave(Math::exp);
    assertThat(results.ofCandidate())
        .containsExactly("10000 of the candidate's elements of y are right");

    leave(x -> x > 0.999 ? 0 : Math.exp(x));
    assertThatThrownBy(results::ofCandidate)
        .isInstanceOf(OutsideException.class)
        .hasMessageStartingWith("the candidate's timed results are not those of the reference: y[");

    full.fresh();
    assertThatThrownBy(results::ofCandidate)
        .as("nothing written")
        .isInstanceOf(OutsideException.class);
  }

  @Test
  void comparesThemWithEachOtherWhereTheReferenceIsTooMuchWork() {
    OutsideResults results = results(new Unable(oracle));
    results.of(new Elementwise(x -> 2 * x));

    leave(x -> 2 * x);
    assertThat(results.ofCandidate()).hasSize(1);
    leave(Math::exp);
    assertThatThrownBy(results::ofCandidate)
        .hasMessageContaining("not those of PyTorch eager, as the reference takes too long");
  }

  /** What cancels is tiny, and no result in float32 is near it in relation to its size. */
  @Test
  void holdsACandidateToWhatOthersAreOffByWhereResultsCancel() {
    close();
    task =
        TaskReader.parse(
            "nothing.json",
            """
            { "name": "nothing", "dims": {"n": 10000}, "check": {"n": 67},
              "inputs": {"x": "f32[n] ~ uniform(1, 2)"},
              "graph": ["y = sub(x, mul(x, 1))"], "outputs": ["y"] }
            """);
    full = memory();
    oracle = oracle();
    OutsideResults results = results(oracle);
    leave(x -> -2e-9 * x);
    assertThatThrownBy(results::ofCandidate).hasMessageContaining("normalised error");

    results.of(new Elementwise(x -> 1e-9 * x));
    assertThat(results.ofCandidate()).hasSize(1);
    leave(x -> 1e-7 * x);
    assertThatThrownBy(results::ofCandidate).hasMessageContaining("normalised error");
    leave(x -> 1);
    assertThatThrownBy(results::ofCandidate).isInstanceOf(OutsideException.class);
  }

  /** Puts a function of the input where a candidate's last run has left its output. */
  private void leave(DoubleUnaryOperator function) {
    TaskMemory tensors = full.tensors();
    double[] x = tensors.tensor("x").toArray();
    ByteBuffer bytes = tensors.tensor("y").bytes(x.length);
    for (double value : x) {
      bytes.putFloat((float) function.applyAsDouble(value));
    }
    tensors.tensor("y").write(0, bytes.rewind());
  }

  /** A process that computes a function of the input. */
  private final class Elementwise implements OutsideRivals.Arm {
    private final DoubleUnaryOperator function;

    Elementwise(DoubleUnaryOperator function) {
      this.function = function;
    }

    @Override
    public String name() {
      return "elementwise";
    }

    @Override
    public void begin() {}

    @Override
    public List<String> warm() {
      return List.of();
    }

    @Override
    public List<Double> sample(int samples) {
      throw new IllegalStateException("nobody asks how long it takes");
    }

    @Override
    public void pick(Map<String, OutsideRivals.Picked> outputs) {
      double[] x = full.tensors().tensor("x").toArray();
      outputs.forEach((name, picked) -> write(picked, x));
    }

    private void write(OutsideRivals.Picked picked, double[] x) {
      try {
        ByteBuffer indices =
            ByteBuffer.wrap(Files.readAllBytes(picked.indices())).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer elements =
            ByteBuffer.wrap(new byte[indices.limit() / 2]).order(ByteOrder.LITTLE_ENDIAN);
        while (indices.hasRemaining()) {
          elements.putFloat((float) function.applyAsDouble(x[(int) indices.getLong()]));
        }
        Files.write(picked.elements(), elements.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A reference that takes too long at full size. */
  private record Unable(Oracle oracle) implements Oracle {
    @Override
    public Map<String, double[]> evaluate(InputCase inputs) {
      return oracle.evaluate(inputs);
    }

    @Override
    public Map<String, double[]> evaluateNudged(InputCase inputs) {
      return oracle.evaluateNudged(inputs);
    }

    @Override
    public boolean prepareElements(FullSizeMemory full) {
      return false;
    }

    @Override
    public double[] elements(InputCase inputs, String output, long[] indices) {
      throw new IllegalStateException("too much work");
    }

    @Override
    public double[] elementsNudged(InputCase inputs, String output, long[] indices) {
      throw new IllegalStateException("too much work");
    }

    @Override
    public Ties ties(InputCase inputs, TensorSpec output) {
      return oracle.ties(inputs, output);
    }

    @Override
    public double operationsPerElement(Bindings size, String output) {
      throw new IllegalStateException("too much work");
    }

    @Override
    public void close() {}
  }
}
