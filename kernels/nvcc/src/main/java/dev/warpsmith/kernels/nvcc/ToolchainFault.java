package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.process.ToolRun;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Tells a machine's faults from a candidate's in what the compilers print. */
final class ToolchainFault {
  private static final String HOST = "install g++ (on Debian and Ubuntu: apt-get install g++)";

  /** What a line begins with, never a candidate's own text, and the remedy. */
  private static final Map<Pattern, String> REMEDIES = new LinkedHashMap<>();

  static {
    remedy("(gcc|g\\+\\+|clang\\S*): .*(No such file|not found|cannot execute)", HOST);
    remedy("nvcc fatal\\s+: Failed to preprocess host compiler", HOST);
    remedy("sh: .*(gcc|g\\+\\+).*not found", HOST);
    remedy("sh: .*(cicc|ptxas|cudafe\\+\\+).*not found", "reinstall the CUDA toolkit");
    remedy("\\S*cuda_runtime\\.h: No such file", "reinstall the CUDA toolkit");
    remedy("\\S*host_config\\.h.*unsupported", "set NVCC_CCBIN to a host compiler that nvcc knows");
    remedy(
        "(nvcc|ptxas) fatal\\s+: .*(gpu architecture|gpu-name)",
        "install a CUDA toolkit that knows this GPU");
    remedy("(gcc|cc1plus|nvcc|ptxas|cicc)\\b.*No space left", "free some space, or set TMPDIR");
    // Control-C and an ending session reach the compilers too; that says nothing of a candidate.
    remedy("nvcc error\\s+: .*died due to signal (2|15)\\b", "it was interrupted; run it again");
    remedy("nvcc: Terminated", "it was ended from outside; run it again");
  }

  private ToolchainFault() {}

  /** Throws if the text shows that the machine, not the candidate, is at fault. */
  static void requireNone(String text) {
    for (Map.Entry<Pattern, String> entry : REMEDIES.entrySet()) {
      text.lines()
          .filter(line -> entry.getKey().matcher(line).lookingAt())
          .findFirst()
          .ifPresent(
              line -> {
                throw new ToolchainException(
                    "nvcc cannot run: " + line.strip() + "; " + entry.getValue());
              });
    }
  }

  /** Returns a run, or throws if somebody else ended it, which says nothing of a candidate. */
  static ToolRun requireNotInterrupted(String tool, ToolRun run) {
    if (run.interrupted()) {
      throw new ToolchainException(tool + " was interrupted from outside; run it again");
    }
    return run;
  }

  private static void remedy(String pattern, String remedy) {
    REMEDIES.put(Pattern.compile(pattern), remedy);
  }
}
