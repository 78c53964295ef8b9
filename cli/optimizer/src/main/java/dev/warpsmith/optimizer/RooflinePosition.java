package dev.warpsmith.optimizer;

import dev.warpsmith.optimizer.RoundRecord.Time;
import java.util.Locale;
import java.util.Optional;

/** Shows the baseline and the best candidate as bars above the speed of light. */
final class RooflinePosition {
  private final BaselineRecord baseline;
  private final Optional<Time> best;
  private final double longest;

  RooflinePosition(BaselineRecord baseline, Optional<Time> best) {
    this.baseline = baseline;
    this.best = best;
    this.longest = Math.max(baseline.micros(), best.map(Time::micros).orElse(0.0));
  }

  String html() {
    String held = best.map(RooflinePosition::held).orElse("");
    return bar("", baseline.kind(), baseline.micros())
        + best.map(time -> bar("best", "best", time.micros())).orElse("")
        + bar("floor", "speed of light", baseline.speedOfLightMicros())
        + "<p class=\"note\">The speed of light is bound by "
        + Html.text(baseline.bound())
        + " at the GPU's datasheet peaks: no implementation of this task is faster."
        + held
        + "</p>";
  }

  private static String held(Time time) {
    return time.bound().isEmpty()
        ? ""
        : " What holds the best kernel back most: " + Html.text(time.bound()) + ".";
  }

  private String bar(String style, String name, double micros) {
    return String.format(
        Locale.ROOT,
        "<div class=\"bar\"><span>%s</span><div><i class=\"%s\" style=\"width:%.1f%%\"></i></div>"
            + "<span class=\"num\">%s</span></div>\n",
        Html.text(name),
        style,
        100 * micros / longest,
        Html.time(micros));
  }
}
