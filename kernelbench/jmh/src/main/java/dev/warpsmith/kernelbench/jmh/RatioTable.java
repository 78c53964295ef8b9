package dev.warpsmith.kernelbench.jmh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;

/**
 * Times of benchmarks, each with its ratio to a plain one of its class, measured in the same run.
 * Machines differ, ratios less. A plain one's name begins with {@code plain}; where a class has
 * several, {@code plainRead} is that of {@code readThousand}, and the first is everybody else's.
 *
 * @param scores by class and name
 */
record RatioTable(Map<String, Map<String, Score>> scores) {
  private static final String PLAIN = "plain";

  /** What JMH says of one benchmark. */
  record Score(double time, String unit) {}

  static RatioTable of(List<RunResult> results) {
    Map<String, Map<String, Score>> scores = new LinkedHashMap<>();
    for (RunResult result : results) {
      String[] parts = result.getParams().getBenchmark().split("\\.");
      scores
          .computeIfAbsent(parts[parts.length - 2], any -> new LinkedHashMap<>())
          .put(
              parts[parts.length - 1],
              new Score(
                  result.getPrimaryResult().getScore(), result.getPrimaryResult().getScoreUnit()));
    }
    return new RatioTable(scores);
  }

  /** Returns a line for each benchmark of a class that has a plain one. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    scores.forEach(
        (type, own) ->
            own.forEach(
                (name, score) ->
                    plain(own, name).ifPresent(base -> lines.add(line(type, name, score, base)))));
    return lines;
  }

  private static Optional<Score> plain(Map<String, Score> own, String name) {
    List<String> plain = own.keySet().stream().filter(each -> each.startsWith(PLAIN)).toList();
    return plain.stream()
        .filter(each -> each.equals(name) || isOf(each, name))
        .findFirst()
        .or(() -> plain.stream().findFirst())
        .map(own::get);
  }

  private static boolean isOf(String plain, String name) {
    String what = plain.substring(PLAIN.length());
    return !what.isEmpty() && name.regionMatches(true, 0, what, 0, what.length());
  }

  private static String line(String type, String name, Score score, Score base) {
    return String.format(
        Locale.ROOT,
        "%-22s %-16s %12.4f %-6s %9.2f x plain",
        type,
        name,
        score.time(),
        score.unit(),
        score.time() / base.time());
  }
}
