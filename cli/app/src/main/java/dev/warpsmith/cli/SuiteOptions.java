package dev.warpsmith.cli;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options of a suite as a whole; those of its runs are {@code optimize}'s. */
final class SuiteOptions {
  private static final String JOBS = "jobs";
  private static final String MINUTES = "suiteMinutes";
  private static final String USD = "suiteUsd";
  private static final String MEMORY = "suiteMemory";
  private static final int MOST_JOBS = 64;
  private static final int PROCESSORS_PER_JOB = 4;

  @Option(
      names = "--jobs",
      paramLabel = "<n>",
      description =
          "Tasks at once on an emulated GPU; on a GPU it is one. Default: one for 4 processors.")
  Optional<String> jobs = Optional.empty();

  @Option(
      names = "--suite-minutes",
      paramLabel = "<m>",
      description = "Minutes that the suite may take; what is left then goes on with --resume.")
  Optional<String> minutes = Optional.empty();

  @Option(
      names = "--suite-usd",
      paramLabel = "<usd>",
      description = "USD that language models may cost in all tasks together; tasks run in turn.")
  Optional<String> usd = Optional.empty();

  @Option(
      names = "--suite-memory",
      paramLabel = "<gib>",
      description =
          "GiB that the suite may take in all: with --jobs, tasks whose tensors have no room beside"
              + " others wait. One at a time takes up to 6. Default: half of the machine's.")
  Optional<String> memory = Optional.empty();

  /** Adds these to what a suite keeps, those that are given anew. */
  Map<String, String> addTo(Map<String, String> kept) {
    Map<String, String> all = new TreeMap<>(kept);
    jobs.ifPresent(text -> all.put(JOBS, text));
    minutes.ifPresent(text -> all.put(MINUTES, text));
    usd.ifPresent(text -> all.put(USD, text));
    memory.ifPresent(text -> all.put(MEMORY, text));
    jobs(all);
    minutes(all);
    usd(all);
    memory(all);
    return all;
  }

  /** Returns how many tasks run at once. */
  static int jobs(Map<String, String> kept) {
    if (Devices.isHardware(kept.getOrDefault(Setting.DEVICE.key(), "")) || usd(kept).isPresent()) {
      return 1;
    }
    String text = kept.getOrDefault(JOBS, "");
    if (text.isEmpty()) {
      return Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSORS_PER_JOB);
    }
    if (!text.matches("[1-9][0-9]?") || Integer.parseInt(text) > MOST_JOBS) {
      throw CommandException.usage(
          "--jobs is '" + text + "'; expected a whole number from 1 to " + MOST_JOBS);
    }
    return Integer.parseInt(text);
  }

  /** Returns the minutes that the suite may take, all sessions together. */
  static OptionalDouble minutes(Map<String, String> kept) {
    return positive("--suite-minutes", kept.get(MINUTES));
  }

  /** Returns the USD that all tasks together may cost. */
  static OptionalDouble usd(Map<String, String> kept) {
    return positive("--suite-usd", kept.get(USD));
  }

  /** Returns the memory that all tasks share. */
  static SuiteMemory memory(Map<String, String> kept) {
    OptionalDouble gib = positive("--suite-memory", kept.get(MEMORY));
    return gib.isPresent() ? SuiteMemory.ofGib(gib.getAsDouble()) : SuiteMemory.ofMachine();
  }

  private static OptionalDouble positive(
      String option, @org.jspecify.annotations.Nullable String text) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(text.strip());
      if (value > 0 && Double.isFinite(value)) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException e) {
      throw CommandException.usage(option + " is '" + text + "'; expected a number above 0");
    }
    throw CommandException.usage(option + " is '" + text + "'; expected more than 0");
  }
}
