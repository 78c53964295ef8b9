package dev.warpsmith.kernels.ptx;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A PTX file.
 *
 * @param version such as {@code 9.0}
 * @param target such as {@code sm_90}
 * @param files paths of source files by their {@code .file} number
 * @param variables module-level variables in order
 * @param functions declarations and definitions in order
 */
public record PtxModule(
    String version,
    String target,
    int addressSize,
    Map<Integer, String> files,
    List<Variable> variables,
    List<Function> functions) {

  /** Copies the collections. */
  public PtxModule {
    Objects.requireNonNull(version);
    Objects.requireNonNull(target);
    files = Map.copyOf(files);
    variables = List.copyOf(variables);
    functions = List.copyOf(functions);
  }

  /**
   * Parses PTX text.
   *
   * @throws PtxSyntaxException at the first place that is not PTX as understood here
   */
  public static PtxModule parse(String text) {
    return new ModuleParser(text).parse();
  }

  /** Finds a function that has a body. */
  public Optional<Function> definition(String name) {
    return functions.stream()
        .filter(f -> f.name().equals(name) && f.body().isPresent())
        .findFirst();
  }

  /** Returns the kernels. */
  public List<Function> kernels() {
    return functions.stream().filter(f -> f.entry() && f.body().isPresent()).toList();
  }

  /** Returns PTX text that parses to an equal module, apart from PTX line numbers. */
  public String print() {
    return new PtxPrinter(this).print();
  }
}
