package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.validation.Agreement;
import dev.warpsmith.kernelbench.validation.MeasurementSet;
import dev.warpsmith.kernelbench.validation.ModelledRow;
import dev.warpsmith.kernelbench.validation.Validation;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Prints validations row by row as they come, then how they agree. */
final class ValidationTable {
  private static final int WORST = 5;

  private final PrintStream out;
  private final Palette palette;

  /**
   * @param aside whether standard output is needed for something else
   */
  ValidationTable(Terminal terminal, boolean aside) {
    this.out = aside ? terminal.err() : terminal.out();
    this.palette = aside ? terminal.errPalette() : terminal.outPalette();
  }

  void begin(MeasurementSet set) {
    out.println(palette.bold(set.name()) + " on " + set.gpu());
    out.println(palette.dim("source    " + set.source()));
    out.println(palette.dim("protocol  " + set.protocol()));
    out.println(
        palette.dim(
            String.format(
                Locale.ROOT,
                "  %-44s %12s %12s %6s  %s",
                "kernel",
                "measured us",
                "modelled us",
                "ratio",
                "bound by")));
  }

  void row(ModelledRow row) {
    String line =
        String.format(
            Locale.ROOT,
            "  %-44s %12.1f %12s %6s  %-8s %s",
            row.row(),
            row.row().micros(),
            row.micros().map(micros -> String.format(Locale.ROOT, "%.1f", micros)).orElse("-"),
            row.micros().map(micros -> String.format(Locale.ROOT, "%.2f", row.ratio())).orElse("-"),
            row.binding().map(bound -> bound.name().toLowerCase(Locale.ROOT)).orElse("-"),
            row.remark());
    out.println(row.counts() ? line.stripTrailing() : palette.dim(line));
  }

  void end(Validation validation) {
    if (validation.agreement().isEmpty()) {
      out.println("no row counts (" + validation.set().floor() + "): nothing is said\n");
      return;
    }
    agreement("all", validation.agreement().orElseThrow());
    validation.families().forEach(this::agreement);
    out.println("furthest off:");
    validation.worst().stream()
        .limit(WORST)
        .forEach(
            row -> out.printf(Locale.ROOT, "  %-44s %.2f of measured%n", row.row(), row.ratio()));
    out.println();
  }

  private void agreement(String name, Agreement found) {
    out.printf(
        Locale.ROOT,
        "%-16s %3d rows  Spearman %s  Kendall %s  error median %3.0f %%, mean %3.0f %%, worst %3.0f"
            + " %%%n",
        name,
        found.rows(),
        correlation(found.spearman()),
        correlation(found.kendall()),
        100 * found.medianError(),
        100 * found.meanError(),
        100 * found.worstError());
  }

  private static String correlation(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%6.3f", value.getAsDouble()) : "     -";
  }

  /** Returns a validation as JSON values. */
  static Map<String, Object> json(Validation validation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("set", validation.set().name());
    json.put("gpu", validation.set().gpu());
    json.put("source", validation.set().source());
    json.put("model", validation.model());
    validation.agreement().ifPresent(all -> json.put("all", json(all)));
    Map<String, Object> families = new LinkedHashMap<>();
    validation.families().forEach((name, found) -> families.put(name, json(found)));
    json.put("families", families);
    json.put("rows", validation.rows().stream().map(ValidationTable::json).toList());
    return json;
  }

  private static Map<String, Object> json(Agreement found) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rows", found.rows());
    found.spearman().ifPresent(value -> json.put("spearman", value));
    found.kendall().ifPresent(value -> json.put("kendall", value));
    json.put("medianError", found.medianError());
    json.put("meanError", found.meanError());
    json.put("worstError", found.worstError());
    json.put("meanRatio", found.meanRatio());
    return json;
  }

  private static Map<String, Object> json(ModelledRow row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kernel", row.row().kernel().name());
    json.put("family", row.row().family());
    json.put("size", row.row().size().asMap());
    json.put("measuredMicros", row.row().micros());
    row.micros().ifPresent(micros -> json.put("modelledMicros", micros));
    row.binding().ifPresent(bound -> json.put("boundBy", bound.name()));
    json.put("counts", row.counts());
    json.put("remark", row.remark());
    return json;
  }
}
