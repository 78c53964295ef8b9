package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernelbench.graph.Operators.Applied;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads normalizations and attention. */
final class NormalizationOperators {
  private static final double EPS = 1e-5;

  private NormalizationOperators() {}

  static void addTo(Map<String, Function<Call, Applied>> table) {
    table.put("batch_norm", call -> byChannel(call, NormalizationKind.BATCH, "training"));
    table.put("instance_norm", call -> byChannel(call, NormalizationKind.INSTANCE, ""));
    table.put("group_norm", call -> byChannel(call, NormalizationKind.GROUP, "num_groups"));
    table.put("layer_norm", call -> trailing(call, NormalizationKind.LAYER, 3));
    table.put("rms_norm", call -> trailing(call, NormalizationKind.RMS, 2));
    table.put("scaled_dot_product_attention", NormalizationOperators::attention);
  }

  private static Applied byChannel(Call call, NormalizationKind kind, String own) {
    call.requireArguments(1, 3, 0);
    call.requireParameters(own.isEmpty() ? List.of("eps") : List.of(own, "eps"));
    if (call.arguments().size() == 2) {
      throw call.problem(kind.word() + " takes 1 or 3 operands, found 2; add the bias");
    }
    if (own.equals("training") && !call.flag("training", true)) {
      throw call.required("training", "true")
          .wrong("training", "true: statistics are those of the batch");
    }
    if (own.equals("num_groups")) {
      call.required(own, "8");
    }
    Expression groups = own.equals("num_groups") ? call.expression(own, 1) : Expression.of(1);
    Op op = new Op.Normalization(kind, 0, groups, call.number("eps", EPS));
    return new Applied(op, call.arguments().size());
  }

  private static Applied trailing(Call call, NormalizationKind kind, int operands) {
    call.requireArguments(1, operands, 0);
    call.requireParameters(List.of("normalized_shape", "eps"));
    TensorSpec x = call.tensor(0);
    double initial = kind == NormalizationKind.LAYER ? EPS : epsilon(x.dtype());
    Op op =
        new Op.Normalization(
            kind, trailing(call, x), Expression.of(1), call.number("eps", initial));
    return new Applied(op, call.arguments().size());
  }

  /** The difference of 1 and the next number of the type. */
  private static double epsilon(DType type) {
    return switch (type) {
      case F64 -> Math.ulp(1.0);
      case F16 -> 0x1p-10;
      case BF16 -> 0x1p-7;
      case F32, I64, I32, I16, I8, U8, BOOL -> Math.ulp(1f);
    };
  }

  /** Returns the number of normalised dims: those given, or else the weight's. */
  private static int trailing(Call call, TensorSpec x) {
    Optional<Literal> given = call.parameter("normalized_shape");
    if (given.isEmpty()) {
      if (call.arguments().size() < 2) {
        throw call.problem(
            call.word() + " has no normalized_shape; add it, such as normalized_shape=[d]");
      }
      return call.tensor(1).shape().size();
    }
    List<Expression> shape = given.get().expressions();
    int rank = x.shape().size();
    int count = shape.size();
    boolean fits =
        count > 0
            && count <= rank
            && ShapeRules.provablyEqual(shape, x.shape().subList(rank - count, rank));
    if (!fits) {
      throw given.get().wrong("normalized_shape", "the last dims of " + x);
    }
    return count;
  }

  private static Applied attention(Call call) {
    call.requireArguments(3, 3, 0);
    call.requireParameters(List.of("is_causal", "scale"));
    Op op =
        new Op.Attention(
            call.flag("is_causal", false),
            call.parameter("scale").map(literal -> literal.number("scale")));
    return new Applied(op, 3);
  }
}
