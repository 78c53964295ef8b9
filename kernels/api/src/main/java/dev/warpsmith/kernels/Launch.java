package dev.warpsmith.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One kernel launch of a plan: {@code @launch[cooperative] name<<<grid, block,
 * shared>>>(arguments)}.
 *
 * @param grid 1 to 3 expressions, x first
 * @param block 1 to 3 expressions, x first
 * @param sharedBytes dynamic shared memory in bytes
 * @param arguments in the kernel's parameter order: each the name of a tensor or scalar, or an
 *     integer expression over dims and tunables
 * @param cluster thread block cluster shape, if given
 */
public record Launch(
    String kernel,
    List<Expression> grid,
    List<Expression> block,
    Expression sharedBytes,
    List<Expression> arguments,
    boolean cooperative,
    Optional<List<Expression>> cluster,
    SourcePosition position) {
  public Launch {
    grid = List.copyOf(grid);
    block = List.copyOf(block);
    arguments = List.copyOf(arguments);
    cluster = cluster.map(List::copyOf);
    requireExtents("grid", grid);
    requireExtents("block", block);
    cluster.ifPresent(extents -> requireExtents("cluster", extents));
  }

  /**
   * Parses the body and options of a {@code @launch} directive.
   *
   * @throws SourceException if they are no launch
   */
  public static Launch parse(Directive directive) {
    return new LaunchParser(directive).parse();
  }

  /** Returns the directive that parses to an equal launch. */
  @Override
  public String toString() {
    List<String> options = new ArrayList<>();
    if (cooperative) {
      options.add("cooperative");
    }
    cluster.ifPresent(extents -> options.add("cluster = " + tuple(extents)));
    String bracket = options.isEmpty() ? "" : "[" + String.join(", ", options) + "]";
    String shared = sharedBytes.equals(Expression.of(0)) ? "" : ", " + sharedBytes;
    return "@launch"
        + bracket
        + " "
        + kernel
        + "<<<"
        + tuple(grid)
        + ", "
        + tuple(block)
        + shared
        + ">>>"
        + tuple(arguments);
  }

  private static String tuple(List<Expression> parts) {
    return parts.stream().map(Expression::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  private static void requireExtents(String what, List<Expression> extents) {
    if (extents.isEmpty() || extents.size() > 3) {
      throw new IllegalArgumentException(
          what + " has " + extents.size() + " extents, expected 1 to 3");
    }
  }
}
