package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
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
    table.put("bmm", Operators::matMul);
    table.put("linear", Operators::linear);
    table.put("permute", Operators::permute);
    table.put("transpose", Operators::transpose);
    for (ScanKind kind : ScanKind.values()) {
      table.put(kind.word(), call -> scan(call, kind));
    }
    for (ArgKind kind : ArgKind.values()) {
      table.put(kind.word(), call -> argReduction(call, kind));
    }
    table.put("gather", Operators::gather);
    table.put("norm", Operators::norm);
    table.put("zeros_like", call -> like(call, 0));
    table.put("ones_like", call -> like(call, 1));
    table.put("einsum", Einsum::matMul);
    for (RecurrenceKind kind : RecurrenceKind.values()) {
      table.put(kind.word(), call -> recurrence(call, kind));
    }
    WindowOperators.addTo(table);
    NormalizationOperators.addTo(table);
    LossOperators.addTo(table);
    ViewOperators.addTo(table);
    return table;
  }

  static Applied pointwise(Call call, PointwiseFunction function) {
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
    call.requireArguments(1, 1, call.arguments().size() == 2 && call.isTensor(1) ? 0 : 2);
    call.requireParameters(List.of("dim", "keepdim"));
    return new Applied(reduction(call, kind, 1), 1);
  }

  private static Op reduction(Call call, ReductionKind kind, int position) {
    TensorSpec x = call.tensor(0);
    List<Integer> dims =
        call.parameter("dim", position)
            .map(literal -> call.dims("dim", literal, x))
            .orElseGet(() -> IntStream.range(0, x.shape().size()).boxed().toList());
    boolean keep =
        call.parameter("keepdim", position + 1).map(flag -> flag.flag("keepdim")).orElse(false);
    return new Op.Reduction(kind, dims, keep);
  }

  private static Applied norm(Call call) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("p", "dim", "keepdim"));
    ReductionKind kind =
        call.parameter("p")
            .map(
                literal ->
                    switch (literal.text()) {
                      case "2", "2.0", "fro" -> ReductionKind.NORM;
                      case "1", "1.0" -> ReductionKind.NORM1;
                      default -> throw literal.wrong("p", "2, 1 or 'fro'");
                    })
            .orElse(ReductionKind.NORM);
    return new Applied(reduction(call, kind, 1), 1);
  }

  /** {@code full_like} and the two words for its usual numbers. */
  private static Applied like(Call call, double value) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of());
    return new Applied(new Op.Pointwise(PointwiseFunction.FULL_LIKE, List.of(value)), 1);
  }

  private static Applied softmax(Call call, boolean log) {
    call.requireArguments(1, 1, 1);
    call.requireParameters(List.of("dim"));
    return new Applied(new Op.Softmax(call.dim("dim", 1), log), 1);
  }

  private static Applied scan(Call call, ScanKind kind) {
    call.requireArguments(1, 1, 1);
    call.requireParameters(List.of("dim"));
    return new Applied(new Op.Scan(kind, call.dim("dim", 1)), 1);
  }

  private static Applied argReduction(Call call, ArgKind kind) {
    call.requireArguments(1, 1, 2);
    call.requireParameters(List.of("dim", "keepdim"));
    int dim = call.dim("dim", 1);
    boolean keep = call.parameter("keepdim", 2).map(flag -> flag.flag("keepdim")).orElse(false);
    return new Applied(new Op.ArgReduction(kind, dim, keep), 1);
  }

  private static Applied gather(Call call) {
    call.requireArguments(2, 2, 1);
    call.requireParameters(List.of("dim"));
    return new Applied(new Op.Gather(call.dim("dim", 2)), 2);
  }

  private static Applied recurrence(Call call, RecurrenceKind kind) {
    int least = kind.states() + 2;
    call.requireArguments(least, least + 1, 0);
    boolean cell = kind.states() > 1;
    call.requireParameters(cell ? List.of("reverse", "cell") : List.of("reverse"));
    return new Applied(
        new Op.Recurrence(kind, call.flag("reverse", false), call.flag("cell", false)),
        call.arguments().size());
  }

  private static Applied permute(Call call) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("dims"));
    TensorSpec x = call.tensor(0);
    Literal dims =
        call.parameter("dims", 1)
            .orElseThrow(() -> call.problem("permute has no dims; add them, such as dims=[1, 0]"));
    List<Integer> order = call.dims("dims", dims, x);
    if (order.size() != x.shape().size()) {
      throw dims.wrong("dims", "each of the " + x.shape().size() + " dims of " + x + " once");
    }
    return new Applied(new Op.Permute(order), 1);
  }

  private static Applied transpose(Call call) {
    call.requireArguments(1, 1, 2);
    call.requireParameters(List.of("dim0", "dim1"));
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, call.tensor(0).shape().size()).boxed().toList());
    Collections.swap(order, call.dim("dim0", 1), call.dim("dim1", 2));
    return new Applied(new Op.Permute(order), 1);
  }

  private static Applied matMul(Call call) {
    call.requireArguments(2, 2, 0);
    call.requireParameters(List.of("transpose_a", "transpose_b"));
    return new Applied(
        new Op.MatMul(call.flag("transpose_a", false), call.flag("transpose_b", false)), 2);
  }

  private static Applied linear(Call call) {
    call.requireArguments(2, 3, 0);
    call.requireParameters(List.of());
    call.arguments().get(1).spec().ifPresent(weight -> requireMatrix(call, weight));
    return new Applied(new Op.MatMul(false, true), call.arguments().size());
  }

  private static void requireMatrix(Call call, TensorSpec weight) {
    if (weight.shape().size() != 2) {
      throw call.problem(
          "linear: " + weight + " has " + weight.shape().size() + " dims, expected 2");
    }
  }
}
