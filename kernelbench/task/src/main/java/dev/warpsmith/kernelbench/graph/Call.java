package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
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

  /** Returns a parameter given by name. */
  Optional<Literal> parameter(String name) {
    return parameter(name, arguments.size());
  }

  /** Returns a parameter given by name, which must be there. */
  Literal required(String name, String example) {
    return parameter(name)
        .orElseThrow(
            () -> problem(word + " has no " + name + "; add it, such as " + name + "=" + example));
  }

  boolean flag(String name, boolean initial) {
    return parameter(name).map(literal -> literal.flag(name)).orElse(initial);
  }

  double number(String name, double initial) {
    return parameter(name).map(literal -> literal.number(name)).orElse(initial);
  }

  /** Returns an expression over dims, in its shortest form. */
  Expression expression(String name, long initial) {
    return parameter(name)
        .map(literal -> Lengths.shortest(literal.expression(name)))
        .orElseGet(() -> Expression.of(initial));
  }

  /** Returns an integer for each spatial dim; one stands for all. */
  List<Integer> spatial(String name, int rank, int least, List<Integer> initial) {
    return parameter(name).map(literal -> spatial(name, rank, least, literal)).orElse(initial);
  }

  /** Returns the integers of a parameter that has one for each spatial dim, or one for all. */
  List<Integer> spatial(String name, int rank, int least, Literal literal) {
    List<Integer> values = literal.integers(name);
    if (values.size() != 1 && values.size() != rank) {
      throw literal.wrong(name, "one integer, or " + rank);
    }
    if (values.stream().anyMatch(value -> value < least)) {
      throw literal.wrong(name, "integers of " + least + " or more");
    }
    return values.size() == rank ? values : Collections.nCopies(rank, values.get(0));
  }

  /** Tells whether an argument is a tensor. */
  boolean isTensor(int index) {
    return arguments.get(index).spec().isPresent();
  }

  /** Returns a tensor operand, counted from 0. */
  TensorSpec tensor(int index) {
    return arguments
        .get(index)
        .spec()
        .orElseThrow(
            () -> problem(word + ": operand " + (index + 1) + " is a number, expected a tensor"));
  }

  /** Returns a parameter that is one dim of the first operand, counted from 0. */
  int dim(String name, int position) {
    return dim(
        name,
        parameter(name, position)
            .orElseThrow(
                () -> problem(word + " has no " + name + "; add one, such as " + name + "=-1")));
  }

  /** Returns the dim of the first operand that a parameter names, counted from 0. */
  int dim(String name, Literal literal) {
    List<Integer> dims = dims(name, literal, tensor(0));
    if (dims.size() != 1) {
      throw literal.wrong(name, "one integer");
    }
    return dims.get(0);
  }

  /** Returns dims of a tensor, counted from 0. */
  List<Integer> dims(String name, Literal literal, TensorSpec x) {
    int rank = x.shape().size();
    List<Integer> resolved = new ArrayList<>();
    for (int dim : literal.integers(name)) {
      if (dim < -rank || dim >= rank) {
        String none = "none, as " + x + " has no dims";
        throw literal.wrong(name, rank == 0 ? none : -rank + " to " + (rank - 1) + " for " + x);
      }
      resolved.add(dim < 0 ? dim + rank : dim);
    }
    if (resolved.stream().distinct().count() < resolved.size()) {
      throw literal.wrong(name, "each dim once");
    }
    return resolved;
  }
}
