package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernelbench.task.Reference;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks for tests, written in a few lines. */
final class GraphTasks {
  private GraphTasks() {}

  /**
   * Makes a task.
   *
   * @param full such as {@code m = 4096, n = 4096}
   * @param check the same dims
   * @param inputs such as {@code x[m, n]; f16 b[n]}, float32 where no type stands; i64 are indices
   *     below 5, bool 0 or 1
   * @param lines the graph; the last one computes the output
   */
  static Task of(String full, String check, String inputs, String... lines) {
    List<TensorSpec> tensors = Arrays.stream(inputs.split(";")).map(GraphTasks::tensor).toList();
    OpGraph graph = OpGraph.parse(tensors, lines);
    List<TaskInput> taskInputs = new ArrayList<>();
    for (TensorSpec tensor : tensors) {
      Distribution values =
          switch (tensor.dtype()) {
            case I64 -> new Distribution(Distribution.Kind.INTEGERS, 0, 5);
            case BOOL -> new Distribution(Distribution.Kind.INTEGERS, 0, 2);
            default -> Distribution.normal(0, 1);
          };
      taskInputs.add(new TaskInput(tensor, values, false));
    }
    return new Task(
        "test",
        "",
        dims(full),
        List.of(dims(check)),
        taskInputs,
        graph.outputs().stream().map(graph::spec).toList(),
        List.of(),
        Tolerance.initial(tensors.stream().map(TensorSpec::dtype).toList()),
        new Reference.Graph(graph),
        Optional.empty(),
        false,
        List.of());
  }

  private static Bindings dims(String text) {
    Map<String, Long> values = new java.util.TreeMap<>();
    Schedules.settings(text).forEach((name, value) -> values.put(name, Long.parseLong(value)));
    return Bindings.of(values);
  }

  private static TensorSpec tensor(String text) {
    int bracket = text.indexOf('[');
    String[] words = text.substring(0, bracket).strip().split(" ", -1);
    String name = words[words.length - 1];
    DType type = words.length == 1 ? DType.F32 : DType.parse(words[0]);
    List<Expression> shape = new ArrayList<>();
    for (String length : text.substring(bracket + 1, text.indexOf(']')).split(",")) {
      if (!length.isBlank()) {
        shape.add(Expression.parse(length.strip()));
      }
    }
    return new TensorSpec(name, type, shape);
  }
}
