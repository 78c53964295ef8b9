package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Tunable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Moves that change several settings of one kernel, or several declared tunables, at once. */
final class CombinedMoves {
  private static final String TUNE = "tune";

  private CombinedMoves() {}

  /** Returns the declared tunables in which two candidates of the same text differ. */
  static Optional<Move> between(Candidate before, Candidate after) {
    Map<String, String> from = new LinkedHashMap<>();
    Map<String, String> to = new LinkedHashMap<>();
    for (Tunable tunable : before.plan().tunables()) {
      long old = before.tunables().find(tunable.name()).orElseThrow();
      long now = after.tunables().find(tunable.name()).orElse(old);
      if (old != now) {
        from.put(tunable.name(), String.valueOf(old));
        to.put(tunable.name(), String.valueOf(now));
      }
    }
    return to.isEmpty() || !before.source().text().equals(after.source().text())
        ? Optional.empty()
        : Optional.of(new Move(TUNE, from, to, "Set " + words(to) + "."));
  }

  /** Reads a move of declared tunables; empty if it names others, or values not declared. */
  static Optional<Move> parse(String text, Candidate now) {
    if (!text.startsWith(TUNE + ": ")) {
      return Optional.empty();
    }
    try {
      Map<String, Long> values = new LinkedHashMap<>();
      Schedules.settings(text.substring(TUNE.length() + 1))
          .forEach((name, value) -> values.put(name, Long.parseLong(value)));
      boolean declared =
          values.entrySet().stream()
              .allMatch(value -> declares(now, value.getKey(), value.getValue()));
      return declared ? between(now, now.with(Bindings.of(values))) : Optional.empty();
    } catch (IllegalArgumentException noNumber) {
      return Optional.empty();
    }
  }

  private static boolean declares(Candidate candidate, String name, long value) {
    return candidate.plan().tunables().stream()
        .anyMatch(tunable -> tunable.name().equals(name) && tunable.values().contains(value));
  }

  /** Returns the settings of one kernel in which two programs differ; empty if there are others. */
  static Optional<Move> between(KernelProgram before, KernelProgram after) {
    Optional<Move> found = Optional.empty();
    for (int i = 0; i < before.schedules().size(); i++) {
      Schedule from = before.schedules().get(i);
      Schedule to = after.schedules().get(i);
      if (!from.equals(to)) {
        if (found.isPresent() || !from.family().equals(to.family())) {
          return Optional.empty();
        }
        found = move(before.context(i, new Identifiers()).kernel(), from, to);
      }
    }
    return found;
  }

  /**
   * Reads a move's text, such as {@code row_1: threads = 512, items = 4}.
   *
   * @return empty if it is of another kernel, changes nothing, or is not legal
   */
  static Optional<Move> parse(String text, String kernel, Schedule now) {
    if (!text.startsWith(kernel + ": ")) {
      return Optional.empty();
    }
    try {
      Map<String, String> after = Schedules.settings(text.substring(kernel.length() + 1));
      return move(kernel, now, now.with(after));
    } catch (IllegalArgumentException notLegal) {
      return Optional.empty();
    }
  }

  private static Optional<Move> move(String kernel, Schedule from, Schedule to) {
    Map<String, String> before = new LinkedHashMap<>(from.settings());
    Map<String, String> after = new LinkedHashMap<>(to.settings());
    before.entrySet().removeIf(old -> old.getValue().equals(to.settings().get(old.getKey())));
    after.keySet().retainAll(before.keySet());
    return after.isEmpty()
        ? Optional.empty()
        : Optional.of(new Move(kernel, before, after, "Set " + words(after) + "."));
  }

  private static String words(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + " = " + setting.getValue())
        .collect(Collectors.joining(", "));
  }
}
