package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.redteam.HardwareOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the parts have found so far. */
public final class Results {
  private final Map<String, Object> provenance;
  private List<Finding> findings = List.of();
  private final List<TaskRow> rows = new ArrayList<>();
  private final List<HardwareOutcome> redteam = new ArrayList<>();
  private final Map<String, List<OutsideComparison>> torch = new LinkedHashMap<>();
  private final Map<Part, String> missing = new LinkedHashMap<>();

  public Results(Map<String, Object> provenance) {
    this.provenance = provenance;
  }

  public Map<String, Object> provenance() {
    return provenance;
  }

  /** Keeps what the device does. */
  public void device(List<Finding> found) {
    findings = List.copyOf(found);
  }

  /** Keeps a task's row. */
  public void task(TaskRow row) {
    rows.add(row);
  }

  /** Keeps a specimen's outcome. */
  public void redteam(HardwareOutcome outcome) {
    redteam.add(outcome);
  }

  /** Keeps what PyTorch is to a task's draft. */
  public void torch(String task, List<OutsideComparison> comparisons) {
    torch.put(task, comparisons);
  }

  /** Keeps why a part, or some of it, was not done. */
  public void missing(Part part, String why) {
    missing.put(part, why);
  }

  public List<Finding> findings() {
    return findings;
  }

  public List<TaskRow> rows() {
    return List.copyOf(rows);
  }

  public List<HardwareOutcome> redteam() {
    return List.copyOf(redteam);
  }

  public Map<String, List<OutsideComparison>> torch() {
    return new LinkedHashMap<>(torch);
  }

  /** Returns why parts were not done. */
  public Map<Part, String> missing() {
    return new LinkedHashMap<>(missing);
  }

  /** Tells whether nothing failed and both GPUs came to the same verdicts. */
  public boolean good() {
    return findings.stream().noneMatch(one -> one.outcome() == Finding.Outcome.FAILED)
        && rows.stream().allMatch(TaskRow::agrees)
        && redteam.stream().allMatch(HardwareOutcome::asExpected);
  }

  /** Returns the median of numbers, if there are any. */
  static Optional<Double> median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
  }
}
