package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.kernels.Spelling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A strategy with the values of its options, as in {@code beam:width=3,directions=2}.
 *
 * @param values of all of its options, by name
 */
public record StrategyChoice(Method method, Map<String, Integer> values) {
  public StrategyChoice {
    values = Map.copyOf(values);
  }

  /**
   * Parses {@code name}, {@code name=value of the first option} or {@code name:option=value,…}.
   *
   * @throws IllegalArgumentException says what was expected
   */
  public static StrategyChoice parse(String text) {
    String word = text.split("[:=]", 2)[0].strip();
    Method method = method(word);
    Map<String, Integer> values = new LinkedHashMap<>();
    method.knobs().forEach(knob -> values.put(knob.name(), knob.initial()));
    String rest = text.substring(text.indexOf(word) + word.length()).strip();
    if (rest.startsWith("=")) {
      String first = method.knobs().isEmpty() ? "" : method.knobs().get(0).name();
      put(method, values, first + rest);
    } else if (rest.startsWith(":")) {
      for (String setting : rest.substring(1).split(",", -1)) {
        put(method, values, setting);
      }
    }
    return new StrategyChoice(method, values);
  }

  private static Method method(String word) {
    for (Method method : Method.values()) {
      if (method.word().equals(word)) {
        return method;
      }
    }
    throw new IllegalArgumentException(
        "unknown strategy '"
            + word
            + "'"
            + Spelling.hint(word, Method.words())
            + "; expected "
            + String.join(", ", Method.words()));
  }

  private static void put(Method method, Map<String, Integer> values, String setting) {
    String[] parts = setting.split("=", 2);
    String name = parts[0].strip();
    Knob knob =
        method.knobs().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        method.word() + " has no option '" + name + "'" + known(method)));
    String value = parts.length == 2 ? parts[1].strip() : "";
    if (!value.matches("[0-9]{1,6}")
        || Integer.parseInt(value) < knob.least()
        || Integer.parseInt(value) > knob.most()) {
      throw new IllegalArgumentException(
          method.word()
              + ": "
              + name
              + " is '"
              + value
              + "'; expected a whole number from "
              + knob.least()
              + " to "
              + knob.most()
              + ", as in "
              + method.word()
              + ":"
              + name
              + "="
              + knob.initial());
    }
    values.put(name, Integer.parseInt(value));
  }

  private static String known(Method method) {
    return method.knobs().isEmpty()
        ? "; it has none"
        : "; expected " + method.knobs().stream().map(Knob::name).collect(Collectors.joining(", "));
  }

  /**
   * Returns the strategy.
   *
   * @param seed decides what chance decides
   * @param draftsDiffer whether two drafts of the Coder may differ
   */
  public Strategy open(long seed, boolean draftsDiffer) {
    return switch (method) {
      case CHAIN -> new Chain();
      case BEST_OF -> new BestOf(drafts("drafts", draftsDiffer));
      case BEAM -> new Beam(value("width"), value("directions"), drafts("width", draftsDiffer));
      case EVOLVE ->
          new Evolve(value("islands"), value("migrate"), drafts("islands", draftsDiffer), seed);
      case REFINE -> new Refine(value("width"), value("workspace"), drafts("width", draftsDiffer));
    };
  }

  private int drafts(String name, boolean differ) {
    return differ ? value(name) : 1;
  }

  private int value(String name) {
    Integer value = values.get(name);
    if (value == null) {
      throw new IllegalStateException(method.word() + " has no option " + name);
    }
    return value;
  }

  /** Returns the table of strategies and options, a line each, as {@code --help} has it. */
  public static List<String> table() {
    return Arrays.stream(Method.values())
        .flatMap(
            method ->
                Stream.concat(
                    Stream.of(method.word() + ": " + method.summary()),
                    method.knobs().stream()
                        .map(
                            knob ->
                                "  " + knob.name() + "=" + knob.initial() + ": " + knob.meaning())))
        .toList();
  }
}
