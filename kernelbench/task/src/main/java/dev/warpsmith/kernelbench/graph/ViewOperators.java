package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernelbench.graph.Operators.Applied;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.Polynomial;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the operators that only move elements, or give them another shape. */
final class ViewOperators {
  private static final Expression REST = Expression.of(-1);

  private ViewOperators() {}

  static void addTo(Map<String, Function<Call, Applied>> table) {
    table.put("reshape", ViewOperators::reshape);
    table.put("view", ViewOperators::reshape);
    table.put("flatten", ViewOperators::flatten);
    table.put("squeeze", ViewOperators::squeeze);
    table.put("unsqueeze", ViewOperators::unsqueeze);
    table.put("cat", ViewOperators::concat);
    table.put("flip", ViewOperators::flip);
    table.put("narrow", ViewOperators::narrow);
    table.put("select", ViewOperators::select);
    table.put("triu", call -> triangle(call, true));
    table.put("tril", call -> triangle(call, false));
    table.put("diag", ViewOperators::diagonal);
    table.put("expand", ViewOperators::expand);
  }

  private static Applied shaped(List<Expression> shape) {
    return new Applied(new Op.Reshape(shape), 1);
  }

  private static Applied reindexed(Reindexing reindexing) {
    return new Applied(new Op.Reindex(reindexing), 1);
  }

  private static Applied reshape(Call call) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("shape"));
    Literal literal = call.required("shape", "[n, -1]");
    List<Expression> shape = new ArrayList<>();
    int rest = -1;
    for (Expression length : literal.expressions()) {
      if (length.equals(REST)) {
        if (rest >= 0) {
          throw literal.wrong("shape", "one -1 at most");
        }
        rest = shape.size();
      }
      shape.add(length);
    }
    if (rest >= 0) {
      List<Expression> others = new ArrayList<>(shape);
      others.remove(rest);
      Polynomial all = Lengths.product(call.tensor(0).shape());
      Polynomial length = all.dividedBy(Lengths.product(others));
      if (!length.times(Lengths.product(others)).equals(all)) {
        throw literal.wrong(
            "shape", "lengths whose product divides the elements of " + call.tensor(0));
      }
      shape.set(rest, length.expression());
    }
    return shaped(shape);
  }

  private static Applied flatten(Call call) {
    call.requireArguments(1, 1, 2);
    call.requireParameters(List.of("start_dim", "end_dim"));
    TensorSpec x = call.tensor(0);
    int last = x.shape().size() - 1;
    int start = call.parameter("start_dim", 1).map(text -> call.dim("start_dim", text)).orElse(0);
    int end = call.parameter("end_dim", 2).map(text -> call.dim("end_dim", text)).orElse(last);
    if (start > end && last >= 0) {
      throw call.problem("flatten: start_dim " + start + " is after end_dim " + end);
    }
    List<Expression> shape = new ArrayList<>(x.shape());
    List<Expression> joined = last < 0 ? shape : shape.subList(start, end + 1);
    Expression length = Lengths.product(joined).expression();
    joined.clear();
    joined.add(length);
    return shaped(shape);
  }

  /** A dim that is not literally 1 cannot go at all sizes; PyTorch would keep it at some. */
  private static Applied squeeze(Call call) {
    call.requireArguments(1, 1, 1);
    call.requireParameters(List.of("dim"));
    TensorSpec x = call.tensor(0);
    List<Integer> dims =
        call.parameter("dim", 1)
            .map(literal -> call.dims("dim", literal, x))
            .orElseThrow(() -> call.problem("squeeze has no dim; add one, such as dim=-1"));
    List<Expression> shape = new ArrayList<>();
    for (int dim = 0; dim < x.shape().size(); dim++) {
      Expression length = x.shape().get(dim);
      if (!dims.contains(dim)) {
        shape.add(length);
      } else if (!ShapeRules.isOne(length)) {
        throw call.problem("squeeze: dim " + dim + " of " + x + " is " + length + ", expected 1");
      }
    }
    return shaped(shape);
  }

  private static Applied unsqueeze(Call call) {
    call.requireArguments(1, 1, 1);
    call.requireParameters(List.of("dim"));
    TensorSpec x = call.tensor(0);
    int rank = x.shape().size();
    Literal literal =
        call.parameter("dim", 1)
            .orElseThrow(() -> call.problem("unsqueeze has no dim; add one, such as dim=-1"));
    List<Integer> dims = literal.integers("dim");
    int dim = dims.get(0);
    if (dims.size() != 1 || dim < -rank - 1 || dim > rank) {
      throw literal.wrong("dim", -rank - 1 + " to " + rank + " for " + x);
    }
    List<Expression> shape = new ArrayList<>(x.shape());
    shape.add(dim < 0 ? dim + rank + 1 : dim, Expression.of(1));
    return shaped(shape);
  }

  private static Applied concat(Call call) {
    int count = call.arguments().size();
    call.requireArguments(1, Math.max(1, count), 0);
    call.requireParameters(List.of("dim"));
    int dim = call.parameter("dim", count).map(literal -> call.dim("dim", literal)).orElse(0);
    return new Applied(new Op.Concat(dim), count);
  }

  private static Applied flip(Call call) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("dims"));
    Literal dims = call.required("dims", "[0]");
    return reindexed(new Reindexing.Flip(call.dims("dims", dims, call.tensor(0))));
  }

  private static Applied narrow(Call call) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("dim", "start", "length"));
    int dim = call.dim("dim", 1);
    call.required("length", "8");
    Expression start = position(call, "start");
    return reindexed(new Reindexing.Narrow(dim, start, call.expression("length", 1)));
  }

  private static Applied select(Call call) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("dim", "index"));
    return reindexed(new Reindexing.Select(call.dim("dim", 1), position(call, "index")));
  }

  private static Expression position(Call call, String name) {
    Literal literal = call.required(name, "0");
    Expression position = call.expression(name, 0);
    if (position.names().isEmpty() && position.evaluate(Bindings.none()) < 0) {
      throw literal.wrong(name, "0 or more");
    }
    return position;
  }

  private static Applied triangle(Call call, boolean upper) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("diagonal"));
    double diagonal = call.number("diagonal", 0);
    if (diagonal != (int) diagonal) {
      throw call.required("diagonal", "0").wrong("diagonal", "an integer");
    }
    return reindexed(new Reindexing.Triangle(upper, (int) diagonal));
  }

  private static Applied diagonal(Call call) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of());
    return reindexed(new Reindexing.Diagonal());
  }

  private static Applied expand(Call call) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("shape"));
    return reindexed(new Reindexing.Expand(call.required("shape", "[n, 3]").expressions()));
  }
}
