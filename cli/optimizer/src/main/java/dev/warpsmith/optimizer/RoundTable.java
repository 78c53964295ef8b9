package dev.warpsmith.optimizer;

import dev.warpsmith.optimizer.RoundRecord.Asked;
import dev.warpsmith.optimizer.RoundRecord.Time;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Lists a run's rounds: what was asked, what came of it. */
final class RoundTable {
  private static final String HEAD =
      """
      <div class="wide"><table>
      <tr><th class="num">#</th><th>Verdict</th><th class="num">Time</th>
      <th class="num">Speedup</th><th class="num">Speed of light</th><th>Held back by</th>
      <th>What was asked</th><th class="num">Predicted</th><th class="num">Measured</th></tr>
      """;

  private RoundTable() {}

  /** Returns the table, or nothing if there is no round. */
  static Optional<String> of(RunRecord run) {
    return run.rounds().isEmpty()
        ? Optional.empty()
        : Optional.of(
            run.rounds().stream()
                .map(round -> row(round, run.best().filter(round::equals).isPresent()))
                .collect(Collectors.joining("\n", HEAD, "</table></div>")));
  }

  private static String row(RoundRecord round, boolean best) {
    Optional<Time> time = round.time();
    OptionalDouble predicted =
        round.asked().map(Asked::predictedGain).orElse(OptionalDouble.empty());
    return (best ? "<tr class=\"best\">" : "<tr>")
        + number(Integer.toString(round.number()))
        + verdict(round)
        + number(time.map(Time::micros).map(Html::time).orElse("–"))
        + number(time.map(Time::speedup).map(Html::factor).orElse("–"))
        + number(time.map(Time::fraction).map(Html::percent).orElse("–"))
        + "<td>"
        + Html.text(time.map(Time::bound).orElse(""))
        + "</td>"
        + "<td class=\"move\">"
        + round.asked().map(asked -> asked(round, asked)).orElse(drafted(round))
        + "</td>"
        + number(Html.factor(predicted))
        + number(Html.factor(round.measuredGain()))
        + "</tr>";
  }

  private static String verdict(RoundRecord round) {
    return round.passed()
        ? "<td>" + Html.text(round.verdict()) + "</td>"
        : "<td class=\"failed\">" + Html.text(round.verdict()) + "</td>";
  }

  private static String asked(RoundRecord round, Asked asked) {
    return Html.text(origin(round) + asked.remedy())
        + "<small>"
        + Html.text(asked.bottleneck())
        + "</small>";
  }

  private static String drafted(RoundRecord round) {
    return round.place().isEmpty() ? "first draft" : Html.text(round.place());
  }

  /** Returns what a candidate was made from, such as {@code from round 3, direction 2:}. */
  private static String origin(RoundRecord round) {
    String from = round.from().isPresent() ? "from round " + round.from().getAsInt() : "";
    String both = from.isEmpty() || round.place().isEmpty() ? "" : ", ";
    String origin = from + both + round.place();
    return origin.isEmpty() ? "" : origin + ": ";
  }

  private static String number(String text) {
    return "<td class=\"num\">" + text + "</td>";
  }
}
