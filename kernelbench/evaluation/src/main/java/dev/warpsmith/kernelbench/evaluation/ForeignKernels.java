package dev.warpsmith.kernelbench.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Says how much of a module's time is spent in kernels that its text defines, and how much in those
 * of libraries: what calls cuDNN is no kernel of its own, however right.
 */
final class ForeignKernels {
  private static final int SHOWN = 3;

  private final Set<String> own;

  /**
   * @param own names that the module's text defines
   */
  ForeignKernels(Set<String> own) {
    this.own = own;
  }

  /**
   * Returns a fact or two.
   *
   * @param micros by kernel, the longest first
   */
  List<String> facts(Map<String, Double> micros) {
    double all = micros.values().stream().mapToDouble(time -> time).sum();
    if (all == 0) {
      return List.of("kernels: the profiler saw none");
    }
    double mine =
        micros.entrySet().stream()
            .filter(kernel -> mine(kernel.getKey()))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    List<String> longest = new ArrayList<>();
    micros.entrySet().stream()
        .limit(SHOWN)
        .forEach(
            kernel ->
                longest.add(
                    String.format(
                        Locale.ROOT,
                        "%s %.0f %%",
                        shortened(kernel.getKey()),
                        100 * kernel.getValue() / all)));
    return List.of(
        String.format(
            Locale.ROOT,
            "kernels: %.0f %% of the time in its own, the longest: %s",
            100 * mine / all,
            String.join(", ", longest)));
  }

  private boolean mine(String kernel) {
    return own.stream().anyMatch(kernel::contains);
  }

  private static String shortened(String kernel) {
    return kernel.length() <= 60 ? kernel : kernel.substring(0, 57) + "...";
  }
}
