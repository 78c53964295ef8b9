package dev.warpsmith.kernels.nvcc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment that compilers run in: only what they need, so that variables such as {@code
 * NVCC_APPEND_FLAGS} or {@code CPATH} cannot change a build.
 */
final class ToolEnvironment {
  private static final List<String> PASSED =
      List.of("PATH", "LD_LIBRARY_PATH", "CUDA_HOME", "CUDA_PATH", "SYSTEMROOT");

  private ToolEnvironment() {}

  /** Returns the variables that pass, and a private folder for temporary files. */
  static Map<String, String> of(Map<String, String> environment, Path temporary) {
    Map<String, String> allowed = new TreeMap<>();
    for (String name : PASSED) {
      String value = environment.get(name);
      if (value != null) {
        allowed.put(name, value);
      }
    }
    allowed.put("TMPDIR", temporary.toString());
    allowed.put("LC_ALL", "C");
    return allowed;
  }
}
