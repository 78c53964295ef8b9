package dev.warpsmith.kernels;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A kernel's declaration in the source: {@code __global__ void name(parameters)}.
 *
 * @param name without namespaces
 * @param template whether it is a template, which no launch can name
 * @param position of the name
 */
public record KernelSignature(
    String name, List<Parameter> parameters, boolean template, SourcePosition position) {
  public KernelSignature {
    parameters = List.copyOf(parameters);
  }

  /**
   * A kernel's parameter.
   *
   * @param type as written, without {@code __restrict__}
   * @param name absent if the parameter is unnamed
   */
  public record Parameter(ParameterType type, Optional<String> name) {
    @Override
    public String toString() {
      return name.map(known -> type + " " + known).orElseGet(type::toString);
    }
  }

  @Override
  public String toString() {
    return parameters.stream()
        .map(Parameter::toString)
        .collect(Collectors.joining(", ", name + "(", ")"));
  }
}
