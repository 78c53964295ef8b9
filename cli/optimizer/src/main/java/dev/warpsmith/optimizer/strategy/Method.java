package dev.warpsmith.optimizer.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The strategies by name, with their options. */
public enum Method {
  CHAIN("each candidate from the last one (the paper)"),
  BEST_OF(
      "several drafts, then on from the fastest; for a model as Coder",
      new Knob("drafts", 3, 1, 99, "drafts at the beginning")),
  BEAM(
      "the fastest kernels, each changed against several bottlenecks at once",
      new Knob("width", 2, 1, 16, "kernels kept"),
      new Knob("directions", 2, 1, 8, "changes of each kernel in a wave")),
  EVOLVE(
      "islands, each with the fastest kernel of every bottleneck and schedule family",
      new Knob("islands", 2, 1, 16, "islands, one change on each in a wave"),
      new Knob("migrate", 3, 0, 99, "waves between two migrations, 0 for none")),
  REFINE(
      "drafts side by side, what they showed distilled, the fastest refined with it",
      new Knob("width", 3, 1, 16, "drafts at the beginning, refinements in a wave"),
      new Knob("workspace", 3000, 200, 50000, "characters that what was tried may take"));

  private final String summary;

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives a list that nobody can change
  private final List<Knob> knobs;

  Method(String summary, Knob... knobs) {
    this.summary = summary;
    this.knobs = List.of(knobs);
  }

  /** Returns the name that selects it, such as {@code best-of}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns what it does, in one line. */
  public String summary() {
    return summary;
  }

  /** Returns its options; the first one is meant by {@code name=value}. */
  public List<Knob> knobs() {
    return knobs;
  }

  /** Returns every name. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Method::word).toList();
  }
}
