package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at what a foreign module returned and did, but not at its values. */
final class ForeignForm {
  private final List<TensorSpec> outputs;
  private final Bindings size;
  private final boolean hardware;

  /**
   * @param hardware whether outputs must be on a GPU
   */
  ForeignForm(List<TensorSpec> outputs, Bindings size, boolean hardware) {
    this.outputs = List.copyOf(outputs);
    this.size = size;
    this.hardware = hardware;
  }

  /** Returns what is wrong. */
  Optional<GateResult> problem(ForeignModule.Returned returned) {
    if (!returned.replaced().isEmpty()) {
      return cheated(
          "it replaced "
              + String.join(", ", returned.replaced())
              + ", which it could be judged by");
    }
    return unlike(returned.results())
        .or(() -> changed(returned))
        .or(
            () ->
                returned.late()
                    ? cheated(
                        "its output changed after forward had returned and the device was done:"
                            + " something still computes, which no clock sees")
                    : Optional.empty());
  }

  private static Optional<GateResult> changed(ForeignModule.Returned returned) {
    return returned.changed().isEmpty()
        ? Optional.empty()
        : cheated("it changed its input " + String.join(", ", returned.changed()));
  }

  private Optional<GateResult> unlike(List<ForeignModule.Result> results) {
    for (int i = 0; i < Math.min(results.size(), outputs.size()); i++) {
      Optional<GateResult> problem = unlike(results.get(i), outputs.get(i));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return results.size() == outputs.size()
        ? Optional.empty()
        : wrong("it returned " + results.size() + " results, expected " + outputs.size());
  }

  private Optional<GateResult> unlike(ForeignModule.Result result, TensorSpec output) {
    if (result.kind().startsWith("builtins.")) {
      return wrong("it returned a " + result.kind().substring(9) + ", expected a tensor");
    }
    if (!result.kind().equals("tensor")) {
      return cheated(
          "it returned a "
              + result.kind()
              + ", expected a plain torch.Tensor: what such a one computes when it is read, no"
              + " clock sees");
    }
    List<Long> shape = new ArrayList<>();
    for (long length : output.shape(size)) {
      shape.add(length);
    }
    String type = output.dtype().directiveName();
    if (!result.dtype().equals(type) || !result.shape().equals(shape)) {
      return wrong(
          output.name() + " is " + result.dtype() + result.shape() + ", expected " + type + shape);
    }
    if (result.device().startsWith("cuda") != hardware) {
      return wrong(output.name() + " is on the device " + result.device());
    }
    return result.missing() > 0
        ? wrong(
            output.name()
                + " is a view whose elements share memory ("
                + result.missing()
                + " bytes are not there): the task writes them all")
        : Optional.empty();
  }

  private static Optional<GateResult> cheated(String text) {
    return Optional.of(GateResult.refused(Verdict.CHEATED, text));
  }

  private static Optional<GateResult> wrong(String text) {
    return Optional.of(GateResult.refused(Verdict.WRONG_NUMERICS, text));
  }
}
