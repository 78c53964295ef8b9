package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The text of a candidate under construction: directives, helper functions, kernels. */
final class NaiveProgram {
  private static final String REDUCE =
      """
      // Combines one value of each thread of the block; every thread gets the result.
      static __device__ $T block_$word_$type($T value) {
        __shared__ $T partial[256];
        __syncthreads();
        partial[threadIdx.x] = value;
        __syncthreads();
        for (int half = blockDim.x / 2; half > 0; half /= 2) {
          if (threadIdx.x < half) {
            $T a = partial[threadIdx.x];
            $T b = partial[threadIdx.x + half];
            partial[threadIdx.x] = $combined;
          }
          __syncthreads();
        }
        return partial[0];
      }
      """;

  /** The C++ type of indices: {@code int} where every tensor allows it. */
  private final String index;

  private final Bindings largest;
  private final List<String> scratch = new ArrayList<>();
  private final List<String> launches = new ArrayList<>();
  private final Set<String> helpers = new LinkedHashSet<>();
  private final List<String> kernels = new ArrayList<>();

  /**
   * @param largest the largest dims that the kernels run at
   */
  NaiveProgram(String index, Bindings largest) {
    this.index = index;
    this.largest = largest;
  }

  /** Returns the largest value of an expression over dims. */
  long largest(Expression expression) {
    return expression.evaluate(largest);
  }

  void scratch(TensorSpec tensor) {
    scratch.add("// @scratch " + tensor + "\n");
  }

  void launch(String kernel, String grid, String block, List<String> arguments) {
    launches.add(
        "// @launch %s<<<(%s), (%s)>>>(%s)\n"
            .formatted(kernel, grid, block, String.join(", ", arguments)));
  }

  /** Adds a function that combines a value of each of a block's threads, and returns its name. */
  String blockReduction(Fold fold, CudaScalar type) {
    helpers.add(
        fill(
            REDUCE,
            "$type",
            type.word(),
            "$T",
            type.typeName(),
            "$word",
            fold.word(),
            "$combined",
            fold.combined("a", "b", type)));
    return "block_" + fold.word() + "_" + type.word();
  }

  /** Adds a function that the kernels call; {@code $I} becomes the index type. */
  void helper(String template, String... replacements) {
    helpers.add(fill(fill(template, replacements), "$I", index));
  }

  /**
   * Adds a kernel; in its text {@code $I} becomes the index type and {@code $first} the thread's
   * number in the grid.
   */
  void kernel(String template, String... replacements) {
    String thread = "blockIdx.x * blockDim.x + threadIdx.x";
    String first = index.equals("int") ? thread : "(" + index + ") " + thread;
    kernels.add(fill(fill(template, replacements), "$first", first, "$I", index));
  }

  /** Replaces each even argument by the one after it. */
  static String fill(String template, String... replacements) {
    String text = template;
    for (int i = 0; i < replacements.length; i += 2) {
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    return text;
  }

  /** Returns the number of elements outside a dim, in directive syntax. */
  static String others(TensorSpec tensor, int dim) {
    List<Expression> others = new ArrayList<>(tensor.shape());
    others.remove(dim);
    return product(others);
  }

  /** Returns the number of elements from one index of a dim to the next, in directive syntax. */
  static String inner(TensorSpec tensor, int dim) {
    return product(tensor.shape().subList(dim + 1, tensor.shape().size()));
  }

  /** Returns the product of dims in directive syntax. */
  static String product(List<Expression> dims) {
    if (dims.isEmpty()) {
      return "1";
    }
    return dims.stream()
        .map(dim -> dim.toString().matches("\\w+") ? dim.toString() : "(" + dim + ")")
        .collect(Collectors.joining(" * "));
  }

  String render(String includes) {
    return String.join("", scratch)
        + String.join("", launches)
        + (includes.isEmpty() ? "" : "\n" + includes)
        + helpers.stream().map(text -> "\n" + text).collect(Collectors.joining())
        + kernels.stream().map(text -> "\n" + text).collect(Collectors.joining());
  }
}
