package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The arithmetic that one element of an output takes with all that it depends on, each value of it
 * computed once. Of every value it follows a box from the output backwards: how long the part of
 * each dim is that is needed, at most.
 */
final class ElementWork implements Op.Visitor<long[]> {
  private final OpGraph graph;
  private final Bindings dims;
  private final Map<String, long[]> boxes = new HashMap<>();
  private Node node;
  private long[] box = new long[0];
  private int index;
  private long[] shape = new long[0];

  private ElementWork(OpGraph graph, Bindings dims, Node first) {
    this.graph = graph;
    this.dims = dims;
    this.node = first;
  }

  static double of(OpGraph graph, String output, Bindings dims) {
    Node last = graph.node(output).orElseThrow();
    return new ElementWork(graph, dims, last).backwards(last);
  }

  private double backwards(Node last) {
    long[] one = new long[last.result().shape().size()];
    Arrays.fill(one, 1);
    boxes.put(last.name(), one);
    double work = 0;
    for (int i = graph.nodes().indexOf(last); i >= 0; i--) {
      node = graph.nodes().get(i);
      long[] needed = boxes.get(node.name());
      if (needed != null) {
        box = needed;
        double part = product(box) / Math.max(1, product(node.result().shape(dims)));
        work += part * NodeWork.of(graph, node, dims).flops();
        operands();
      }
    }
    return work;
  }

  private void operands() {
    for (index = 0; index < node.operands().size(); index++) {
      node.operands()
          .get(index)
          .match(
              value -> {
                shape = graph.spec(value.name()).shape(dims);
                boxes.merge(value.name(), capped(node.op().accept(this)), ElementWork::hull);
                return 0;
              },
              scalar -> 0,
              constant -> 0);
    }
  }

  private long[] capped(long[] wanted) {
    for (int dim = 0; dim < wanted.length; dim++) {
      wanted[dim] = Math.min(wanted[dim], shape[dim]);
    }
    return wanted;
  }

  private static long[] hull(long[] a, long[] b) {
    return LongStream.range(0, a.length).map(i -> Math.max(a[(int) i], b[(int) i])).toArray();
  }

