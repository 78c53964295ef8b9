package dev.warpsmith.optimizer.export;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The formats that a run can be written in.
 *
 * @param all in the order in which they are listed; at least one
 */
public record ExportFormats(List<ExportFormat> all) {
  public ExportFormats {
    all = List.copyOf(all);
  }

  /** Returns the formats of this module, with another. */
  public static ExportFormats with(ExportFormat other) {
    return new ExportFormats(List.of(new JsonLines(), other));
  }

  /** Returns a format by its name. */
  public Optional<ExportFormat> of(String name) {
    return all.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /** Returns every name. */
  public List<String> names() {
    return all.stream().map(ExportFormat::name).toList();
  }

  /** Returns every name with its meaning: {@code jsonl (a JSON object …)}. */
  public String described() {
    return all.stream()
        .map(format -> format.name() + " (" + format.meaning() + ")")
        .collect(Collectors.joining(", "));
  }
}
