package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.graph.ShapeRules;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the kernel of a pointwise operator: one thread for each element of the result. */
final class NaivePointwise {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name($parameters) {
        $I i = $first;
        if (i < n) {
      $loads    out[i] = $value;
        }
      }
      """;

  private final NaiveProgram program;
  private final NaiveStorage storage;
  private final Map<String, DType> scalars;
  private final Node node;
  private final List<Expression> shape;
  private final CudaScalar type;
  private final List<String> parameters = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<TensorSpec, String> loaded = new HashMap<>();
  private final StringBuilder loads = new StringBuilder();
  private final List<String> operands = new ArrayList<>();
  private boolean broadcasts;

  NaivePointwise(
      NaiveProgram program,
      NaiveStorage storage,
      Map<String, DType> scalars,
      Node node,
      CudaScalar type) {
    this.program = program;
    this.storage = storage;
    this.scalars = scalars;
    this.node = node;
    this.shape = node.result().shape();
    this.type = type;
  }

  void write(String kernel, Op.Pointwise op) {
    for (int i = 0; i < node.operands().size(); i++) {
      boolean used = op.function().cudaTemplate().contains("{" + i + "}");
      operands.add(used ? operand(node.operands().get(i)) : "");
    }
    parameters.add(node.result().dtype().cudaName() + "* out");
    arguments.add(node.name());
    parameters.add("$I n");
    arguments.add(NaiveProgram.product(shape));
    if (broadcasts) {
      for (int dim = 0; dim < shape.size(); dim++) {
        parameters.add("$I d" + dim);
        arguments.add(shape.get(dim).toString());
      }
    }
    String value = type.apply(op.function(), operands, op.parameters());
    program.kernel(
        KERNEL,
        "$name",
        kernel,
        "$parameters",
        String.join(", ", parameters),
        "$loads",
        loads.toString(),
        "$value",
        type.store(node.result().dtype(), value.substring(1, value.length() - 1)));
    program.launch(kernel, "ceildiv(" + NaiveProgram.product(shape) + ", 256)", "256", arguments);
  }

  private String operand(Operand operand) {
    return operand.match(
        value -> tensor(storage.spec(value.name())),
        scalar -> scalar(scalar.name()),
        constant -> type.literal(constant.value()));
  }

  private String tensor(TensorSpec tensor) {
    String known = loaded.get(tensor);
    if (known != null) {
      return known;
    }
    int position = arguments.size();
    loaded.put(tensor, "x" + position);
    String name = "in" + position;
    parameters.add("const " + tensor.dtype().cudaName() + "* " + name);
    arguments.add(tensor.name());
    String element = name + "[" + index(tensor.shape()) + "]";
    loads.append(
        "    %s x%d = %s;\n"
            .formatted(type.typeName(), position, type.load(tensor.dtype(), element)));
    return "x" + position;
  }

  private String scalar(String name) {
    int position = arguments.indexOf(name);
    if (position < 0) {
      position = arguments.size();
      DType dtype = scalars.getOrDefault(name, DType.F32);
      parameters.add(dtype.cudaName() + " in" + position);
      arguments.add(name);
      loads.append(
          "    %s x%d = %s;\n"
              .formatted(type.typeName(), position, type.load(dtype, "in" + position)));
    }
    return "x" + position;
  }

  /** Returns where the operand's element for the result's element {@code i} lies. */
  private String index(List<Expression> operand) {
    if (ShapeRules.provablyEqual(operand, shape)) {
      return "i";
    }
    int offset = shape.size() - operand.size();
    List<Integer> kept =
        IntStream.range(offset, shape.size())
            .filter(dim -> !ShapeRules.isOne(operand.get(dim - offset)))
            .boxed()
            .toList();
    if (kept.isEmpty()) {
      return "0";
    }
    broadcasts = true;
    return kept.stream()
        .map(dim -> coordinate(dim) + times(kept.stream().filter(later -> later > dim).toList()))
        .collect(Collectors.joining(" + "));
  }

  private String coordinate(int dim) {
    List<Integer> inner = IntStream.range(dim + 1, shape.size()).boxed().toList();
    String quotient = inner.isEmpty() ? "i" : "i / (" + product(inner) + ")";
    return dim == 0 ? quotient : quotient + " % d" + dim;
  }

  private static String times(List<Integer> dims) {
    return dims.isEmpty() ? "" : " * (" + product(dims) + ")";
  }

  private static String product(List<Integer> dims) {
    return dims.stream().map(dim -> "d" + dim).collect(Collectors.joining(" * "));
  }
}
