package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernels.Bindings;
import java.util.Locale;
import java.util.Optional;

/**
 * What was seen of a tensor's elements.
 *
 * @param count elements that were looked at
 */
public record DrawStatistics(
    long count, double mean, double deviation, double least, double largest) {
  /** How many standard errors an estimate may be off: beyond that is no chance. */
  private static final double ERRORS = 6;

  /** Float32 values are rounded, and so are the bounds in a task. */
  private static final double ROUNDING = 1e-6;

  static DrawStatistics of(JsonNode json) {
    return new DrawStatistics(
        json.required("count").asLong(),
        json.required("mean").asDouble(),
        json.required("deviation").asDouble(),
        json.required("least").asDouble(),
        json.required("largest").asDouble());
  }

  /**
   * Returns why the elements cannot have been drawn from a distribution, or empty if they can:
   * their range, mean and deviation are what it gives, within six standard errors.
   */
  public Optional<String> against(Distribution distribution, Bindings size) {
    Distribution drawn = distribution.at(size);
    double first = drawn.first().at(size);
    double second = drawn.second().at(size);
    double[] expected = moments(drawn.kind(), first, second);
    double slack = ROUNDING * Math.max(Math.abs(first), Math.abs(second)) + 1e-12;
    double largestAllowed = drawn.kind() == Distribution.Kind.INTEGERS ? second - 1 : second;
    boolean bounded = drawn.kind() != Distribution.Kind.NORMAL;
    if (bounded && (least < first - slack || largest > largestAllowed + slack)) {
      return Optional.of(text("range %g to %g is not within %s", least, largest, drawn));
    }
    double error = ERRORS * expected[1] / Math.sqrt((double) count) + slack;
    if (Math.abs(mean - expected[0]) > error) {
      return Optional.of(text("mean %g, expected %g of %s", mean, expected[0], drawn));
    }
    // The deviation of an estimated deviation is at most about deviation / sqrt(count).
    if (count > 1 && Math.abs(deviation - expected[1]) > error) {
      return Optional.of(text("deviation %g, expected %g of %s", deviation, expected[1], drawn));
    }
    return Optional.empty();
  }

  private static String text(String format, double seen, double expected, Distribution drawn) {
    return String.format(Locale.ROOT, format, seen, expected, drawn);
  }

  private static double[] moments(Distribution.Kind kind, double first, double second) {
    return switch (kind) {
      case UNIFORM -> new double[] {(first + second) / 2, (second - first) / Math.sqrt(12)};
      case NORMAL -> new double[] {first, second};
      case INTEGERS -> {
        double values = second - first;
        yield new double[] {(first + second - 1) / 2, Math.sqrt((values * values - 1) / 12)};
      }
      case CONSTANT -> new double[] {first, 0};
    };
  }
}
