package dev.warpsmith.kernels.jcuda.smi;

import dev.warpsmith.kernels.process.ProcessTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads a GPU's clocks while something is measured, in a process beside it. Where {@code
 * nvidia-smi} is missing or does not answer there are no readings, and the measurement goes on.
 */
public final class ClockWatch implements AutoCloseable {
  private static final int TOLERANCE_MHZ = 50;

  private final List<ClockReading> readings = new ArrayList<>();
  private final NvidiaSmi smi;
  private @Nullable Process process;
  private boolean closed;

  private ClockWatch(NvidiaSmi smi) {
    this.smi = smi;
  }

  /** Begins to read; returns at once. */
  public static ClockWatch start(NvidiaSmi smi) {
    ClockWatch watch = new ClockWatch(smi);
    Thread reader = new Thread(watch::read, "clocks of " + smi.gpu());
    reader.setDaemon(true);
    reader.start();
    return watch;
  }

  private void read() {
    if (!read(false)) {
      read(true);
    }
  }

  /** Reads until it is closed and tells whether the fields were understood. */
  private boolean read(boolean old) {
    boolean understood = false;
    Optional<Process> started = begin(old);
    if (started.isEmpty()) {
      return true;
    }
    try (BufferedReader lines = started.get().inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<ClockReading> reading = ClockReading.parse(line);
        understood |= reading.isPresent();
        reading.ifPresent(this::keep);
      }
    } catch (IOException e) {
      // It was closed.
    }
    return understood;
  }

  private synchronized Optional<Process> begin(boolean old) {
    if (closed) {
      return Optional.empty();
    }
    try {
      Process begun = new ProcessBuilder(smi.watch(old)).redirectErrorStream(true).start();
      process = begun;
      return Optional.of(begun);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private synchronized void keep(ClockReading reading) {
    readings.add(reading);
  }

  /**
   * Returns what was read so far, in a sentence; empty if nothing was.
   *
   * @param locked the clock that was asked for, if one was
   */
  public synchronized List<String> facts(OptionalInt locked) {
    if (readings.isEmpty()) {
      return List.of();
    }
    List<String> facts = new ArrayList<>();
    facts.add(
        String.format(
            Locale.ROOT,
            "clocks: SM %s MHz, memory %s MHz, %s C, up to %.0f W (%d readings); %s",
            range(ClockReading::smMhz),
            range(ClockReading::memoryMhz),
            range(ClockReading::celsius),
            readings.stream().mapToDouble(ClockReading::watts).max().orElseThrow(),
            readings.size(),
            throttles()));
    locked.ifPresent(mhz -> offLock(mhz).ifPresent(facts::add));
    return facts;
  }

  private Optional<String> offLock(int mhz) {
    int fastest = readings.stream().mapToInt(ClockReading::smMhz).max().orElseThrow();
    return Math.abs(fastest - mhz) <= TOLERANCE_MHZ
        ? Optional.empty()
        : Optional.of("the SM clock was locked at " + mhz + " MHz and ran at " + fastest);
  }

  private String range(ToIntFunction<ClockReading> part) {
    int low = readings.stream().mapToInt(part).min().orElseThrow();
    int high = readings.stream().mapToInt(part).max().orElseThrow();
    return low == high ? Integer.toString(low) : low + " to " + high;
  }

  private String throttles() {
    Set<String> all = new TreeSet<>();
    readings.forEach(reading -> all.addAll(reading.throttles()));
    return all.isEmpty() ? "not throttled" : "throttled: " + String.join(", ", all);
  }

  @Override
  public synchronized void close() {
    closed = true;
    Process known = process;
    if (known != null) {
      ProcessTree.kill(known.toHandle());
    }
  }
}
