package dev.warpsmith.kernels;

import java.util.List;

/**
 * CUDA C++ device code with its directives.
 *
 * @param file the name used in messages
 * @param text the whole file
 * @param directives in file order
 */
public record CudaSource(String file, String text, List<Directive> directives) {
  public CudaSource {
    directives = List.copyOf(directives);
  }
}
