package dev.warpsmith.optimizer;

import dev.warpsmith.optimizer.RoundRecord.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Renders a run as one page that needs nothing else: no network, no script, light and dark.
 *
 * <p>The same run gives the same page.
 */
public final class HtmlReport {
  private final RunRecord run;

  private HtmlReport(RunRecord run) {
    this.run = run;
  }

  /** Returns the page. */
  public static String render(RunRecord run) {
    return new HtmlReport(run).page();
  }

  private String page() {
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s – Warpsmith</title>
        <style>
        %s</style>
        </head>
        <body><main>
        """
            .formatted(Html.text(run.settings().task()), style())
        + header()
        + tiles()
        + section("Where it stands", position())
        + section("Beside other implementations", outside())
        + section(
            "Time of each round",
            RoundChart.of(run).map(svg -> "<div class=\"wide\">" + svg + "</div>"))
        + section("Rounds", RoundTable.of(run))
        + section("Best kernel", run.bestSource().map(code -> "<pre>" + Html.text(code) + "</pre>"))
        + section("Evidence", evidence())
        + section("Provenance", Optional.of(Provenance.of(run)))
        + "</main></body>\n</html>\n";
  }

  private static String section(String title, Optional<String> body) {
    return body.map(html -> "<section><h2>" + title + "</h2>\n" + html + "\n</section>\n")
        .orElse("");
  }

  private String header() {
    return "<header><h1>"
        + Html.text(run.settings().task())
        + "</h1>\n<p class=\"headline\">"
        + headline()
        + "</p>\n<p class=\"label\">"
        + label()
        + "</p></header>\n";
  }

  private String headline() {
    return bestTime()
        .map(
            time ->
                "<strong>"
                    + Html.factor(time.speedup())
                    + "</strong> the speed of the "
                    + Html.text(run.baseline().map(BaselineRecord::kind).orElse("baseline"))
                    + " kernel")
        .orElse(run.finished() ? "No candidate passed every gate" : "No candidate has passed yet");
  }

  private String label() {
    return run.baseline()
        .map(
            baseline ->
                (baseline.modelled()
                        ? "<span class=\"tag\">modelled</span> by the clock "
                            + Html.text(baseline.instrument())
                            + ", not measured, "
                        : "<span class=\"tag\">measured</span> with "
                            + Html.text(baseline.instrument())
                            + ", ")
                    + "on "
                    + Html.text(run.settings().device()))
        .orElse("on " + Html.text(run.settings().device()));
  }

  private Optional<Time> bestTime() {
    return run.best().flatMap(RoundRecord::time);
  }

  private String tiles() {
    String times =
        bestTime()
            .map(
                best ->
                    tile(Html.time(best.micros()), "best, of " + naiveTime())
                        + tile(Html.percent(best.fraction()), "of the speed of light"))
            .orElse("");
    return "<div class=\"tiles\">"
        + times
        + predictions()
        + tile(run.correctRounds() + " of " + run.rounds().size(), "rounds passed every gate")
        + tile(Math.round(run.seconds()) + " s", "of work; ended: " + Html.text(run.stopReason()))
        + "</div>\n";
  }

  private String predictions() {
    return run.predictions()
        .map(
            accuracy ->
                tile(
                    "± " + Html.factor(accuracy.meanAbsoluteError()),
                    "mean error of the predicted gain, "
                        + accuracy.rounds()
                        + (accuracy.rounds() == 1 ? " round" : " rounds")))
        .orElse("");
  }

  private String naiveTime() {
    return run.baseline()
        .map(baseline -> Html.time(baseline.micros()) + " " + Html.text(baseline.kind()))
        .orElse("–");
  }

  private static String tile(String value, String label) {
    return "<div class=\"tile\"><b>" + value + "</b><span>" + label + "</span></div>";
  }

  private Optional<String> position() {
    return run.baseline().map(baseline -> new RooflinePosition(baseline, bestTime()).html());
  }

  private Optional<String> outside() {
    return run.outside().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "<p>Timed in turn (ABBA) on the same GPU and inputs, cold cache.</p><ul>"
                + run.outside().stream().map(HtmlReport::outside).collect(Collectors.joining())
                + "</ul>");
  }

  private static String outside(OutsideRecord one) {
    String more =
        one.times().map(both -> "<br>" + Html.text(String.join("; ", one.facts()))).orElse("");
    return "<li>" + Html.text(one.line()) + more + "<br>" + Html.text(one.version()) + "</li>";
  }

  private Optional<String> evidence() {
    return run.rounds().isEmpty()
        ? Optional.empty()
        : Optional.of(
            run.rounds().stream().map(HtmlReport::evidence).collect(Collectors.joining("\n")));
  }

  private static String evidence(RoundRecord round) {
    return "<details><summary>Round "
        + round.number()
        + ": "
        + Html.text(round.verdict())
        + ". "
        + Html.text(round.message())
        + "</summary><ul>"
        + round.evidence().stream()
            .map(fact -> "<li>" + Html.text(fact) + "</li>")
            .collect(Collectors.joining())
        + "</ul></details>";
  }

  private static String style() {
    try (InputStream in =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"), "report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
