package dev.warpsmith.optimizer.export;

import java.util.List;
import java.util.Optional;

/** The formats of this version. */
public final class ExportFormats {
  private static final List<ExportFormat> ALL = List.of(new JsonLines());

  private ExportFormats() {}

  /** Returns a format by its name. */
  public static Optional<ExportFormat> of(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /** Returns every name. */
  public static List<String> names() {
    return ALL.stream().map(ExportFormat::name).toList();
  }

  /** Returns every name with its meaning: {@code jsonl (a JSON object …)}. */
  public static String described() {
    return ALL.stream()
        .map(format -> format.name() + " (" + format.meaning() + ")")
        .reduce((first, second) -> first + ", " + second)
        .orElseThrow();
  }
}
