package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A size of a task below its full size, in the same regime: the largest dims halved, one after
 * another, which keeps what divides them, until the work is small.
 *
 * @param dims a value for every dim
 */
record SmallerSize(Bindings dims) {
  private static final double WORK = 5e7;
  private static final double ELEMENTS = 2e6;

  /** Dims are halved down to this, and those of the last check size below it. */
  private static final long SMALLEST = 32;

  /** Returns the largest such size whose reference takes about a second. */
  static SmallerSize of(Task task) {
    return sizes(task, 1).get(0);
  }

  /** Returns sizes, the largest last, each with about half the work of the next. */
  static List<SmallerSize> sizes(Task task, int count) {
    Bindings dims = task.dims();
    Map<String, Long> least = least(task);
    while (!small(task, dims) && canHalve(dims, least)) {
      dims = halved(dims, least);
    }
    List<SmallerSize> sizes = new ArrayList<>(List.of(new SmallerSize(dims)));
    while (sizes.size() < count) {
      dims = halved(dims, Map.of());
      sizes.add(0, new SmallerSize(dims));
    }
    return sizes;
  }

  private static boolean small(Task task, Bindings dims) {
    return work(task, dims) <= WORK && elements(task, dims) <= ELEMENTS;
  }

  /** Returns about how many operations the reference takes at a size. */
  static double work(Task task, Bindings dims) {
    double operations =
        task.graph().map(graph -> (double) graph.cost(dims).work().flops()).orElse(product(dims));
    return operations + elements(task, dims);
  }

  private static double elements(Task task, Bindings dims) {
    return task.inputs().stream().mapToDouble(input -> input.tensor().elements(dims)).sum()
        + task.outputs().stream().mapToDouble(output -> output.elements(dims)).sum();
  }

  /** Stands for the work of a reference of which only its dims are known. */
  private static double product(Bindings dims) {
    return dims.asMap().values().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
  }

  private static Map<String, Long> least(Task task) {
    Bindings check = task.checkSizes().get(task.checkSizes().size() - 1);
    Map<String, Long> least = new HashMap<>(check.asMap());
    least.replaceAll((dim, value) -> Math.min(SMALLEST, value));
    return least;
  }

  private static boolean canHalve(Bindings dims, Map<String, Long> least) {
    return dims.asMap().entrySet().stream().anyMatch(dim -> canHalve(dim, least));
  }

  private static boolean canHalve(Map.Entry<String, Long> dim, Map<String, Long> least) {
    long value = dim.getValue();
    return value > SMALLEST || value / 2 >= least.getOrDefault(dim.getKey(), 1L);
  }

  private static Bindings halved(Bindings dims, Map<String, Long> least) {
    return dims.asMap().entrySet().stream()
        .filter(dim -> canHalve(dim, least))
        .max(Map.Entry.comparingByValue())
        .map(largest -> dims.with(largest.getKey(), Math.max(1, largest.getValue() / 2)))
        .orElse(dims);
  }
}
