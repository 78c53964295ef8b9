package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Bindings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many elements of each value any implementation must have, at least: all, but where a gather
 * picks some. Found from the outputs backwards; where operands of a part cannot be counted, one
 * element is assumed.
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
    boolean picked = node.op() instanceof Op.Gather;
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
}
