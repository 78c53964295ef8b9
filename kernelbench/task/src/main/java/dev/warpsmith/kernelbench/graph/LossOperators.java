package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernelbench.graph.Operators.Applied;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads losses. */
final class LossOperators {
  private LossOperators() {}

  static void addTo(Map<String, Function<Call, Applied>> table) {
    for (PointwiseFunction function : PointwiseFunction.values()) {
      if (function.loss()) {
        table.put(function.word(), call -> pair(call, function));
      }
    }
    table.put("kl_div", LossOperators::klDiv);
    for (RowLossKind kind : RowLossKind.values()) {
      table.put(kind.word(), call -> rows(call, kind));
    }
  }

  private static Applied klDiv(Call call) {
    boolean log = call.flag("log_target", false);
    return pair(call, log ? PointwiseFunction.KL_DIV_LOG : PointwiseFunction.KL_DIV);
  }

  private static Applied pair(Call call, PointwiseFunction function) {
    boolean divergence = function.word().equals("kl_div");
    call.requireArguments(2, 2, 0);
    List<String> names = names(function.parameters());
    names.add("reduction");
    if (divergence) {
      names.add("log_target");
    }
    call.requireParameters(names);
    LossReduction reduction = reduction(call, divergence);
    List<Double> parameters = numbers(call, function.parameters());
    return new Applied(
        reduction == LossReduction.NONE
            ? new Op.Pointwise(function, parameters)
            : new Op.PairLoss(function, parameters, reduction),
        2);
  }

  private static List<String> names(List<Parameter> parameters) {
    return new ArrayList<>(parameters.stream().map(Parameter::name).toList());
  }

  private static List<Double> numbers(Call call, List<Parameter> parameters) {
    return parameters.stream()
        .map(parameter -> call.number(parameter.name(), parameter.initial()))
        .toList();
  }

  private static LossReduction reduction(Call call, boolean batchMean) {
    return call.parameter("reduction")
        .map(
            literal ->
                Arrays.stream(LossReduction.values())
                    .filter(reduction -> batchMean || reduction != LossReduction.BATCHMEAN)
                    .filter(reduction -> reduction.word().equals(literal.text()))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            literal.wrong(
                                "reduction",
                                "'mean', 'sum' or 'none'" + (batchMean ? ", or 'batchmean'" : ""))))
        .orElse(LossReduction.MEAN);
  }

  private static Applied rows(Call call, RowLossKind kind) {
    call.requireArguments(kind.operands(), kind.operands(), 0);
    List<String> names = names(kind.parameters());
    boolean cosine = kind == RowLossKind.COSINE_SIMILARITY;
    names.add(cosine ? "dim" : "reduction");
    if (kind == RowLossKind.TRIPLET_MARGIN_LOSS) {
      names.add("p");
      requireEuclidean(call);
    }
    call.requireParameters(names);
    Op op =
        new Op.RowLoss(
            kind,
            dim(call, kind),
            numbers(call, kind.parameters()),
            cosine ? LossReduction.NONE : reduction(call, false));
    return new Applied(op, kind.operands());
  }

  private static void requireEuclidean(Call call) {
    call.parameter("p")
        .filter(literal -> literal.number("p") != 2)
        .ifPresent(
            literal -> {
              throw literal.wrong("p", "2");
            });
  }

  /** Cosine similarity is along dim 1 unless it says another; the losses are along the last. */
  private static int dim(Call call, RowLossKind kind) {
    int rank = call.tensor(0).shape().size();
    if (kind != RowLossKind.COSINE_SIMILARITY) {
      return Math.max(0, rank - 1);
    }
    return call.parameter("dim")
        .map(literal -> call.dim("dim", literal))
        .orElseGet(
            () -> {
              if (rank < 2) {
                throw call.problem("cosine_similarity has no dim; add one, such as dim=-1");
              }
              return 1;
            });
  }
}
