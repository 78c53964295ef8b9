package dev.warpsmith.kernels.ptx;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A kernel ({@code .entry}) or device function ({@code .func}).
 *
 * @param linkage {@code visible}, {@code extern}, {@code weak} or empty
 * @param directives such as {@code .maxntid}
 * @param body empty for a declaration
 */
public record Function(
    String linkage,
    boolean entry,
    String name,
    List<Variable> returns,
    List<Variable> parameters,
    List<Directive> directives,
    Optional<List<Statement>> body) {

  /** A directive with its numbers, such as {@code maxntid} 256, 1, 1. */
  public record Directive(String name, List<Integer> values) {
    /** Copies the values. */
    public Directive {
      values = List.copyOf(values);
    }
  }

  /** Copies the lists. */
  public Function {
    Objects.requireNonNull(linkage);
    Objects.requireNonNull(name);
    returns = List.copyOf(returns);
    parameters = List.copyOf(parameters);
    directives = List.copyOf(directives);
    body = body.map(List::copyOf);
  }

  /** Finds a directive by its name without the dot. */
  public Optional<Directive> directive(String directiveName) {
    return directives.stream().filter(d -> d.name().equals(directiveName)).findFirst();
  }
}
