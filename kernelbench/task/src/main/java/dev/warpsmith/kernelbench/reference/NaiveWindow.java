package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The text that kernels with windows over the last dims share: one thread for each element of the
 * result, its place in each dim, and a loop over each dim of its window.
 */
final class NaiveWindow {
  private final int rank;
  private final List<String> parameters = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();

  NaiveWindow(int rank) {
    this.rank = rank;
  }

  /** Adds a kernel's parameter and the launch's argument for it. */
  NaiveWindow add(String parameter, String argument) {
    parameters.add(parameter);
    arguments.add(argument);
    return this;
  }

  /** Adds the lengths of a tensor's last dims, as {@code in0}, {@code in1}, ... */
  NaiveWindow lengths(String prefix, TensorSpec tensor) {
    int first = tensor.shape().size() - rank;
    for (int dim = 0; dim < rank; dim++) {
      add("$I " + prefix + dim, tensor.shape().get(first + dim).toString());
    }
    return this;
  }

  List<String> arguments() {
    return arguments;
  }

  String parameters() {
    return String.join(", ", parameters);
  }

  /** Returns the lines that find the places {@code o0}, {@code o1}, ... and leave the rest. */
  String places() {
    StringBuilder text = new StringBuilder("    $I rest = i;\n");
    for (int dim = rank - 1; dim >= 0; dim--) {
      text.append("    $I o%d = rest %% out%d;\n    rest /= out%d;\n".formatted(dim, dim, dim));
    }
    return text.toString();
  }

  /** Returns the position of the input element {@code x0, x1, ...} after a base, row-major. */
  String position(String base, String place, String length) {
    String position = base;
    for (int dim = 0; dim < rank; dim++) {
      position =
          (dim == 0 ? position : "(" + position + ")") + " * " + length + dim + " + " + place + dim;
    }
    return position;
  }
}
