package dev.warpsmith.cli.gpucheck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One candidate of one task, on the device and on the emulated GPU of the same kind.
 *
 * @param candidate {@code naive} or {@code draft}
 * @param verdict on the device
 * @param message why, or that every gate passed
 * @param emulatedVerdict on the emulated GPU
 * @param emulatedMessage likewise
 * @param micros median on the device, cold
 * @param samples in the order in which they were taken
 * @param modelledMicros of the emulated GPU
 * @param facts what the device's timing said
 * @param counters what hardware counted; empty where nothing counts there
 */
public record TaskRow(
    String task,
    String candidate,
    String verdict,
    String message,
    String emulatedVerdict,
    String emulatedMessage,
    Optional<Double> micros,
    List<Double> samples,
    Optional<Double> modelledMicros,
    List<String> facts,
    List<CounterRow> counters) {
  public TaskRow {
    samples = List.copyOf(samples);
    facts = List.copyOf(facts);
    counters = List.copyOf(counters);
  }

  /** Tells whether both devices came to the same verdict. */
  public boolean agrees() {
    return verdict.equals(emulatedVerdict);
  }

  /** Returns the row as a JSON object's fields. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("task", task);
    fields.put("candidate", candidate);
    fields.put("verdict", verdict);
    fields.put("message", message);
    fields.put("emulatedVerdict", emulatedVerdict);
    fields.put("emulatedMessage", emulatedMessage);
    micros.ifPresent(value -> fields.put("micros", value));
    fields.put("samples", samples);
    modelledMicros.ifPresent(value -> fields.put("modelledMicros", value));
    fields.put("facts", facts);
    return fields;
  }
}
