package dev.warpsmith.optimizer.regress;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.profiler.timing.Clock;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the gate keeps of one subject.
 *
 * @param verdict such as {@code Passed}
 * @param message why
 * @param values empty unless it passed
 * @param samples of the measured time in microseconds; empty if it is modelled
 * @param lines of the source, from 1, that cost most; not kept in baselines
 * @param time what became of the measured time; not kept in baselines
 */
public record Reading(
    String verdict,
    String message,
    Map<Gauge, Double> values,
    List<Double> samples,
    Map<Gauge, Integer> lines,
    Optional<TimeChange> time) {
  private static final String PASSED = "Passed";
  private static final String GONE = "Gone";
  private static final Pattern LINE = Pattern.compile("\\.cuh?:(\\d+)");

  public Reading {
    values = sorted(values);
    samples = List.copyOf(samples);
    lines = sorted(lines);
  }

  /** Makes a reading without samples or lines. */
  public Reading(String verdict, String message, Map<Gauge, Double> values) {
    this(verdict, message, values, Map.of());
  }

  /** Makes a reading without samples. */
  public Reading(
      String verdict, String message, Map<Gauge, Double> values, Map<Gauge, Integer> lines) {
    this(verdict, message, values, List.of(), lines, Optional.empty());
  }

  private static <T> Map<Gauge, T> sorted(Map<Gauge, T> values) {
    Map<Gauge, T> sorted = new EnumMap<>(Gauge.class);
    sorted.putAll(values);
    return Collections.unmodifiableMap(sorted);
  }

  /** Reads a candidate that passed every gate. */
  public static Reading of(CandidateTiming timing, ModuleImage image) {
    boolean modelled = timing.measurement().clock() == Clock.MODELLED;
    return new Reading(
        PASSED,
        "",
        Gauge.read(timing, image),
        modelled ? List.of() : timing.measurement().micros(),
        Gauge.lines(timing.explained().profiles()),
        Optional.empty());
  }

  /** Returns this reading with what became of its time. */
  public Reading with(TimeChange change) {
    return new Reading(verdict, message, values, samples, lines, Optional.of(change));
  }

  /** Keeps why a candidate was refused. */
  public static Reading of(Evaluation.Failed failed) {
    return new Reading(failed.verdict().toString(), failed.message(), Map.of());
  }

  /** Keeps why a subject cannot be read any more. */
  public static Reading gone(String why) {
    return new Reading(GONE, why, Map.of());
  }

  /** Tells whether every gate let it through. */
  public boolean passed() {
    return verdict.equals(PASSED);
  }

  /** Tells whether there is nothing to read any more. */
  boolean gone() {
    return verdict.equals(GONE);
  }

  /** Returns the line of the source that the message names. */
  Optional<Integer> messageLine() {
    return line(message);
  }

  /** Returns the line in a text such as {@code kernel.cu:31: ...}. */
  static Optional<Integer> line(String text) {
    Matcher matcher = LINE.matcher(text);
    return matcher.find() && matcher.group(1).length() < 9
        ? Optional.of(Math.max(1, Integer.parseInt(matcher.group(1))))
        : Optional.empty();
  }
}
