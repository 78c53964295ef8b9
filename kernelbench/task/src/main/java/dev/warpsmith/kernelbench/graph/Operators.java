package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The operators of the textual form, by name. */
public final class Operators {
  private static final Map<String, Function<Call, Applied>> BY_WORD = table();

  private Operators() {}

  /** An operator and how many of the call's arguments are its operands. */
  record Applied(Op op, int operands) {}

  /** Returns the names of all operators, sorted. */
  public static List<String> words() {
    return List.copyOf(new TreeSet<>(BY_WORD.keySet()));
  }

  /** Returns the operator that a call names, its parameters read and checked. */
  static Applied resolve(Call call) {
    Function<Call, Applied> operator = BY_WORD.get(call.word());
    if (operator == null) {
      throw call.problem(
          "unknown operator '"
              + call.word()
              + "'"
              + Spelling.hint(call.word(), BY_WORD.keySet())
              + " (operators: "
              + String.join(", ", words())
              + ")");
    }
    return operator.apply(call);
  }

  private static Map<String, Function<Call, Applied>> table() {
    Map<String, Function<Call, Applied>> table = new LinkedHashMap<>();
    for (PointwiseFunction function : PointwiseFunction.values()) {
      table.put(function.word(), call -> pointwise(call, function));
    }
    table.put("gelu", Operators::gelu);
    table.put("pow", Operators::pow);
    table.put("swish", table.get("silu"));
    for (ReductionKind kind : ReductionKind.values()) {
      table.put(kind.word(), call -> reduction(call, kind));
    }
    table.put("softmax", call -> softmax(call, false));
    table.put("log_softmax", call -> softmax(call, true));
    table.put("matmul", Operators::matMul);
    table.put("linear", Operators::linear);
    return table;
  }

  private static Applied pointwise(Call call, PointwiseFunction function) {
    List<Parameter> parameters = function.parameters();
    call.requireArguments(function.arity(), function.arity(), parameters.size());
    call.requireParameters(parameters.stream().map(Parameter::name).toList());
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      values.add(
          call.parameter(parameter.name(), function.arity() + i)
              .map(literal -> literal.number(parameter.name()))
              .orElse(parameter.initial()));
    }
    return new Applied(new Op.Pointwise(function, values), function.arity());
  }

  private static Applied gelu(Call call) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("approximate"));
    PointwiseFunction function =
        call.parameter("approximate", 1)
            .map(
                literal ->
                    switch (literal.text()) {
                      case "none" -> PointwiseFunction.GELU;
                      case "tanh" -> PointwiseFunction.GELU_TANH;
                      default -> throw literal.wrong("approximate", "'none' or 'tanh'");
                    })
            .orElse(PointwiseFunction.GELU);
    return new Applied(new Op.Pointwise(function, List.of()), 1);
  }

  /** The power of 2 is a product, as PyTorch computes it. */
  private static Applied pow(Call call) {
    Applied general = pointwise(call, PointwiseFunction.POW);
    boolean square = call.arguments().get(1).operand().equals(new Operand.Constant(2));
    return square ? new Applied(new Op.Pointwise(PointwiseFunction.SQUARE, List.of()), 1) : general;
  }

  private static Applied reduction(Call call, ReductionKind kind) {
    call.requireArguments(1, 1, call.arguments().size() == 2 && isTensor(call, 1) ? 0 : 2);
    call.requireParameters(List.of("dim", "keepdim"));
    TensorSpec x = operand(call);
    List<Integer> dims =
        call.parameter("dim", 1)
            .map(literal -> resolve(literal.integers("dim"), literal, x))
            .orElseGet(() -> IntStream.range(0, x.shape().size()).boxed().toList());
    boolean keep = call.parameter("keepdim", 2).map(flag -> flag.flag("keepdim")).orElse(false);
    return new Applied(new Op.Reduction(kind, dims, keep), 1);
  }

  private static Applied softmax(Call call, boolean log) {
    call.requireArguments(1, 1, 1);
    call.requireParameters(List.of("dim"));
    TensorSpec x = operand(call);
    Literal dim =
        call.parameter("dim", 1)
            .orElseThrow(() -> call.problem(call.word() + " has no dim; add one, such as dim=-1"));
    List<Integer> dims = resolve(dim.integers("dim"), dim, x);
    if (dims.size() != 1) {
      throw dim.wrong("dim", "one integer");
    }
    return new Applied(new Op.Softmax(dims.get(0), log), 1);
  }

  private static Applied matMul(Call call) {
    call.requireArguments(2, 2, 0);
    call.requireParameters(List.of("transpose_b"));
    boolean transposed =
        call.parameter("transpose_b", 2).map(flag -> flag.flag("transpose_b")).orElse(false);
    return new Applied(new Op.MatMul(transposed), 2);
  }

  private static Applied linear(Call call) {
    call.requireArguments(2, 3, 0);
    call.requireParameters(List.of());
    return new Applied(new Op.MatMul(true), call.arguments().size());
  }

  private static boolean isTensor(Call call, int index) {
    return call.arguments().get(index).spec().isPresent();
  }

  private static TensorSpec operand(Call call) {
    return call.arguments()
        .get(0)
        .spec()
        .orElseThrow(
            () -> call.problem(call.word() + ": operand 1 is a number, expected a tensor"));
  }

  private static List<Integer> resolve(List<Integer> dims, Literal literal, TensorSpec x) {
    int rank = x.shape().size();
    List<Integer> resolved = new ArrayList<>();
    for (int dim : dims) {
      if (dim < -rank || dim >= rank) {
        throw literal.wrong(
            "dim", rank == 0 ? "none, as " + x + " has no dims" : range(rank) + " for " + x);
      }
      resolved.add(dim < 0 ? dim + rank : dim);
    }
    if (resolved.stream().distinct().count() < resolved.size()) {
      throw literal.wrong("dim", "each dim once");
    }
    return resolved;
  }

  private static String range(int rank) {
    return -rank + " to " + (rank - 1);
  }
}
