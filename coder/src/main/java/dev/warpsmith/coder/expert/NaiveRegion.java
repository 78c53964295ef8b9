package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Launch;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes an operator that no schedule fits from the naive reference. */
final class NaiveRegion {
  private NaiveRegion() {}

  static Rendered render(RegionContext context, Task task) {
    Node node = stored(context, context.region().nodes().get(0));
    List<TensorSpec> inputs = new ArrayList<>();
    for (String name : RegionDraft.values(context.region().nodes().get(0))) {
      TensorSpec tensor = context.tensors().get(name);
      if (tensor != null && !inputs.contains(tensor)) {
        inputs.add(tensor);
      }
    }
    OpGraph graph =
        new OpGraph(
            inputs,
            task.scalars().stream().map(TaskScalar::name).toList(),
            List.of(node),
            List.of(node.name()));
    Candidate naive = NaiveKernels.of(graph, task.scalars(), largest(task));
    List<String> helpers = new ArrayList<>();
    StringBuilder code = new StringBuilder(context.comment());
    for (String part : naive.source().text().split("\n\n", -1)) {
      String text = withoutDirectives(part);
      if (text.contains("__global__")) {
        code.append(text);
      } else if (!text.isBlank() && !text.startsWith("#include")) {
        helpers.add(text);
      }
    }
    List<String> launches =
        naive.plan().launches().stream()
            .map(Launch::toString)
            .map(launch -> launch.substring("@launch ".length()))
            .toList();
    List<String> scratch = new ArrayList<>(context.scratch());
    naive.plan().scratch().forEach(tensor -> scratch.add(tensor.toString()));
    return new Rendered(helpers, code.toString(), launches, scratch);
  }

  /** Returns the node with its operands named as they lie in memory. */
  private static Node stored(RegionContext context, Node node) {
    List<Operand> operands = new ArrayList<>();
    for (Operand operand : node.operands()) {
      operands.add(
          operand.match(
              value -> new Operand.Value(context.tensor(value.name()).name()),
              scalar -> scalar,
              constant -> constant));
    }
    return new Node(node.result(), node.op(), operands);
  }

  private static String withoutDirectives(String part) {
    StringBuilder text = new StringBuilder();
    part.lines()
        .filter(line -> !line.startsWith("// @"))
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static Bindings largest(Task task) {
    Map<String, Long> largest = new LinkedHashMap<>(task.dims().asMap());
    for (Bindings size : task.checkSizes()) {
      size.asMap().forEach((name, value) -> largest.merge(name, value, Math::max));
    }
    return Bindings.of(largest);
  }
}