  private static double product(long[] lengths) {
    return Arrays.stream(lengths).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  /** Returns the box of an operand whose last dims are the result's. */
  private long[] aligned() {
    long[] own = new long[shape.length];
    for (int dim = 0; dim < own.length; dim++) {
      int there = dim + box.length - own.length;
      own[dim] = there < 0 ? shape[dim] : box[there];
    }
    return own;
  }

  private long[] whole() {
    return shape.clone();
  }

  private long[] aligned(List<Integer> full) {
    long[] own = aligned();
    full.forEach(dim -> own[dim] = shape[dim]);
    return own;
  }

  @Override
  public long[] pointwise(Op.Pointwise op) {
    return aligned();
  }

  private long[] reduced(List<Integer> dims, boolean kept) {
    long[] own = new long[shape.length];
    int there = 0;
    for (int dim = 0; dim < own.length; dim++) {
      boolean gone = dims.contains(dim);
      own[dim] = gone ? shape[dim] : box[there];
      there += gone && !kept ? 0 : 1;
    }
    return own;
  }

  @Override
  public long[] reduction(Op.Reduction op) {
    return reduced(op.dims(), op.keepDims());
  }

  @Override
  public long[] softmax(Op.Softmax op) {
    return aligned(List.of(op.dim()));
  }

  @Override
  public long[] matMul(Op.MatMul op) {
    if (index > 1) {
      return aligned();
    }
    long[] own = aligned();
    int inner = index == 0 ? (op.transposeA() ? 2 : 1) : (op.transposeB() ? 1 : 2);
    int outer = 3 - inner;
    own[own.length - outer] = box[box.length - (index == 0 ? 2 : 1)];
    own[own.length - inner] = shape[own.length - inner];
    return own;
  }

  @Override
  public long[] permute(Op.Permute op) {
    long[] own = new long[shape.length];
    for (int dim = 0; dim < own.length; dim++) {
      own[op.order().get(dim)] = box[dim];
    }
    return own;
  }

  @Override
  public long[] scan(Op.Scan op) {
    return aligned(List.of(op.dim()));
  }

  @Override
  public long[] argReduction(Op.ArgReduction op) {
    return reduced(List.of(op.dim()), op.keepDim());
  }

  @Override
  public long[] gather(Op.Gather op) {
    return index == 0 ? reduced(List.of(op.dim()), false) : aligned();
  }

  @Override
  public long[] convolution(Op.Convolution op) {
    if (index > 0) {
      return whole();
    }
    long[] weight = graph.spec(name(1)).shape(dims);
    long[] own = whole();
    own[0] = box[0];
    for (int dim = 0; dim < op.rank(); dim++) {
      long reach = (weight[dim + 2] - 1) * op.dilation().get(dim) + 1;
      int stride = op.stride().get(dim);
      own[dim + 2] =
          op.transposed()
              ? (box[dim + 2] + reach) / stride + 1
              : (box[dim + 2] - 1) * stride + reach;
    }
    long perGroup = op.transposed() ? weight[0] / op.groups().evaluate(dims) : weight[1];
    own[1] = box[1] == 1 ? perGroup : shape[1];
    return own;
  }

  private String name(int operand) {
    return node.operands().get(operand).match(value -> value.name(), scalar -> "", constant -> "");
  }

  @Override
  public long[] pool(Op.Pool op) {
    long[] own = aligned();
    for (int dim = 0; dim < op.rank(); dim++) {
      int there = own.length - op.rank() + dim;
      long reach = (op.window().get(dim) - 1L) * op.dilation().get(dim) + 1;
      own[there] = (box[there] - 1) * op.stride().get(dim) + reach;
    }
    return own;
  }

  @Override
  public long[] adaptivePool(Op.AdaptivePool op) {
    long[] own = aligned();
    for (int dim = 0; dim < op.rank(); dim++) {
      int there = own.length - op.rank() + dim;
      own[there] = box[there] * (shape[there] / op.size().get(dim) + 2);
    }
    return own;
  }

  @Override
  public long[] normalization(Op.Normalization op) {
    if (index > 0) {
      return whole();
    }
    long[] own = whole();
    switch (op.kind()) {
      case BATCH -> own[1] = box[1];
      case INSTANCE -> System.arraycopy(box, 0, own, 0, 2);
      case GROUP -> {
        own[0] = box[0];
        own[1] = box[1] == 1 ? shape[1] / op.groups().evaluate(dims) : shape[1];
      }
      case LAYER, RMS -> System.arraycopy(box, 0, own, 0, own.length - op.trailing());
    }
    return own;
  }

  @Override
  public long[] attention(Op.Attention op) {
    long[] own = whole();
    System.arraycopy(box, 0, own, 0, own.length - (index == 0 ? 1 : 2));
    return own;
  }

  @Override
  public long[] pairLoss(Op.PairLoss op) {
    return whole();
  }

  @Override
  public long[] rowLoss(Op.RowLoss op) {
    return whole();
  }

  @Override
  public long[] recurrence(Op.Recurrence op) {
    long[] own = whole();
    if (index <= op.kind().states()) {
      own[own.length - 2] = box[1];
    }
    return own;
  }

  /** Dims before and after those that change are what they were. */
  @Override
  public long[] reshape(Op.Reshape op) {
    long[] own = whole();
    long[] result = node.result().shape(dims);
    int most = Math.min(own.length, result.length);
    int first = 0;
    while (first < most && own[first] == result[first]) {
      own[first] = box[first];
      first++;
    }
    for (int last = 1; last <= most - first; last++) {
      if (shape[own.length - last] != result[result.length - last]) {
        break;
      }
      own[own.length - last] = box[box.length - last];
    }
    return own;
  }

  @Override
  public long[] reindex(Op.Reindex op) {
    return op.reindexing()
        .accept(
            new Reindexing.Visitor<long[]>() {
              @Override
              public long[] flip(Reindexing.Flip flip) {
                return aligned();
              }

              @Override
              public long[] narrow(Reindexing.Narrow narrow) {
                return aligned();
              }

              @Override
              public long[] select(Reindexing.Select select) {
                long[] own = reduced(List.of(select.dim()), false);
                own[select.dim()] = 1;
                return own;
              }

              @Override
              public long[] triangle(Reindexing.Triangle triangle) {
                return aligned();
              }

              @Override
              public long[] diagonal(Reindexing.Diagonal diagonal) {
                return new long[] {box[0]};
              }

              @Override
              public long[] expand(Reindexing.Expand expand) {
                return aligned();
              }
            });
  }

  /** A part that crosses from one operand to the next is taken to lie in each. */
  @Override
  public long[] concat(Op.Concat op) {
    return aligned();
  }
}
