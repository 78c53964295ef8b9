package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/**
 * How many elements of each value any implementation must have, at least: all, but where a gather
 * or a window picks some. Found from the outputs backwards; where operands of a part cannot be
 * counted, one element is assumed.
 */
final class Demand implements Op.Visitor<Long> {
  private final OpGraph graph;
  private final Bindings dims;
  private final Map<String, Long> demanded = new HashMap<>();
  private Node node;
  private String operand = "";
  private long wanted;

  private Demand(OpGraph graph, Bindings dims, Node first) {
    this.graph = graph;
    this.dims = dims;
    this.node = first;
  }

  /** Returns the demanded elements by value; one that is not needed at all is missing. */
  static Map<String, Long> of(OpGraph graph, Bindings dims) {
    List<Node> nodes = graph.nodes();
    if (nodes.isEmpty()) {
      return Map.of();
    }
    return new Demand(graph, dims, nodes.get(0)).backwards();
  }

  private Map<String, Long> backwards() {
    graph.outputs().forEach(output -> demanded.put(output, elements(output)));
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      node = graph.nodes().get(i);
      wanted = demanded.getOrDefault(node.name(), 0L);
      if (wanted > 0) {
        node.operands()
            .forEach(used -> used.match(v -> demand(v.name()), scalar -> 0L, constant -> 0L));
      }
    }
    return demanded;
  }

  private long demand(String name) {
    operand = name;
    long most = elements(name);
    long all = elements(node.name());
    boolean picked =
        node.op() instanceof Op.Gather
            || node.op() instanceof Op.Reindex
            || node.op() instanceof Op.Convolution
            || node.op() instanceof Op.Pool;
    long part = wanted == all && !picked ? most : Math.min(most, node.op().accept(this));
    return demanded.merge(name, part, Math::max);
  }

  private long elements(String name) {
    return graph.spec(name).elements(dims);
  }

  /** Each element of the result needs one of the operand, unless it is broadcast. */
  @Override
  public Long pointwise(Op.Pointwise op) {
    return elements(operand) == elements(node.name()) ? wanted : 1;
  }

  /** Each element of the result needs elements of its own. */
  @Override
  public Long reduction(Op.Reduction op) {
    return wanted * (elements(operand) / elements(node.name()));
  }

  @Override
  public Long softmax(Op.Softmax op) {
    return wanted;
  }

  @Override
  public Long matMul(Op.MatMul op) {
    return 1L;
  }

  @Override
  public Long permute(Op.Permute op) {
    return wanted;
  }

  @Override
  public Long scan(Op.Scan op) {
    return wanted;
  }

  @Override
  public Long argReduction(Op.ArgReduction op) {
    return wanted * (elements(operand) / elements(node.name()));
  }

  @Override
  public Long gather(Op.Gather op) {
    return wanted;
  }

  /** A stride may pass over elements, and the end of a dim be in no window. */
  @Override
  public Long convolution(Op.Convolution op) {
    boolean whole = wanted == elements(node.name());
    Operand.Value x = new Operand.Value(operand);
    if (op.transposed() || node.operands().indexOf(x) > 0) {
      return whole ? elements(operand) : 1;
    }
    long[] weight =
        node.operands()
            .get(1)
            .match(
                value -> graph.spec(value.name()).shape(dims),
                scalar -> new long[0],
                constant -> new long[0]);
    return whole ? covered(op.rank(), dim -> Windows.of(op, dim), dim -> weight[dim + 2]) : 1;
  }

  @Override
  public Long pool(Op.Pool op) {
    boolean whole = wanted == elements(node.name());
    return whole ? covered(op.rank(), dim -> Windows.of(op, dim), dim -> op.window().get(dim)) : 1;
  }

  private long covered(int rank, IntFunction<Windows> windows, IntToLongFunction window) {
    long[] in = graph.spec(operand).shape(dims);
    long[] out = graph.spec(node.name()).shape(dims);
    long product = 1;
    for (int dim = 0; dim < in.length; dim++) {
      int sliding = dim - in.length + rank;
      product *=
          sliding < 0
              ? in[dim]
              : windows.apply(sliding).covered(in[dim], out[dim], window.applyAsLong(sliding));
    }
    return product;
  }

  @Override
  public Long adaptivePool(Op.AdaptivePool op) {
    return 1L;
  }

  @Override
  public Long normalization(Op.Normalization op) {
    return 1L;
  }

  @Override
  public Long attention(Op.Attention op) {
    return 1L;
  }

  @Override
  public Long pairLoss(Op.PairLoss op) {
    return 1L;
  }

  @Override
  public Long rowLoss(Op.RowLoss op) {
    return 1L;
  }

  @Override
  public Long recurrence(Op.Recurrence op) {
    return 1L;
  }

  @Override
  public Long reshape(Op.Reshape op) {
    return wanted;
  }

  /** What is not kept need not be had. */
  @Override
  public Long reindex(Op.Reindex op) {
    boolean whole = wanted == elements(node.name());
    return op.reindexing()
        .accept(
            new Reindexing.Visitor<Long>() {
              @Override
              public Long flip(Reindexing.Flip flip) {
                return wanted;
              }

              @Override
              public Long narrow(Reindexing.Narrow narrow) {
                return wanted;
              }

              @Override
              public Long select(Reindexing.Select select) {
                return wanted;
              }

              @Override
              public Long triangle(Reindexing.Triangle triangle) {
                return whole ? kept(triangle) : 1;
              }

              @Override
              public Long diagonal(Reindexing.Diagonal diagonal) {
                return whole ? elements(operand) : 1;
              }

              @Override
              public Long expand(Reindexing.Expand expand) {
                return whole ? elements(operand) : 1;
              }
            });
  }

  private long kept(Reindexing.Triangle triangle) {
    long[] shape = graph.spec(operand).shape(dims);
    long rows = shape[shape.length - 2];
    long columns = shape[shape.length - 1];
    long kept = 0;
    for (long row = 0; row < rows; row++) {
      long split = row + triangle.diagonal() + (triangle.upper() ? 0 : 1);
      long before = Math.max(0, Math.min(columns, split));
      kept += triangle.upper() ? columns - before : before;
    }
    return elements(operand) / Math.max(1, rows * columns) * kept;
  }

  /** What is wanted may lie in the other operands. */
  @Override
  public Long concat(Op.Concat op) {
    return 1L;
  }
}
