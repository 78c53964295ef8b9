package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.InputGenerator;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernelbench.task.Distribution.Structure;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Bindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was seen of a tensor's elements.
 *
 * @param count elements that were looked at
 * @param structures that all elements together have, such as {@code triu}
 */
public record DrawStatistics(
    long count,
    double mean,
    double deviation,
    double least,
    double largest,
    List<String> structures) {
  /** How many standard errors an estimate may be off: beyond that is no chance. */
  private static final double ERRORS = 6;

  /** Float32 values are rounded, and so are the bounds in a task. */
  private static final double ROUNDING = 1e-6;

  public DrawStatistics {
    structures = List.copyOf(structures);
  }

  static DrawStatistics of(JsonNode json) {
    List<String> structures = new ArrayList<>();
    json.required("structures").forEach(structure -> structures.add(structure.asText()));
    return new DrawStatistics(
        json.required("count").asLong(),
        json.required("mean").asDouble(),
        json.required("deviation").asDouble(),
        json.required("least").asDouble(),
        json.required("largest").asDouble(),
        structures);
  }

  /** Returns what is seen of elements that we draw. */
  private static DrawStatistics of(ElementSource elements, long count) {
    double sum = 0;
    double squares = 0;
    double least = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (long i = 0; i < count; i++) {
      double element = elements.at(i);
      sum += element;
      squares += element * element;
      least = Math.min(least, element);
      largest = Math.max(largest, element);
    }
    double mean = sum / count;
    double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
    return new DrawStatistics(count, mean, deviation, least, largest, List.of());
  }

  /**
   * Returns why the elements cannot have been drawn as an input of a task, or empty if they can:
   * their structure, range, mean and deviation are what its distribution gives, within six standard
   * errors.
   */
  public Optional<String> against(TaskInput input, Bindings size) {
    Distribution drawn = input.distribution().at(size);
    List<Structure> visible =
        drawn.structures().stream().filter(structure -> structure != Structure.SCALED).toList();
    boolean expected =
        visible.isEmpty()
            ? structures.isEmpty()
            : structures.contains(word(visible.get(visible.size() - 1)));
    if (!expected) {
      return Optional.of(
          String.format(
              "structure %s is not that of %s",
              structures.isEmpty() ? "none" : String.join(", ", structures), drawn));
    }
    return outside(drawn)
        .or(() -> drawn.structures().isEmpty() ? plain(drawn) : structured(input, drawn, size));
  }

  private static String word(Structure structure) {
    return structure.name().toLowerCase(Locale.ROOT);
  }

  private Optional<String> outside(Distribution drawn) {
    boolean parts = drawn.structures().contains(Structure.SOFTMAX);
    if (drawn.kind() == Distribution.Kind.NORMAL && !parts) {
      return Optional.empty();
    }
    boolean zeros = drawn.structures().stream().anyMatch(DrawStatistics::reachesZero);
    double first = first(drawn);
    double second = drawn.kind() == Distribution.Kind.INTEGERS ? second(drawn) - 1 : second(drawn);
    double low = parts ? 0 : Math.min(Math.min(first, second), zeros ? 0 : first);
    double high = parts ? 1 : Math.max(Math.max(first, second), zeros ? 0 : first);
    double slack = slack(drawn);
    return least < low - slack || largest > high + slack
        ? Optional.of(text("range %g to %g is not within %s", least, largest, drawn))
        : Optional.empty();
  }

  private static boolean reachesZero(Structure structure) {
    return switch (structure) {
      case TRIU, TRIL, SCALED -> true;
      case SYMMETRIC, SOFTMAX -> false;
    };
  }

  private Optional<String> plain(Distribution drawn) {
    double[] expected = moments(drawn.kind(), first(drawn), second(drawn));
    double error = ERRORS * expected[1] / Math.sqrt((double) count) + slack(drawn);
    return moments(expected[0], expected[1], error, drawn);
  }

  /** Compares with elements that we draw at the same size; half of them may repeat the others. */
  private Optional<String> structured(TaskInput input, Distribution drawn, Bindings size) {
    List<Structure> others =
        drawn.structures().stream().filter(structure -> structure != Structure.SCALED).toList();
    DrawStatistics ours = of(InputGenerator.of(input.tensor(), drawn.with(others), size, 1), count);
    boolean scaled = others.size() < drawn.structures().size();
    boolean linear = !others.contains(Structure.SOFTMAX);
    double scale = scaled && linear ? deviation / ours.deviation : 1;
    double error = 2 * ERRORS * scale * ours.deviation / Math.sqrt((double) count) + slack(drawn);
    if (scaled && deviation > ours.deviation + error) {
      return Optional.of(
          text("deviation %g, expected at most %g of %s", deviation, ours.deviation, drawn));
    }
    double expected = scaled ? deviation : ours.deviation;
    return moments(scale * ours.mean, expected, error, drawn);
  }

  private Optional<String> moments(
      double expectedMean, double expectedDeviation, double error, Distribution drawn) {
    if (Math.abs(mean - expectedMean) > error) {
      return Optional.of(text("mean %g, expected %g of %s", mean, expectedMean, drawn));
    }
    // The deviation of an estimated deviation is at most about deviation / sqrt(count).
    if (count > 1 && Math.abs(deviation - expectedDeviation) > error) {
      return Optional.of(
          text("deviation %g, expected %g of %s", deviation, expectedDeviation, drawn));
    }
    return Optional.empty();
  }

  private static double first(Distribution drawn) {
    return drawn.first().at(Bindings.none());
  }

  private static double second(Distribution drawn) {
    return drawn.second().at(Bindings.none());
  }

  private static double slack(Distribution drawn) {
    return ROUNDING * Math.max(Math.abs(first(drawn)), Math.abs(second(drawn))) + 1e-12;
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
      case EITHER -> new double[] {(first + second) / 2, Math.abs(second - first) / 2};
    };
  }
}
