package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.MetricCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A command line of ncu: an argument list, never a shell's text.
 *
 * <p>It always asks for the raw page as CSV in base units: one row per launch with metric names as
 * headings, counts as whole numbers, and no rounding to two decimals of a prefixed unit. ncu's own
 * messages and the CSV go into a log file, so that what the program prints cannot get between them.
 *
 * @param executable ncu
 * @param kernel which kernels; all if empty
 * @param launchSkip matching launches before the first one that is profiled
 * @param launchCount launches to profile; 0 for all
 * @param metrics names to ask for
 * @param cache whether caches are emptied before each pass
 * @param replay how one launch is repeated for all its counters
 * @param target whose launches are profiled
 * @param log where ncu writes
 * @param program the profiled program with its arguments
 */
public record NcuCommand(
    Path executable,
    Optional<KernelFilter> kernel,
    int launchSkip,
    int launchCount,
    List<String> metrics,
    Cache cache,
    Replay replay,
    Target target,
    Path log,
    List<String> program) {

  /** Kernels by name, without parameters and namespace. */
  public record KernelFilter(String text, boolean regex) {
    /** Checks the expression, and that a name is not taken for one. */
    public KernelFilter {
      if (text.isBlank() || (!regex && text.startsWith("regex:"))) {
        throw new IllegalArgumentException("kernel name '" + text + "': expected a kernel's name");
      }
      if (regex) {
        check(text);
      }
    }

    private static void check(String text) {
      try {
        Pattern.compile(text);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "kernel filter '" + text + "' is no regular expression: " + e.getDescription(), e);
      }
    }

    /** Returns a filter that takes one kernel. */
    public static KernelFilter exact(String name) {
      return new KernelFilter(name, false);
    }

    /** Returns a filter that takes the kernels in whose names the expression is found. */
    public static KernelFilter matching(String expression) {
      return new KernelFilter(expression, true);
    }

    String argument() {
      return regex ? "regex:" + text : text;
    }
  }

  /** What ncu does to the caches before each pass. */
  public enum Cache {
    /** Empties them: a cold launch, and the same one in every pass. */
    ALL,
    /** Leaves them: warm, and different from pass to pass. */
    NONE;
  }

  /** How ncu repeats a launch whose counters do not fit into one pass. */
  public enum Replay {
    /** Saves and restores device memory around the launch. */
    KERNEL,
    /** Runs the whole program again: where memory cannot be saved, or blocks wait for the host. */
    APPLICATION;
  }

  /** The processes whose launches are profiled. */
  public enum Target {
    /** The program and everything that it starts. */
    ALL("all"),
    /** The program alone. */
    APPLICATION("application-only");

    private final String argument;

    Target(String argument) {
      this.argument = argument;
    }
  }

  /** Checks and copies. */
  public NcuCommand {
    if (launchSkip < 0 || launchCount < 0) {
      throw new IllegalArgumentException(
          "launches to skip " + launchSkip + " and to profile " + launchCount + ": 0 or more");
    }
    metrics = List.copyOf(metrics);
    program = List.copyOf(program);
    if (metrics.isEmpty() || program.isEmpty()) {
      throw new IllegalArgumentException(
          metrics.size() + " metrics of a program of " + program.size() + " words: 1 expected");
    }
  }

  /** Returns a command for every launch, with cold caches and the metrics of an architecture. */
  public static NcuCommand of(int arch, List<String> program) {
    return new NcuCommand(
        Path.of("ncu"),
        Optional.empty(),
        0,
        0,
        metrics(arch),
        Cache.ALL,
        Replay.KERNEL,
        Target.ALL,
        Path.of("ncu.csv"),
        program);
  }

  /** Returns this command with ncu and its log file where they are. */
  public NcuCommand at(Path ncu, Path file) {
    return new NcuCommand(
        ncu, kernel, launchSkip, launchCount, metrics, cache, replay, target, file, program);
  }

  /**
   * Returns what to ask for on an architecture, each name once.
   *
   * @param arch compute capability, such as 90 for {@code sm_90}
   */
  public static List<String> metrics(int arch) {
    return MetricCatalog.all().stream()
        .flatMap(entry -> entry.spelling(arch).stream())
        .distinct()
        .toList();
  }

  /** Returns this command for some kernels only. */
  public NcuCommand kernels(KernelFilter filter) {
    return new NcuCommand(
        executable,
        Optional.of(filter),
        launchSkip,
        launchCount,
        metrics,
        cache,
        replay,
        target,
        log,
        program);
  }

  /** Returns this command for some of the matching launches only. */
  public NcuCommand launches(int skip, int count) {
    return new NcuCommand(
        executable, kernel, skip, count, metrics, cache, replay, target, log, program);
  }

  /** Returns this command with other metrics. */
  public NcuCommand metrics(List<String> names) {
    return new NcuCommand(
        executable, kernel, launchSkip, launchCount, names, cache, replay, target, log, program);
  }

  /** Returns this command with another treatment of caches. */
  public NcuCommand cache(Cache wanted) {
    return new NcuCommand(
        executable, kernel, launchSkip, launchCount, metrics, wanted, replay, target, log, program);
  }

  /** Returns this command with another way to repeat launches. */
  public NcuCommand replay(Replay wanted) {
    return new NcuCommand(
        executable, kernel, launchSkip, launchCount, metrics, cache, wanted, target, log, program);
  }

  /** Returns this command for other processes. */
  public NcuCommand target(Target wanted) {
    return new NcuCommand(
        executable, kernel, launchSkip, launchCount, metrics, cache, replay, wanted, log, program);
  }

  /** Returns the words of the command, the executable first. */
  public List<String> words() {
    List<String> words = new ArrayList<>(List.of(executable.toString()));
    option(words, "--csv");
    option(words, "--page", "raw");
    option(words, "--print-units", "base");
    option(words, "--log-file", log.toString());
    option(words, "-f");
    option(words, "--target-processes", target.argument);
    option(words, "--clock-control", "none");
    option(words, "--cache-control", cache.name().toLowerCase(Locale.ROOT));
    option(words, "--replay-mode", replay.name().toLowerCase(Locale.ROOT));
    kernel.ifPresent(filter -> kernel(words, filter));
    if (launchSkip > 0) {
      option(words, "--launch-skip", Integer.toString(launchSkip));
    }
    if (launchCount > 0) {
      option(words, "--launch-count", Integer.toString(launchCount));
    }
    option(words, "--metrics", String.join(",", metrics));
    words.addAll(program);
    return List.copyOf(words);
  }

  private static void kernel(List<String> words, KernelFilter filter) {
    option(words, "--kernel-name-base", "function");
    option(words, "--kernel-name", filter.argument());
  }

  private static void option(List<String> words, String... option) {
    words.addAll(List.of(option));
  }
}
