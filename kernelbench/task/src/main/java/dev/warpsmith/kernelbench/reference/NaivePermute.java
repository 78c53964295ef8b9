package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the kernel that reorders dims: one thread for each element of the result. */
final class NaivePermute {
  private static final String KERNEL =
      """
      extern "C" __global__ void $name(const $S* in, $S* out, $I n$dims) {
        $I i = $first;
        if (i < n) {
          out[i] = in[$source];
        }
      }
      """;

  private final NaiveProgram program;

  NaivePermute(NaiveProgram program) {
    this.program = program;
  }

  void write(String kernel, Op.Permute op, TensorSpec source, TensorSpec result) {
    List<Integer> order = op.order();
    String total = NaiveProgram.product(result.shape());
    program.kernel(
        KERNEL,
        "$name",
        kernel,
        "$S",
        result.dtype().cudaName(),
        "$dims",
        dims(order).map(dim -> ", $I d" + dim).collect(Collectors.joining()),
        "$source",
        order.isEmpty()
            ? "0"
            : dims(order).map(dim -> coordinate(dim, order)).collect(Collectors.joining(" + ")));
    List<String> arguments = new ArrayList<>(List.of(source.name(), result.name(), total));
    result.shape().forEach(length -> arguments.add(length.toString()));
    program.launch(kernel, "ceildiv(" + total + ", 256)", "256", arguments);
  }

  private static java.util.stream.Stream<Integer> dims(List<Integer> order) {
    return IntStream.range(0, order.size()).boxed();
  }

  /** Returns how far a dim of the result moves the element's position in the operand. */
  private static String coordinate(int dim, List<Integer> order) {
    List<Integer> inner = dims(order).filter(other -> other > dim).toList();
    List<Integer> innerInOperand =
        dims(order).filter(other -> order.get(other) > order.get(dim)).toList();
    String quotient = inner.isEmpty() ? "i" : "i / (" + product(inner) + ")";
    String coordinate = dim == 0 ? quotient : quotient + " % d" + dim;
    return innerInOperand.isEmpty()
        ? coordinate
        : coordinate + " * (" + product(innerInOperand) + ")";
  }

  private static String product(List<Integer> dims) {
    return dims.stream().map(dim -> "d" + dim).collect(Collectors.joining(" * "));
  }
}
