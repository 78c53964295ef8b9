package dev.warpsmith.optimizer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Lists what is needed to do a run again. */
final class Provenance {
  private Provenance() {}

  static String of(RunRecord run) {
    Map<String, String> rows = new LinkedHashMap<>();
    RunSettings settings = run.settings();
    rows.put("task", settings.task());
    rows.put("device", settings.device());
    run.baseline()
        .ifPresent(
            baseline -> {
              rows.put("clock", baseline.clock() + ", " + baseline.instrument());
              rows.put("sampling", baseline.sampling());
              if (!baseline.trivialAnswers().isEmpty()) {
                rows.put(
                    "degenerate",
                    "passes without computing: " + String.join(", ", baseline.trivialAnswers()));
              }
            });
    rows.put("coder", settings.coder());
    rows.put("judge", settings.judge().replace("\n", " + "));
    rows.put("seed", Long.toString(settings.seed()));
    run.best().ifPresent(best -> rows.put("best candidate", best.digest()));
    settings.versions().forEach(rows::put);
    rows.put("folder", run.folder().toString());
    return rows.entrySet().stream()
        .map(
            row ->
                "<dt>"
                    + Html.text(row.getKey())
                    + "</dt><dd>"
                    + Html.text(row.getValue())
                    + "</dd>")
        .collect(Collectors.joining("\n", "<dl>\n", "\n</dl>"));
  }
}
