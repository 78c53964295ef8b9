package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.ncu.NcuResult.Failed;
import dev.warpsmith.profiler.ncu.NcuResult.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what ncu says of a run, outside its table. */
final class NcuMessages {
  private static final Pattern ONE_UNKNOWN =
      Pattern.compile("Failed to find metric (?:regex:\\^)?([\\w.:\\\\]+)");
  private static final Pattern SEVERAL_UNKNOWN =
      Pattern.compile("Failed to access the following \\d+ metrics?: ([^\\r\\n]+)");
  private static final Pattern PROGRAM =
      Pattern.compile("application returned an error code \\((\\d+)\\)");
  private static final Pattern AVAILABLE = Pattern.compile("(?m)^\\d+\\. (.+)$");

  private final String text;

  NcuMessages(String text) {
    this.text = text;
  }

  /** Returns the metrics, among those asked for, that ncu does not know on this GPU. */
  Set<String> unknownMetrics(List<String> asked) {
    Set<String> named = new LinkedHashSet<>();
    Matcher one = ONE_UNKNOWN.matcher(text);
    while (one.find()) {
      named.add(one.group(1).replace("\\", ""));
    }
    Matcher several = SEVERAL_UNKNOWN.matcher(text);
    while (several.find()) {
      named.addAll(List.of(several.group(1).strip().split("\\s*,\\s*")));
    }
    return asked.stream()
        .filter(metric -> named.stream().anyMatch(name -> same(metric, name)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** ncu names a metric whole, or without its last part, after which it looks for any. */
  private static boolean same(String metric, String name) {
    String base = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return metric.equals(base) || metric.startsWith(base + ".");
  }

  /** Tells whether trying again may help. */
  boolean passing() {
    return has("driver resource was unavailable");
  }

  /** Returns what went wrong, if ncu says so. */
  Optional<Failed> failure(Optional<NcuCommand.KernelFilter> filter, Surroundings around) {
    if (has("ERR_NVGPUCTRPERM")) {
      return failed(
          Reason.PERMISSION,
          "the driver lets only administrators read this GPU's counters (ERR_NVGPUCTRPERM)",
          around.remedy());
    }
    if (passing()) {
      return failed(
          Reason.BUSY,
          "another profiler has this GPU's counters (a driver resource was unavailable)",
          "end other runs of ncu, nsys or CUPTI; pause DCGM with: dcgmi profile --pause");
    }
    if (has("nsight-compute-lock")) {
      return failed(
          Reason.BUSY,
          "ncu cannot take its lock file nsight-compute-lock",
          "delete the one that another user left in /tmp, or set TMPDIR");
    }
    return driver().or(() -> program()).or(() -> noKernel(filter));
  }

  private Optional<Failed> driver() {
    boolean unfit = has("not compatible with Nsight Compute") || has("LibraryNotLoaded");
    return unfit || has("not supported on device")
        ? failed(
            Reason.DRIVER,
            "ncu and this machine's driver or GPU do not fit: " + firstError(),
            "install an NVIDIA driver and an ncu of the same CUDA release; nvidia-smi shows the"
                + " driver's")
        : Optional.empty();
  }

  private Optional<Failed> program() {
    Matcher program = PROGRAM.matcher(text);
    if (!program.find()) {
      return Optional.empty();
    }
    String first = firstError();
    boolean own = first.contains("application returned");
    return failed(
        own ? Reason.PROGRAM : Reason.CRASHED,
        "the profiled program ended with code "
            + program.group(1)
            + (own ? "" : " after ncu said: " + first),
        own
            ? "run it without ncu first"
            : "run it again with --replay-mode application, or profile fewer launches");
  }

  private Optional<Failed> noKernel(Optional<NcuCommand.KernelFilter> filter) {
    if (!has("No kernels were profiled")) {
      return Optional.empty();
    }
    List<String> launched = available();
    String wanted =
        filter
            .map(f -> "no launch matched kernel '" + f.argument() + "'")
            .orElse("no kernel was launched");
    return failed(
        Reason.NO_KERNEL,
        launched.isEmpty() ? wanted : wanted + "; launched were: " + String.join(", ", launched),
        launched.isEmpty()
            ? "check that the program runs on the GPU, and how many launches are skipped"
            : "name one of these, or skip fewer launches");
  }

  private List<String> available() {
    int at = text.indexOf("Available Kernels:");
    List<String> names = new ArrayList<>();
    if (at >= 0) {
      Matcher line = AVAILABLE.matcher(text.substring(at));
      while (line.find()) {
        names.add(line.group(1).strip());
      }
    }
    return names;
  }

  /** Returns ncu's first error, without its mark. */
  String firstError() {
    return text.lines()
        .filter(line -> line.startsWith("==ERROR=="))
        .map(line -> line.substring("==ERROR==".length()).strip())
        .filter(line -> !line.isEmpty() && !line.startsWith("An error was reported by"))
        .findFirst()
        .orElse("nothing");
  }

  private boolean has(String part) {
    return text.contains(part);
  }

  private static Optional<Failed> failed(Reason reason, String message, String remedy) {
    return Optional.of(new Failed(reason, message, remedy));
  }
}
