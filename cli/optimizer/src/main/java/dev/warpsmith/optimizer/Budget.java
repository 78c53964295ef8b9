package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a run may spend, and what is enough.
 *
 * @param rounds at least 1
 * @param minutes of working time, summed over resumed sessions
 * @param maxUsd for calls of language models
 * @param maxTokens of calls of language models, in and out
 * @param enough what ends the run early
 * @param extra rounds that may follow while the trend pays; 0 for none
 */
public record Budget(
    int rounds,
    OptionalDouble minutes,
    OptionalDouble maxUsd,
    OptionalLong maxTokens,
    Enough enough,
    int extra) {
  /** Rounds within which a faster candidate keeps the trend up. */
  private static final int TREND_ROUNDS = 2;

  /** Factor by which that candidate must beat the best one before. */
  private static final double TREND_GAIN = 1.02;

  public Budget {
    if (extra < 0) {
      throw new IllegalArgumentException(
          "a budget of " + extra + " extra rounds; 0 or more expected");
    }
    if (rounds < 1) {
      throw new IllegalArgumentException("a budget of " + rounds + " rounds; at least 1 expected");
    }
    requirePositive(minutes, "minutes");
    requirePositive(maxUsd, "USD");
    if (maxTokens.isPresent() && maxTokens.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "a budget of " + maxTokens.getAsLong() + " tokens; at least 1 expected");
    }
  }

  /** A budget of rounds and minutes. */
  public Budget(int rounds, OptionalDouble minutes) {
    this(rounds, minutes, OptionalDouble.empty(), OptionalLong.empty(), Enough.none(), 0);
  }

  /**
   * What ends a run before its budget does.
   *
   * @param speedup of the best candidate
   * @param light fraction of the speed of light that the best candidate reaches
   * @param plateau rounds in a row without a new best candidate, once there is one
   */
  public record Enough(OptionalDouble speedup, OptionalDouble light, OptionalInt plateau) {
    /** Returns what never ends a run. */
    public static Enough none() {
      return new Enough(OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.empty());
    }

    private Optional<String> reached(List<RoundRecord> rounds) {
      Optional<RoundRecord> best =
          rounds.stream().filter(RoundRecord::best).reduce((first, second) -> second);
      if (best.isEmpty()) {
        return Optional.empty();
      }
      RoundRecord.Time time = best.get().time().orElseThrow();
      int number = best.get().number();
      if (speedup.isPresent() && time.speedup() >= speedup.getAsDouble()) {
        return Optional.of(
            text("round %d reaches the speedup of %.2fx", number, speedup.getAsDouble()));
      }
      if (light.isPresent() && time.fraction() >= light.getAsDouble()) {
        return Optional.of(
            text("round %d reaches %.0f %% of the speed of light", number, 100 * time.fraction()));
      }
      int idle = rounds.get(rounds.size() - 1).number() - number;
      return plateau.isPresent() && idle >= plateau.getAsInt()
          ? Optional.of(text("no faster candidate in %d rounds", idle))
          : Optional.empty();
    }
  }

  /** Says that a budget of time is spent: {@code the budget of 0.5 minutes is spent}. */
  static String minutesSpent(double minutes) {
    return "the budget of "
        + BigDecimal.valueOf(minutes).stripTrailingZeros().toPlainString()
        + " minutes is spent";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static void requirePositive(OptionalDouble value, String unit) {
    if (value.isPresent() && !(value.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "a budget of " + value.getAsDouble() + " " + unit + "; more than 0 expected");
    }
  }

  /**
   * Returns why no further round may begin, or empty if one may.
   *
   * @param finished every round so far
   */
  Optional<String> spent(List<RoundRecord> finished, double seconds) {
    if (left(finished) == 0) {
      return Optional.of(roundsSpent(finished.size() - rounds));
    }
    if (minutes.isPresent() && seconds >= minutes.getAsDouble() * 60) {
      return Optional.of(minutesSpent(minutes.getAsDouble()));
    }
    return enough.reached(finished);
  }

  /**
   * Returns how many rounds may follow: those of the budget, then the extra ones while one of the
   * last two rounds is the best so far, by 2 % or more.
   */
  int left(List<RoundRecord> finished) {
    int left = rounds - finished.size();
    return left > 0 ? left : pays(finished) ? Math.max(0, left + extra) : 0;
  }

  private static boolean pays(List<RoundRecord> finished) {
    List<RoundRecord> bests = finished.stream().filter(RoundRecord::best).toList();
    if (bests.size() < 2) {
      return false;
    }
    RoundRecord newest = bests.get(bests.size() - 1);
    double before = micros(bests.get(bests.size() - 2));
    return newest.number() > finished.size() - TREND_ROUNDS
        && before >= TREND_GAIN * micros(newest);
  }

  private static double micros(RoundRecord best) {
    return best.time().orElseThrow().micros();
  }

  private String roundsSpent(int more) {
    String own = rounds == 1 ? "1 round" : rounds + " rounds";
    return "the budget of "
        + own
        + " is spent"
        + (more <= 0 ? "" : ", and " + more + " extra while the trend paid");
  }

  void write(ObjectNode node) {
    node.put("rounds", rounds);
    if (extra > 0) {
      node.put("extraRounds", extra);
    }
    minutes.ifPresent(value -> node.put("minutes", value));
    maxUsd.ifPresent(value -> node.put("maxUsd", value));
    maxTokens.ifPresent(value -> node.put("maxTokens", value));
    enough.speedup().ifPresent(value -> node.put("targetSpeedup", value));
    enough.light().ifPresent(value -> node.put("light", value));
    enough.plateau().ifPresent(value -> node.put("plateau", value));
  }

  static Budget read(JsonNode node) {
    JsonNode tokens = node.path("maxTokens");
    JsonNode plateau = node.path("plateau");
    return new Budget(
        node.required("rounds").asInt(),
        JsonFields.number(node.path("minutes")),
        JsonFields.number(node.path("maxUsd")),
        tokens.isNumber() ? OptionalLong.of(tokens.asLong()) : OptionalLong.empty(),
        new Enough(
            JsonFields.number(node.path("targetSpeedup")),
            JsonFields.number(node.path("light")),
            plateau.isNumber() ? OptionalInt.of(plateau.asInt()) : OptionalInt.empty()),
        node.path("extraRounds").asInt(0));
  }
}
