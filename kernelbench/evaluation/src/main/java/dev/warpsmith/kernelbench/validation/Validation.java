package dev.warpsmith.kernelbench.validation;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A set of measurements beside what the model says.
 *
 * @param model and GPU table, such as {@code m1/g1}
 */
public record Validation(MeasurementSet set, String model, List<ModelledRow> rows) {
  public Validation {
    rows = List.copyOf(rows);
  }

  /** Returns the rows that count. */
  public List<ModelledRow> counted() {
    return rows.stream().filter(ModelledRow::counts).toList();
  }

  /** Returns how all rows that count agree; empty if none does. */
  public Optional<Agreement> agreement() {
    return counted().isEmpty() ? Optional.empty() : Optional.of(Agreement.of(counted()));
  }

  /** Returns the same for each family that has such rows, by name. */
  public Map<String, Agreement> families() {
    Map<String, Agreement> families = new LinkedHashMap<>();
    for (String family : new TreeSet<>(counted().stream().map(r -> r.row().family()).toList())) {
      families.put(
          family,
          Agreement.of(counted().stream().filter(r -> r.row().family().equals(family)).toList()));
    }
    return families;
  }

  /** Returns the rows that count, the one that is furthest off first. */
  public List<ModelledRow> worst() {
    return counted().stream()
        .sorted(
            Comparator.comparingDouble((ModelledRow r) -> Math.abs(Math.log(r.ratio()))).reversed())
        .toList();
  }
}
