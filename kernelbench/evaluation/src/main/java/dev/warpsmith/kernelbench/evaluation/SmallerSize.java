package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A size of a task below its full size, in the same regime: the largest dims halved, one after
 * another, which keeps what divides them, until the work is small. A size at which the operator
 * graph cannot be computed, such as one of fewer channels than groups, is none.
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

  /**
   * Returns sizes, the largest last, each with about half the work of the next; fewer only if the
   * full size cannot be halved so often.
   */
  static List<SmallerSize> sizes(Task task, int count) {
    Map<String, Long> bound = bound(task);
    List<Bindings> chain = new ArrayList<>(List.of(task.dims()));
    halve(task, chain, new Floor(least(task), bound), () -> small(task, last(chain)));
    int most = chain.size() + count - 1;
    halve(task, chain, new Floor(Map.of(), bound), () -> chain.size() == most);
    List<Bindings> sizes =
        new ArrayList<>(chain.subList(Math.max(0, chain.size() - count), chain.size()));
    Collections.reverse(sizes);
    return sizes.stream().map(SmallerSize::new).toList();
  }

  /**
   * How far dims may be halved.
   *
   * @param least for dims of {@value #SMALLEST} and below
   * @param bound for all
   */
  private record Floor(Map<String, Long> least, Map<String, Long> bound) {
    boolean lets(Map.Entry<String, Long> dim) {
      long half = dim.getValue() / 2;
      return half >= bound.getOrDefault(dim.getKey(), 1L)
          && (dim.getValue() > SMALLEST || half >= least.getOrDefault(dim.getKey(), 1L));
    }
  }

  /** Adds halved sizes to a chain until it is long enough, or no dim can be halved. */
  private static void halve(Task task, List<Bindings> chain, Floor floor, BooleanSupplier enough) {
    Optional<Bindings> next = Optional.of(last(chain));
    while (!enough.getAsBoolean() && next.isPresent()) {
      next = halved(task, last(chain), floor);
      next.ifPresent(chain::add);
    }
  }

  private static Bindings last(List<Bindings> chain) {
    return chain.get(chain.size() - 1);
  }

  private static boolean small(Task task, Bindings dims) {
    return work(task, dims) <= WORK && elements(task, dims) <= ELEMENTS;
  }

  /** Returns about how many operations the reference takes at a size. */
  static double work(Task task, Bindings dims) {
    double operations =
        task.graph().map(graph -> (double) graph.wholeWork(dims).flops()).orElse(product(dims));
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
    Map<String, Long> least = new HashMap<>(check(task).asMap());
    least.replaceAll((dim, value) -> Math.min(SMALLEST, value));
    return least;
  }

  /**
   * Returns the dims of the last check size that cannot be as small as {@value #SMALLEST}, because
   * of a number of groups of channels, say; below the check size they would mean something else.
   */
  private static Map<String, Long> bound(Task task) {
    Map<String, Long> bound = new HashMap<>(check(task).asMap());
    bound
        .entrySet()
        .removeIf(
            dim ->
                dim.getValue() <= SMALLEST
                    || computable(task, check(task).with(dim.getKey(), SMALLEST)));
    return bound;
  }

  private static Bindings check(Task task) {
    return task.checkSizes().get(task.checkSizes().size() - 1);
  }

  private static boolean computable(Task task, Bindings dims) {
    return task.graph().flatMap(graph -> graph.problem(dims)).isEmpty();
  }

  /** Halves the largest dim that may be; empty if none may. */
  private static Optional<Bindings> halved(Task task, Bindings dims, Floor floor) {
    return dims.asMap().entrySet().stream()
        .filter(floor::lets)
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(dim -> dims.with(dim.getKey(), dim.getValue() / 2))
        .filter(size -> computable(task, size))
        .findFirst();
  }
}
