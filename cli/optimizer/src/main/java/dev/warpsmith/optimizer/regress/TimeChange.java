package dev.warpsmith.optimizer.regress;

import dev.warpsmith.profiler.timing.Decision;
import dev.warpsmith.profiler.timing.Interval;
import dev.warpsmith.profiler.timing.PairedTimes;
import dev.warpsmith.profiler.timing.Speedup;
import java.util.Locale;

/**
 * What became of a kernel's measured time.
 *
 * @param times all samples, those of before in the same sessions or recorded
 * @param allowed part of the time that is let through
 * @param sessions it took to decide
 * @param against what before stands for
 */
public record TimeChange(
    Decision decision, PairedTimes times, double allowed, int sessions, String against) {

  /** Returns how it stands to the baseline; what cannot be told trips nothing. */
  Change change() {
    return switch (decision) {
      case FASTER -> Change.BETTER;
      case SAME -> Change.SAME;
      case SLOWER -> Change.WORSE;
      case AMBIGUOUS -> Change.AMBIGUOUS;
    };
  }

  /** Returns the times for people. */
  String text() {
    Speedup speedup = times.speedup();
    Interval interval = speedup.interval();
    return String.format(
        Locale.ROOT,
        "%.2f -> %.2f usecond, %s: %.3f of the speed (95 %%: %.3f to %.3f) %s; noise %.1f %%, %d"
            + " session%s, allowed %s",
        times.before().median(),
        times.now().median(),
        decision,
        speedup.ratio(),
        interval.low(),
        interval.high(),
        against,
        100 * times.noise().part(),
        sessions,
        sessions == 1 ? "" : "s",
        Tolerances.percent(allowed));
  }
}
