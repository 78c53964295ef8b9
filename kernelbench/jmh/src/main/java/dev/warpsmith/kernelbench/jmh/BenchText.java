package dev.warpsmith.kernelbench.jmh;

import dev.warpsmith.profiler.timing.Clock;
import java.util.Locale;

/** Writes a speedup report as Markdown and as CSV. */
public final class BenchText {
  private BenchText() {}

  /** Returns the report as a Markdown table with the sentences that keep its clocks apart. */
  public static String markdown(BenchReport report) {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(report.task()).append(" on ").append(report.device()).append("\n\n");
    String clock = report.clock().label();
    text.append(
        "| candidate | "
            + clock
            + " time (µs) | "
            + clock
            + " speedup | 95 % interval | | JMH score, host (ms/plan) |\n"
            + "|---|---:|---:|---:|---|---:|\n");
    for (BenchRow row : report.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.1f | %.2f | %s | %s | %s |\n",
              row.name(),
              row.device().median(),
              row.speedup().ratio(),
              interval(row),
              row.equals(report.rows().get(0)) ? "baseline" : row.verdict(),
              score(row.host())));
    }
    return text.append('\n').append(explanation(report)).toString();
  }

  /** Returns the report as comma-separated values with a header line. */
  public static String csv(BenchReport report) {
    StringBuilder text =
        new StringBuilder(
            "candidate,clock,instrument,micros,samples,speedup,low,high,noise,verdict,"
                + "host_millis,host_error,host_samples\n");
    for (BenchRow row : report.rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%.4f,%d,%.4f,%.4f,%.4f,%.4f,%s,%.4f,%s,%d\n",
              quoted(row.name()),
              row.device().clock().label(),
              quoted(row.device().instrument()),
              row.device().median(),
              row.device().micros().size(),
              row.speedup().ratio(),
              row.speedup().interval().low(),
              row.speedup().interval().high(),
              row.noise().part(),
              row.equals(report.rows().get(0)) ? "baseline" : row.verdict(),
              row.host().millis(),
              error(row.host()),
              row.host().samples()));
    }
    return text.toString();
  }

  private static String explanation(BenchReport report) {
    String where =
        report.clock() == Clock.MODELLED
            ? "Device times are modelled ("
                + report.instrument()
                + "), not measured, at "
                + report.size()
                + ". "
            : "Device times are of CUDA events ("
                + report.instrument()
                + "), cold cache, at "
                + report.size()
                + "; a speedup is of samples taken in turn with "
                + report.rows().get(0).name()
                + " (ABBA), same where its interval reaches the machine's noise ("
                + noise(report)
                + "). ";
    String host =
        report.clock() == Clock.MODELLED
            ? "JMH's score is what emulating the plan costs this machine, at "
                + report.hostSize()
                + "; it says nothing of a GPU. "
            : "JMH's score is one request to the device on the host's clock, at "
                + report.hostSize()
                + ". ";
    return where + host + "The two clocks are never divided by each other.\n";
  }

  private static String noise(BenchReport report) {
    double most = report.rows().stream().mapToDouble(row -> row.noise().part()).max().orElse(0);
    return String.format(Locale.ROOT, "%.1f %%", 100 * most);
  }

  /** A modelled time is one value: an interval of its own would claim what nobody measured. */
  private static String interval(BenchRow row) {
    return row.device().clock() == Clock.MODELLED
        ? "none: a model repeats itself"
        : String.format(
            Locale.ROOT,
            "%.2f – %.2f",
            row.speedup().interval().low(),
            row.speedup().interval().high());
  }

  /** Returns nothing where JMH has too few samples for an error. */
  private static String error(HostScore score) {
    return Double.isNaN(score.error()) ? "" : String.format(Locale.ROOT, "%.4f", score.error());
  }

  private static String score(HostScore score) {
    return Double.isNaN(score.error())
        ? String.format(Locale.ROOT, "%.2f", score.millis())
        : String.format(Locale.ROOT, "%.2f ± %.2f", score.millis(), score.error());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
