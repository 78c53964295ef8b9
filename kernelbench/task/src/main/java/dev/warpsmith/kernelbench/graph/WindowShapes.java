package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.Polynomial;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Derives the shapes of what slides windows over the last dims: convolutions and pools. */
final class WindowShapes {
  private final String name;
  private final TensorSpec x;
  private final String word;

  WindowShapes(String name, TensorSpec x, String word) {
    this.name = name;
    this.x = x;
    this.word = word;
  }

  TensorSpec convolution(Op.Convolution op, TensorSpec weight, Optional<TensorSpec> bias) {
    int rank = op.rank();
    ShapeRules.requireDims(x, rank + 2, word, "a batch, channels and " + rank + " spatial ones");
    ShapeRules.requireDims(weight, rank + 2, word, "output and input channels and the kernel's");
    ShapeRules.requireSameType(word, x, weight);
    requireChannels(op, weight);
    Expression channels =
        op.transposed() ? times(weight.shape().get(1), op.groups()) : weight.shape().get(0);
    bias.ifPresent(present -> requireBias(present, channels));
    List<Expression> shape = new ArrayList<>(List.of(x.shape().get(0), channels));
    for (int dim = 0; dim < rank; dim++) {
      Polynomial window =
          Polynomial.of(weight.shape().get(dim + 2))
              .minus(Polynomial.of(1))
              .times(Polynomial.of(op.dilation().get(dim)));
      Expression length = x.shape().get(dim + 2);
      shape.add(
          op.transposed()
              ? spread(op, dim, length, window)
              : Lengths.windows(length, window, op.stride().get(dim), op.padding().get(dim)));
    }
    return new TensorSpec(name, x.dtype(), shape);
  }

  private static Expression times(Expression left, Expression right) {
    return Polynomial.of(left).times(Polynomial.of(right)).expression();
  }

  private static Expression spread(
      Op.Convolution op, int dim, Expression length, Polynomial window) {
    return Polynomial.of(length)
        .minus(Polynomial.of(1))
        .times(Polynomial.of(op.stride().get(dim)))
        .minus(Polynomial.of(2L * op.padding().get(dim)))
        .plus(window)
        .plus(Polynomial.of(op.outputPadding().get(dim) + 1L))
        .expression();
  }

  private void requireChannels(Op.Convolution op, TensorSpec weight) {
    Expression channels = x.shape().get(1);
    Expression found = weight.shape().get(op.transposed() ? 0 : 1);
    Expression part = Polynomial.of(channels).dividedBy(Polynomial.of(op.groups())).expression();
    boolean fits =
        op.transposed()
            ? ShapeRules.provablyEqual(found, channels)
            : ShapeRules.provablyEqual(times(found, op.groups()), channels)
                || ShapeRules.provablyEqual(found, part);
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: dim %d of the weight %s is %s, expected %s: the channels of %s%s"
              .formatted(
                  word,
                  op.transposed() ? 0 : 1,
                  weight,
                  found,
                  op.transposed() ? channels : part,
                  x,
                  op.transposed() ? "" : " by " + op.groups() + " groups"));
    }
  }

  private void requireBias(TensorSpec bias, Expression channels) {
    ShapeRules.requireSameType(word, x, bias);
    if (!ShapeRules.provablyEqual(bias.shape(), List.of(channels))) {
      throw new IllegalArgumentException(
          word + ": the bias is " + bias + ", expected a shape of [" + channels + "]");
    }
  }

  TensorSpec pool(Op.Pool op) {
    List<Expression> shape = pooled(op.rank());
    int first = shape.size() - op.rank();
    for (int dim = 0; dim < op.rank(); dim++) {
      Polynomial window = Polynomial.of((op.window().get(dim) - 1L) * op.dilation().get(dim));
      int stride = op.stride().get(dim);
      int padding = op.padding().get(dim);
      Expression length = shape.get(first + dim);
      shape.set(
          first + dim,
          op.lastMayEndOutside()
              ? Lengths.startedWindows(length, window, stride, padding)
              : Lengths.windows(length, window, stride, padding));
    }
    return new TensorSpec(name, x.dtype(), shape);
  }

  TensorSpec adaptivePool(Op.AdaptivePool op) {
    List<Expression> shape = pooled(op.rank());
    int first = shape.size() - op.rank();
    for (int dim = 0; dim < op.rank(); dim++) {
      shape.set(first + dim, Expression.of(op.size().get(dim)));
    }
    return new TensorSpec(name, x.dtype(), shape);
  }

  private List<Expression> pooled(int rank) {
    ShapeRules.requireFloating(x, word);
    int dims = x.shape().size();
    if (dims != rank + 1 && dims != rank + 2) {
      throw new IllegalArgumentException(
          "%s: %s has %d dims, expected %d, or %d with a batch"
              .formatted(word, x, dims, rank + 1, rank + 2));
    }
    return new ArrayList<>(x.shape());
  }
}
