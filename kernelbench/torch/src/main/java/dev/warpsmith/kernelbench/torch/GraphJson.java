package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernels.Bindings;
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
    ObjectNode json = node.op().accept(new OperatorJson(size));
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
  static String text(double value) {
    return Double.toString(value);
  }
}
