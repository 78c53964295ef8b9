package dev.warpsmith.cli;

import dev.warpsmith.optimizer.Budget;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The options that say what a run may spend, and what is enough. */
final class LimitOptions {
  @Option(
      names = "--rounds",
      paramLabel = "<n>",
      description = "Rounds that the run may take. Default: 10.")
  Optional<String> rounds = Optional.empty();

  @Option(
      names = "--extra-rounds",
      paramLabel = "<n>",
      description =
          "Rounds that may follow those while the trend pays: while one of the last two is the best"
              + " so far, by 2 %% or more. Default: 0.")
  Optional<String> extraRounds = Optional.empty();

  @Option(
      names = {"--minutes", "--max-minutes"},
      paramLabel = "<m>",
      description = "Minutes after which no further round begins. Default: none.")
  Optional<String> minutes = Optional.empty();

  @Option(
      names = "--max-usd",
      paramLabel = "<usd>",
      description =
          "USD that calls of language models may cost; no call begins that may cost more.")
  Optional<String> maxUsd = Optional.empty();

  @Option(
      names = "--max-tokens",
      paramLabel = "<n>",
      description = "Tokens that calls of language models may take, in and out.")
  Optional<String> maxTokens = Optional.empty();

  @Option(
      names = "--target-speedup",
      paramLabel = "<factor>",
      description = "Stop when the best candidate is so much faster than the baseline.")
  Optional<String> targetSpeedup = Optional.empty();

  @Option(
      names = "--plateau",
      paramLabel = "<n>",
      description = "Stop after so many rounds without a faster candidate.")
  Optional<String> plateau = Optional.empty();

  @Option(
      names = "--stop-at-light",
      paramLabel = "<fraction>",
      description =
          "Stop at this fraction of the speed of light, with a model as Judge. Default: 0.95.")
  Optional<String> stopAtLight = Optional.empty();

  /** Adds these flags to the settings. */
  Settings addTo(Settings settings) {
    flags().forEach(settings::with);
    return settings;
  }

  private Map<Setting, Optional<String>> flags() {
    Map<Setting, Optional<String>> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.ROUNDS, rounds);
    flags.put(Setting.EXTRA_ROUNDS, extraRounds);
    flags.put(Setting.MINUTES, minutes);
    flags.put(Setting.MAX_USD, maxUsd);
    flags.put(Setting.MAX_TOKENS, maxTokens);
    flags.put(Setting.TARGET_SPEEDUP, targetSpeedup);
    flags.put(Setting.PLATEAU, plateau);
    flags.put(Setting.STOP_AT_LIGHT, stopAtLight);
    return flags;
  }

  /** Returns the budget that settings say; the expert Judges know the speed of light themselves. */
  static Budget budget(Settings settings) {
    boolean expert = Agents.isExpert(settings.text(Setting.JUDGE));
    return new Budget(
        whole(settings, Setting.ROUNDS, 1),
        settings.minutes(),
        settings.positive(Setting.MAX_USD),
        tokens(settings),
        new Budget.Enough(
            settings.positive(Setting.TARGET_SPEEDUP),
            expert && settings.isInitial(Setting.STOP_AT_LIGHT)
                ? OptionalDouble.empty()
                : settings.positive(Setting.STOP_AT_LIGHT),
            plateau(settings)),
        whole(settings, Setting.EXTRA_ROUNDS, 0));
  }

  private static int whole(Settings settings, Setting setting, int least) {
    return Math.toIntExact(Math.min(settings.integer(setting, least), 1_000_000));
  }

  private static OptionalLong tokens(Settings settings) {
    return settings.isNone(Setting.MAX_TOKENS)
        ? OptionalLong.empty()
        : OptionalLong.of(settings.integer(Setting.MAX_TOKENS, 1));
  }

  private static OptionalInt plateau(Settings settings) {
    return settings.isNone(Setting.PLATEAU)
        ? OptionalInt.empty()
        : OptionalInt.of(whole(settings, Setting.PLATEAU, 1));
  }

  /** Returns a run's budget with the limits that flags give anew. */
  Budget extended(Budget old, Settings flags) {
    Budget given = budget(flags);
    Budget.Enough before = old.enough();
    Budget.Enough after = given.enough();
    return new Budget(
        rounds.isPresent() ? given.rounds() : old.rounds(),
        minutes.isPresent() ? given.minutes() : old.minutes(),
        maxUsd.isPresent() ? given.maxUsd() : old.maxUsd(),
        maxTokens.isPresent() ? given.maxTokens() : old.maxTokens(),
        new Budget.Enough(
            targetSpeedup.isPresent() ? after.speedup() : before.speedup(),
            stopAtLight.isPresent() ? after.light() : before.light(),
            plateau.isPresent() ? after.plateau() : before.plateau()),
        extraRounds.isPresent() ? given.extra() : old.extra());
  }
}
