package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Refuses a task whose tensors are too large, before anything is allocated for them. */
final class TaskSizes {
  /** Every element at a check size is computed in float64 and compared, stress after stress. */
  static final long MOST_CHECKED = 1L << 28;

  private TaskSizes() {}

  /**
   * Checks every size of a task.
   *
   * @throws TaskSizeException if one is too large
   */
  static void require(Task task, GpuSpec gpu) {
    double bytes =
        tensors(task).stream().mapToDouble(tensor -> (double) tensor.bytes(task.dims())).sum();
    if (bytes > (double) gpu.memoryBytes()) {
      throw new TaskSizeException(
          String.format(
              Locale.ROOT,
              "task %s needs %.0f bytes for its inputs and outputs at %s, %s has %d; use smaller"
                  + " dims",
              task.name(),
              bytes,
              task.dims(),
              gpu.name(),
              gpu.memoryBytes()));
    }
    task.checkSizes().forEach(size -> requireChecked(task, size));
  }

  private static void requireChecked(Task task, Bindings size) {
    List<TensorSpec> computed = new ArrayList<>(tensors(task));
    task.graph()
        .ifPresent(graph -> graph.nodes().stream().map(Node::result).forEach(computed::add));
    for (TensorSpec tensor : computed) {
      if (tensor.elements(size) > MOST_CHECKED) {
        throw new TaskSizeException(
            String.format(
                Locale.ROOT,
                "task %s: %s has %d elements at its check size %s, where every element is computed"
                    + " and compared; expected at most %d: give a check size of small odd dims",
                task.name(),
                tensor,
                tensor.elements(size),
                size,
                MOST_CHECKED));
      }
    }
  }

  private static List<TensorSpec> tensors(Task task) {
    Map<String, TensorSpec> tensors = new LinkedHashMap<>();
    task.inputs().forEach(input -> tensors.put(input.tensor().name(), input.tensor()));
    task.outputs().forEach(output -> tensors.put(output.name(), output));
    return List.copyOf(tensors.values());
  }
}
