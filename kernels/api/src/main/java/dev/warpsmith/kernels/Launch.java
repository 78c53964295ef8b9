package dev.warpsmith.kernels;

import java.util.List;
import java.util.Optional;

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
  }
}
