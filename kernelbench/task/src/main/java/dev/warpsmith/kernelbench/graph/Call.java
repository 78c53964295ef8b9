package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An operator's call as it was read, before its meaning is looked up.
 *
 * @param word the operator's name
 * @param position of the name
 * @param named parameters given by name
 */
record Call(
    String word, SourcePosition position, List<Argument> arguments, Map<String, Literal> named) {
  Call {
    arguments = List.copyOf(arguments);
    named = Map.copyOf(named);
  }

  /**
   * An argument without a name.
   *
   * @param spec the tensor's type and shape; empty for a scalar or a constant
   */
  record Argument(Operand operand, Optional<TensorSpec> spec, SourcePosition position) {
    Literal literal(Call call) {
      return operand.match(
          value -> {
            throw call.extra(this);
          },
          scalar -> {
            throw call.extra(this);
          },
          constant -> Literal.of(constant.value(), position));
    }
  }

  SourceException problem(String problem) {
    return new SourceException(position, problem);
  }

  private SourceException extra(Argument argument) {
    return new SourceException(
        argument.position(),
        word + " does not take '" + argument.operand() + "' here; see the operator's operands");
  }

  /** Checks the number of arguments without a name: operands first, then parameters by position. */
  void requireArguments(int least, int operands, int parameters) {
    int found = arguments.size();
    if (found < least || found > operands + parameters) {
      String expected = least == operands ? "" + operands : least + " to " + operands;
      throw problem(
          word
              + " takes "
              + expected
              + (operands == 1 ? " operand" : " operands")
              + ", found "
              + found
              + reductionHint(found));
    }
  }

  private String reductionHint(int found) {
    return switch (word) {
      case "max" -> found == 2 ? "; the larger of two operands is maximum(a, b)" : "";
      case "min" -> found == 2 ? "; the smaller of two operands is minimum(a, b)" : "";
      default -> "";
    };
  }

  /** Checks that every named parameter is one of the operator's. */
  void requireParameters(List<String> known) {
    for (Map.Entry<String, Literal> entry : named.entrySet()) {
      String name = entry.getKey();
      if (!known.contains(name)) {
        boolean dim = Set.of("axis", "axes", "dims").contains(name) && known.contains("dim");
        String hint = dim ? "; did you mean 'dim'?" : Spelling.hint(name, known);
        String list = known.isEmpty() ? "it has none" : "it has: " + String.join(", ", known);
        throw new SourceException(
            entry.getValue().position(),
            word + " has no parameter '" + name + "' (" + list + ")" + hint);
      }
    }
  }

  /** Returns a parameter given by name, or by position after the operands. */
  Optional<Literal> parameter(String name, int position) {
    Optional<Literal> byName = Optional.ofNullable(named.get(name));
    if (position >= arguments.size()) {
      return byName;
    }
    if (byName.isPresent()) {
      throw new SourceException(
          byName.get().position(), word + " has parameter '" + name + "' twice; give it once");
    }
    return Optional.of(arguments.get(position).literal(this));
  }
}
