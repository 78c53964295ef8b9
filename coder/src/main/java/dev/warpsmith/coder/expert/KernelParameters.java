package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.TensorSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kernel's parameters, in the order inputs, outputs, scalars, sizes, collected while its body is
 * written; and the arguments that a launch passes for them.
 */
final class KernelParameters {
  private final Identifiers identifiers;
  private final String sizeType;
  private final Map<String, String> inputs = new LinkedHashMap<>();
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final Map<String, String> scalars = new LinkedHashMap<>();
  private final Map<String, String> sizes = new LinkedHashMap<>();

  /**
   * Makes an empty list.
   *
   * @param sizeType the C++ type of sizes, {@code int} or {@code long long}
   */
  KernelParameters(Identifiers identifiers, String sizeType) {
    this.identifiers = identifiers;
    this.sizeType = sizeType;
  }

  /** Returns a list for another kernel of the same region: the scalars and sizes, no pointer. */
  KernelParameters derived() {
    KernelParameters other = new KernelParameters(identifiers, sizeType);
    other.scalars.putAll(scalars);
    other.sizes.putAll(sizes);
    return other;
  }

  /** Returns the identifiers, as arguments of a call with the same parameters. */
  String names() {
    return declaration().replaceAll("[^,]*[ *](\\w+)(, |$)", "$1$2");
  }

  /** Returns the C++ type of sizes. */
  String sizeType() {
    return sizeType;
  }

  /** Adds a pointer that the kernel reads through, and returns its identifier. */
  String input(TensorSpec tensor) {
    String name = identifiers.of(tensor.name());
    inputs.put(tensor.name(), "const " + tensor.dtype().cudaName() + "* __restrict__ " + name);
    return name;
  }

  /** Adds a pointer that the kernel writes through, and returns its identifier. */
  String output(TensorSpec tensor) {
    String name = identifiers.of(tensor.name());
    outputs.put(tensor.name(), tensor.dtype().cudaName() + "* __restrict__ " + name);
    return name;
  }

  /** Adds a scalar of the task, and returns its identifier. */
  String scalar(String scalar) {
    String name = identifiers.of(scalar);
    scalars.put(scalar, "float " + name);
    return name;
  }

  /** Adds sizes unless they are literals, and returns their C++ texts, of the type of sizes. */
  List<String> sizes(List<String> expressions) {
    return expressions.stream().map(this::size).toList();
  }

  /** Adds a size unless it is a literal, and returns its C++ text. */
  String size(String expression) {
    return size(expression, "size");
  }

  /**
   * Adds a size unless it is a literal, and returns its text.
   *
   * @param wish its identifier where the size is no name and not there yet
   */
  String size(String expression, String wish) {
    if (expression.matches("\\d+")) {
      return sizeType.equals("int") ? expression : expression + "ll";
    }
    String there = sizes.get(expression);
    if (there != null) {
      return there.substring(sizeType.length() + 1);
    }
    String name =
        expression.matches("[A-Za-z_]\\w*")
            ? identifiers.of(expression)
            : identifiers.of("the size " + expression + " as " + wish, wish);
    sizes.put(expression, sizeType + " " + name);
    return name;
  }

  /** Returns the parameter list of the kernel's definition. */
  String declaration() {
    return all(Map::values);
  }

  /** Returns the argument list of its launch. */
  String arguments() {
    return all(Map::keySet);
  }

  private String all(Function<Map<String, String>, Collection<String>> part) {
    return Stream.of(inputs, outputs, scalars, sizes)
        .flatMap(map -> part.apply(map).stream())
        .collect(Collectors.joining(", "));
  }
}
