package dev.warpsmith.coder.expert;

import java.util.List;

/**
 * A region as CUDA.
 *
 * @param helpers device functions that several regions may share, each complete
 * @param code the kernels
 * @param launches bodies of {@code @launch} lines, in order
 * @param scratch bodies of {@code @scratch} lines
 */
record Rendered(List<String> helpers, String code, List<String> launches, List<String> scratch) {
  Rendered {
    helpers = List.copyOf(helpers);
    launches = List.copyOf(launches);
    scratch = List.copyOf(scratch);
  }
}
