package dev.warpsmith.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options that say who writes and who judges, and how they work together. */
final class TeamOptions {
  /** What else than names a run must know to set its team up again. */
  private static final Setting[] KEPT = {
    Setting.CODER_OPTIONS,
    Setting.JUDGE_OPTIONS,
    Setting.START,
    Setting.STRATEGY,
    Setting.FEEDBACK,
    Setting.JUDGE_METRICS,
    Setting.PRICES
  };

  @Option(
      names = "--coder",
      paramLabel = "<name>",
      description =
          "Who writes: expert, openai:<model>, anthropic:<model>, gemini:<model>, ollama:<model>,"
              + " exec:<command>, replay:<file>. Default: expert.")
  Optional<String> coder = Optional.empty();

  @Option(
      names = "--judge",
      paramLabel = "<name>",
      description =
          "Who advises: expert, random, none, or a model as above. Given several times they are a"
              + " jury: the advice nearest to the others' is followed, and the run ends where more"
              + " than half would end it. Default: expert.")
  List<String> judge = List.of();

  @Option(
      names = "--coder-options",
      paramLabel = "<list>",
      description =
          "Of the Coder's model: temperature, maxTokens, effort, baseUrl, keyVariable, timeout (s),"
              + " stream (on, off); of a transcript: prompts (same, any: whether it answers what"
              + " was not asked then); as in temperature=0.2,effort=high.")
  Optional<String> coderOptions = Optional.empty();

  @Option(
      names = "--judge-options",
      paramLabel = "<list>",
      description = "The same of the Judge's model; for a jury once, or once for each.")
  List<String> judgeOptions = List.of();

  @Option(
      names = "--start",
      paramLabel = "<who>",
      description =
          "Where a model as Coder begins: draft (its own), or expert (the expert's best kernel,"
              + " after at most half of the rounds and 5; expert=<n> after at most n). Default:"
              + " draft.")
  Optional<String> start = Optional.empty();

  @Option(
      names = "--strategy",
      paramLabel = "<name>",
      description = {
        "How candidates follow on each other, with options as in beam:width=3,directions=2."
            + " Default: chain.",
        "chain: each candidate from the last one (the paper)",
        "best-of: several drafts, then on from the fastest; for a model as Coder",
        "  drafts=3: drafts at the beginning",
        "beam: the fastest kernels, each changed against several bottlenecks at once",
        "  width=2: kernels kept",
        "  directions=2: changes of each kernel in a wave",
        "evolve: islands, each with the fastest kernel of every bottleneck and schedule family",
        "  islands=2: islands, one change on each in a wave",
        "  migrate=3: waves between two migrations, 0 for none",
        "refine: drafts side by side, what they showed distilled, the fastest refined with it",
        "  width=3: drafts at the beginning, refinements in a wave",
        "  workspace=3000: characters that what was tried may take"
      })
  Optional<String> strategy = Optional.empty();

  @Option(
      names = "--parallel",
      paramLabel = "<n>",
      description =
          "Models asked at once where a strategy asks for several candidates; 1 for a person behind"
              + " exec:, and always 1 for replay:. Default: 4.")
  Optional<String> parallel = Optional.empty();

  @Option(
      names = "--feedback",
      paramLabel = "<kind>",
      description =
          "What the Judge speaks of: full, correction (refused candidates only) or optimisation"
              + " (proven ones only); for comparison. Default: full.")
  Optional<String> feedback = Optional.empty();

  @Option(
      names = "--judge-metrics",
      paramLabel = "<which>",
      description =
          "Metrics that a model as Judge sees: key (the paper's 24) or all. Default: key.")
  Optional<String> judgeMetrics = Optional.empty();

  @Option(
      names = "--prices",
      paramLabel = "<file>",
      description = "Prices of models, above those that Warpsmith knows (JSON).")
  Optional<String> prices = Optional.empty();

  /** Adds these flags to the settings. */
  Settings addTo(Settings settings) {
    return settings
        .with(Setting.CODER, coder)
        .with(Setting.JUDGE, joined(judge))
        .with(Setting.PARALLEL, parallel)
        .with(Setting.CODER_OPTIONS, coderOptions)
        .with(Setting.JUDGE_OPTIONS, joined(judgeOptions))
        .with(Setting.START, start)
        .with(Setting.STRATEGY, strategy)
        .with(Setting.FEEDBACK, feedback)
        .with(Setting.JUDGE_METRICS, judgeMetrics)
        .with(Setting.PRICES, prices);
  }

  private static Optional<String> joined(List<String> values) {
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(Seat.SEPARATOR, values));
  }

  /** Returns what a run keeps of the settings: those that are not at their defaults. */
  static Map<String, String> kept(Settings settings) {
    Map<String, String> kept = new TreeMap<>();
    for (Setting setting : KEPT) {
      if (!settings.text(setting).equals(setting.initial())) {
        kept.put(setting.key(), settings.text(setting));
      }
    }
    return kept;
  }

  /** Puts what a run kept back into settings. */
  static void restore(Settings settings, Map<String, String> kept) {
    for (Setting setting : KEPT) {
      settings.with(setting, Optional.of(kept.getOrDefault(setting.key(), setting.initial())));
    }
  }
}
