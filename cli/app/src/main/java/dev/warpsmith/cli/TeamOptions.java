package dev.warpsmith.cli;

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
      description = "Who advises: expert, random, none, or a model as above. Default: expert.")
  Optional<String> judge = Optional.empty();

  @Option(
      names = "--coder-options",
      paramLabel = "<list>",
      description =
          "Of the Coder's model: temperature, maxTokens, effort, baseUrl, keyVariable, timeout (s),"
              + " stream (on, off); of a transcript: prompts (same, any: whether it answers what was"
              + " not asked then); as in temperature=0.2,effort=high.")
  Optional<String> coderOptions = Optional.empty();

  @Option(
      names = "--judge-options",
      paramLabel = "<list>",
      description = "The same of the Judge's model.")
  Optional<String> judgeOptions = Optional.empty();

  @Option(
      names = "--start",
      paramLabel = "<who>",
      description =
          "Where a model as Coder begins: draft (its own), or expert (the expert's best kernel, after"
              + " at most half of the rounds and 5; expert=<n> after at most n). Default: draft.")
  Optional<String> start = Optional.empty();

  @Option(
      names = "--strategy",
      paramLabel = "<name>",
      description =
          "chain: each candidate from the last one; best-of=<n>: n drafts, then on from the best."
              + " Default: chain.")
  Optional<String> strategy = Optional.empty();

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
        .with(Setting.JUDGE, judge)
        .with(Setting.CODER_OPTIONS, coderOptions)
        .with(Setting.JUDGE_OPTIONS, judgeOptions)
        .with(Setting.START, start)
        .with(Setting.STRATEGY, strategy)
        .with(Setting.FEEDBACK, feedback)
        .with(Setting.JUDGE_METRICS, judgeMetrics)
        .with(Setting.PRICES, prices);
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
