package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.kernelbench.redteam.HardwareOutcome;
import dev.warpsmith.kernelbench.redteam.HardwareOutcome.Sight;
import java.util.List;

/** What the red team's candidates came to on a GPU, as Markdown. */
final class RedteamSummary {
  private RedteamSummary() {}

  static String markdown(List<HardwareOutcome> outcomes) {
    StringBuilder page = new StringBuilder("\n## Red team\n\n");
    page.append(
        "%d candidates; with the emulated GPU's sanitizer beside the GPU, %d are judged as they must be.\n\n"
            .formatted(
                outcomes.size(),
                outcomes.stream().filter(outcome -> outcome.judged().asExpected()).count()));
    page.append("| the GPU alone | candidates |\n|---|---|\n");
    for (Sight sight : Sight.values()) {
      long count = outcomes.stream().filter(outcome -> outcome.sight() == sight).count();
      if (count > 0) {
        page.append("| %s | %d |\n".formatted(sight.text(), count));
      }
    }
    rows(page, "Not seen by the GPU", outcomes, Sight.UNSEEN);
    page.append(disagreements(outcomes));
    return page.toString();
  }

  private static void rows(
      StringBuilder page, String title, List<HardwareOutcome> outcomes, Sight sight) {
    List<HardwareOutcome> those = outcomes.stream().filter(one -> one.sight() == sight).toList();
    if (!those.isEmpty()) {
      page.append("\n%s:\n\n".formatted(title));
      those.forEach(
          one ->
              page.append(
                  "* %s (%s): %s\n"
                      .formatted(
                          one.specimen().file(),
                          one.judged().verdictText(),
                          one.specimen().onHardware().unseen())));
    }
  }

  private static String disagreements(List<HardwareOutcome> outcomes) {
    StringBuilder page = new StringBuilder();
    outcomes.stream()
        .filter(one -> !one.asExpected())
        .forEach(
            one ->
                page.append(
                    "* %s: %s\n".formatted(one.specimen().file(), Summary.cell(one.difference()))));
    return page.isEmpty() ? "\nEach as the index has it.\n" : "\nNot as expected:\n\n" + page;
  }
}
