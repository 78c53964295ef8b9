package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import dev.warpsmith.kernels.Bindings;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Nodes of an operator graph as the worker reads them: JSON with the shapes of one size. */
final class GraphJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Bindings size;
  private final Map<String, Double> scalars;

  GraphJson(Bindings size, Map<String, Double> scalars) {
    this.size = size;
    this.scalars = scalars;
  }

  ObjectNode write(Node node) {
    ObjectNode json = node.op().accept(new Writer());
    json.put("name", node.name()).put("text", node.toString());
    for (long length : node.result().shape(size)) {
      json.withArray("shape").add(length);
    }
    json.withArray("shape");
    json.withArray("operands");
    node.operands().forEach(operand -> json.withArray("operands").add(operand(operand)));
    return json;
  }

  private ObjectNode operand(Operand operand) {
    ObjectNode json = MAPPER.createObjectNode();
    return operand.match(
        value -> json.put("value", value.name()),
        scalar -> json.put("constant", text(scalar(scalar.name()))),
        constant -> json.put("constant", text(constant.value())));
  }

  private double scalar(String name) {
    Double value = scalars.get(name);
    if (value == null) {
      throw new IllegalArgumentException("scalar '" + name + "' is missing");
    }
    return value;
  }

  /** JSON has no infinities; Python reads Java's texts of them. */
  private static String text(double value) {
    return Double.toString(value);
  }

  /** The operator's own part of a node. */
  private static final class Writer implements Op.Visitor<ObjectNode> {
    private static ObjectNode op(String word) {
      return MAPPER.createObjectNode().put("op", word);
    }

    private static ObjectNode add(ObjectNode json, String field, List<Integer> values) {
      values.forEach(json.putArray(field)::add);
      return json;
    }

    @Override
    public ObjectNode pointwise(Op.Pointwise op) {
      ObjectNode json = op("pointwise").put("function", word(op.function()));
      op.parameters().stream().map(GraphJson::text).forEach(json.putArray("parameters")::add);
      return json;
    }

    /** The two kinds of gelu have one word, but are two functions. */
    private static String word(PointwiseFunction function) {
      return function.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public ObjectNode reduction(Op.Reduction op) {
      return add(op("reduction"), "dims", op.dims())
          .put("kind", op.kind().word())
          .put("keep", op.keepDims());
    }

    @Override
    public ObjectNode softmax(Op.Softmax op) {
      return op("softmax").put("dim", op.dim()).put("log", op.log());
    }

    @Override
    public ObjectNode matMul(Op.MatMul op) {
      return op("matmul").put("transpose_a", op.transposeA()).put("transpose_b", op.transposeB());
    }

    @Override
    public ObjectNode permute(Op.Permute op) {
      return add(op("permute"), "order", op.order());
    }

    @Override
    public ObjectNode scan(Op.Scan op) {
      return op("scan").put("kind", op.kind().word()).put("dim", op.dim());
    }

    @Override
    public ObjectNode argReduction(Op.ArgReduction op) {
      return op("arg_reduction")
          .put("kind", op.kind().word())
          .put("dim", op.dim())
          .put("keep", op.keepDim());
    }

    @Override
    public ObjectNode gather(Op.Gather op) {
      return op("gather").put("dim", op.dim());
    }
  }
}
