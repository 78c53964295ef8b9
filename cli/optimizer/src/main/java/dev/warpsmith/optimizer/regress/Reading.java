package dev.warpsmith.optimizer.regress;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernels.device.ModuleImage;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the gate keeps of one subject.
 *
 * @param verdict such as {@code Passed}
 * @param message why
 * @param values empty unless it passed
 */
public record Reading(String verdict, String message, Map<Gauge, Double> values) {
  private static final String PASSED = "Passed";

  public Reading {
    Map<Gauge, Double> sorted = new EnumMap<>(Gauge.class);
    sorted.putAll(values);
    values = Collections.unmodifiableMap(sorted);
  }

  /** Reads a candidate that passed every gate. */
  public static Reading of(CandidateTiming timing, ModuleImage image) {
    return new Reading(PASSED, "", Gauge.read(timing, image));
  }

  /** Keeps why a candidate was refused. */
  public static Reading of(Evaluation.Failed failed) {
    return new Reading(failed.verdict().toString(), failed.message(), Map.of());
  }

  /** Tells whether every gate let it through. */
  public boolean passed() {
    return verdict.equals(PASSED);
  }
}
