package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Draws an operator graph of two to six operators over tensors of one to four dims, among them odd
 * lengths, lengths of 1 and dims that are literally 1.
 */
final class GeneratedGraph {
  private static final List<String> UNARY =
      List.of("relu", "sigmoid", "tanh", "gelu", "abs", "neg", "silu");
  private static final List<String> BINARY = List.of("add", "sub", "mul", "maximum", "minimum");
  private static final List<String> REDUCTIONS = List.of("sum", "mean", "max", "min", "logsumexp");
  private static final long[][] LENGTHS = {
    {1, 31, 1000, 65537, 1 << 20},
    {1, 2, 7, 31, 64, 129, 500, 1024, 2049},
    {1, 3, 7, 32, 65, 128},
    {1, 2, 5, 16, 33}
  };
  private static final long[] SMALL = {1, 2, 3, 5, 9, 33, 70};
  private static final List<String> DIMS = List.of("p", "m", "n", "k");

  private final Random random;
  private final Map<String, Long> full = new LinkedHashMap<>();
  private final Map<String, Long> check = new LinkedHashMap<>();
  private final Map<String, List<String>> inputs = new LinkedHashMap<>();
  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();
  private String last = "x";

  private GeneratedGraph(long seed) {
    this.random = new Random(seed);
  }

  /** Draws the task of a seed. */
  static Task task(long seed) {
    return new GeneratedGraph(seed).draw();
  }

  private Task draw() {
    List<String> shape = shape(1 + random.nextInt(4));
    inputs.put("x", shape);
    inputs.put("z", shape);
    for (int i = 0; i < 2; i++) {
      inputs.put("b" + i, broadcast(shape));
    }
    values.putAll(inputs);
    int operators = 2 + random.nextInt(5);
    for (int i = 0; i + 1 < operators; i++) {
      apply("v" + i, random.nextInt(12));
    }
    apply("y", random.nextInt(14));
    String declared =
        inputs.entrySet().stream()
            .map(input -> input.getKey() + "[" + String.join(", ", input.getValue()) + "]")
            .collect(Collectors.joining("; "));
    return GraphTasks.of(text(full), text(check), declared, lines.toArray(String[]::new));
  }

  private List<String> shape(int rank) {
    long[] lengths = LENGTHS[rank - 1];
    List<String> shape = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      boolean literal = rank > 1 && random.nextInt(8) == 0;
      String dim = DIMS.get(DIMS.size() - rank + i);
      if (!literal) {
        dim(dim, lengths);
      }
      shape.add(literal ? "1" : dim);
    }
    if (full.isEmpty()) {
      dim("n", lengths);
      shape.set(rank - 1, "n");
    }
    return shape;
  }

  private void dim(String name, long[] lengths) {
    full.put(name, lengths[random.nextInt(lengths.length)]);
    check.put(name, Math.min(full.get(name), SMALL[random.nextInt(SMALL.length)]));
  }

  /** Returns a shape that broadcasts to another one. */
  private List<String> broadcast(List<String> shape) {
    List<String> trailing = shape.subList(random.nextInt(shape.size()), shape.size());
    return trailing.stream().map(dim -> random.nextInt(3) == 0 ? "1" : dim).toList();
  }

  private void apply(String name, int kind) {
    List<String> shape = shapeOf(last);
    int rank = shape.size();
    switch (kind) {
      case 0, 1, 2 -> line(name, pick(UNARY) + "(" + last + ")", shape);
      case 3, 4, 5 -> binary(name, shape);
      case 6 -> along(name, "softmax", shape);
      case 7 -> along(name, "cumsum", shape);
      case 8 -> permute(name, shape);
      case 9 -> product(name, shape);
      case 10 -> centred(name, shape);
      case 12 -> {
        if (rank == 0) {
          binary(name, shape);
        } else {
          int dim = random.nextInt(rank);
          line(name, "argmax(" + last + ", dim=" + dim + ")", without(shape, List.of(dim), false));
        }
      }
      default -> reduce(name, shape);
    }
  }

  private void along(String name, String operator, List<String> shape) {
    if (shape.isEmpty()) {
      binary(name, shape);
    } else {
      line(name, operator + "(" + last + ", dim=" + random.nextInt(shape.size()) + ")", shape);
    }
  }

  private void binary(String name, List<String> shape) {
    List<String> others =
        values.keySet().stream().filter(other -> joins(shapeOf(other), shape)).toList();
    String other = others.isEmpty() ? "0.5" : pick(others);
    line(name, pick(BINARY) + "(" + last + ", " + other + ")", shape);
  }

  /** Tells whether a tensor broadcasts to a shape without widening it. */
  private static boolean joins(List<String> other, List<String> shape) {
    if (other.size() > shape.size()) {
      return false;
    }
    for (int i = 1; i <= other.size(); i++) {
      String own = other.get(other.size() - i);
      if (!own.equals("1") && !own.equals(shape.get(shape.size() - i))) {
        return false;
      }
    }
    return true;
  }

  private void permute(String name, List<String> shape) {
    if (shape.size() < 2) {
      binary(name, shape);
      return;
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    line(
        name, "permute(" + last + ", dims=" + order + ")", order.stream().map(shape::get).toList());
  }

  private void product(String name, List<String> shape) {
    if (shape.size() < 2) {
      binary(name, shape);
      return;
    }
    String inner = shape.get(shape.size() - 1);
    String outer = "q" + name;
    dim(outer, new long[] {1, 3, 17, 64, 130});
    String weight = "w" + name;
    inputs.put(weight, List.of(outer, inner));
    List<String> result = new ArrayList<>(shape.subList(0, shape.size() - 1));
    result.add(outer);
    line(name, "linear(" + last + ", " + weight + ")", result);
  }

  private void centred(String name, List<String> shape) {
    if (shape.isEmpty()) {
      binary(name, shape);
      return;
    }
    int dim = random.nextInt(shape.size());
    line(name, "sub(" + last + ", mean(" + last + ", dim=" + dim + ", keepdim=true))", shape);
  }

  private void reduce(String name, List<String> shape) {
    if (shape.isEmpty()) {
      binary(name, shape);
      return;
    }
    List<Integer> dims = new ArrayList<>(List.of(random.nextInt(shape.size())));
    for (int i = 0; i < shape.size(); i++) {
      if (!dims.contains(i) && random.nextInt(3) == 0) {
        dims.add(i);
      }
    }
    Collections.sort(dims);
    boolean keep = random.nextBoolean();
    line(
        name,
        pick(REDUCTIONS) + "(" + last + ", dim=" + dims + ", keepdim=" + keep + ")",
        without(shape, dims, keep));
  }

  private static List<String> without(List<String> shape, List<Integer> dims, boolean keep) {
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      if (!dims.contains(i)) {
        rest.add(shape.get(i));
      } else if (keep) {
        rest.add("1");
      }
    }
    return rest;
  }

  private void line(String name, String call, List<String> shape) {
    lines.add(name + " = " + call);
    values.put(name, shape);
    last = name;
  }

  private List<String> shapeOf(String value) {
    List<String> shape = values.get(value);
    if (shape == null) {
      throw new IllegalStateException("no value " + value);
    }
    return shape;
  }

  private String pick(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private static String text(Map<String, Long> sizes) {
    return sizes.entrySet().stream()
        .map(size -> size.getKey() + " = " + size.getValue())
        .collect(Collectors.joining(", "));
  }
}
