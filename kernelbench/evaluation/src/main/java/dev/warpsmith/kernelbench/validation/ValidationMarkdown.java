package dev.warpsmith.kernelbench.validation;

import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Writes validations as a Markdown page: per set the provenance, the agreement, every row. */
public final class ValidationMarkdown {
  private ValidationMarkdown() {}

  /** Returns the page. */
  public static String of(List<Validation> validations) {
    StringBuilder page = new StringBuilder("# The modelled clock beside published measurements\n");
    for (Validation validation : validations) {
      append(page, validation);
    }
    return page.toString();
  }

  private static void append(StringBuilder page, Validation validation) {
    MeasurementSet set = validation.set();
    page.append("\n## ").append(set.name()).append(", model ").append(validation.model());
    page.append("\n\nGPU ").append(set.gpu()).append(". Source: ").append(set.source());
    page.append(". Protocol: ").append(set.protocol()).append(".\n");
    if (!set.floor().isEmpty()) {
      page.append(
          String.format(
              Locale.ROOT,
              "Rows of at most %.1f us are left out: %s.%n",
              set.floorMicros(),
              set.floor()));
    }
    if (validation.counted().isEmpty()) {
      page.append("\n**No row counts: this set says nothing of the model.**\n");
    } else {
      page.append(
          "\n| family | rows | Spearman | Kendall | median error | mean | worst | modelled ÷"
              + " measured |\n|---|---|---|---|---|---|---|---|\n");
      validation.agreement().ifPresent(all -> row(page, "**all**", all));
      validation.families().forEach((family, agreement) -> row(page, family, agreement));
    }
    page.append(
        "\n| kernel | measured us | modelled us | ratio | bound by | |\n|---|---|---|---|---|---|\n");
    validation.rows().forEach(row -> row(page, row));
  }

  private static void row(StringBuilder page, String family, Agreement agreement) {
    page.append(
        String.format(
            Locale.ROOT,
            "| %s | %d | %s | %s | %.0f %% | %.0f %% | %.0f %% | %.2f |%n",
            family,
            agreement.rows(),
            correlation(agreement.spearman()),
            correlation(agreement.kendall()),
            100 * agreement.medianError(),
            100 * agreement.meanError(),
            100 * agreement.worstError(),
            agreement.meanRatio()));
  }

  private static void row(StringBuilder page, ModelledRow row) {
    page.append(
        String.format(
            Locale.ROOT,
            "| %s | %.1f | %s | %s | %s | %s |%n",
            row.row(),
            row.row().micros(),
            row.micros().map(micros -> String.format(Locale.ROOT, "%.1f", micros)).orElse("-"),
            row.micros().map(m -> String.format(Locale.ROOT, "%.2f", row.ratio())).orElse("-"),
            row.binding().map(Resource::name).orElse("-"),
            row.remark()));
  }

  private static String correlation(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "-";
  }
}
