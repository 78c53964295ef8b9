package dev.warpsmith.cli;

import dev.warpsmith.optimizer.RunProfiles;
import dev.warpsmith.profiler.ncu.NcuCsv;
import dev.warpsmith.profiler.ncu.NcuCsvException;
import dev.warpsmith.profiler.ncu.NcuObservations;
import dev.warpsmith.profiler.ncu.NcuReport;
import dev.warpsmith.profiler.selection.Observation;
import dev.warpsmith.profiler.selection.ProfileSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Collects kernels from run folders and from ncu's CSV files, all of one clock, one instrument and
 * one device.
 */
final class ProfiledKernels {
  private final Map<String, Observation> kernels = new LinkedHashMap<>();
  private final Map<String, ProfileSource> sources = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** Takes a run's folder, a folder of runs, or {@code <task>=<file>} with ncu's CSV. */
  void add(String argument) {
    int equals = argument.indexOf('=');
    if (equals > 0 && !Files.isDirectory(Path.of(argument))) {
      addCsv(argument.substring(0, equals), Path.of(argument.substring(equals + 1)));
    } else {
      RunProfiles.find(Path.of(argument)).forEach(this::addRun);
    }
  }

  private void addRun(Path folder) {
    Optional<RunProfiles> run = RunProfiles.read(folder);
    if (run.isEmpty()) {
      notes.add(folder + " has no profiled candidate");
      return;
    }
    RunProfiles read = run.get();
    sources.put(folder.toString(), read.source());
    read.kernels().forEach((digest, kernel) -> kernels.putIfAbsent(read.task() + digest, kernel));
  }

  private void addCsv(String task, Path file) {
    NcuReport report = report(file);
    report.losses().forEach(loss -> notes.add(file + ": " + loss));
    List<Observation> read = NcuObservations.of(task, report);
    if (read.isEmpty()) {
      notes.add(file + " has no launch with its duration (gpu__time_duration.sum)");
      return;
    }
    String gpu = report.launches().get(0).gpu().orElse("a GPU that ncu did not name");
    sources.put(file.toString(), new ProfileSource("ncu", "counters", gpu));
    read.forEach(kernel -> kernels.putIfAbsent(file + kernel.kernel(), kernel));
  }

  private static NcuReport report(Path file) {
    try {
      return NcuCsv.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (NcuCsvException e) {
      throw CommandException.usage(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns what was left out, and why. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Returns the runs and files that gave kernels. */
  List<String> inputs() {
    return List.copyOf(sources.keySet());
  }

  List<Observation> kernels() {
    return List.copyOf(kernels.values());
  }

  /** Returns what all kernels were profiled with, or refuses to mix. */
  ProfileSource source() {
    if (sources.isEmpty()) {
      throw CommandException.usage(
          "nothing was profiled: "
              + String.join("; ", notes)
              + "; make runs with: warpsmith optimize <task> --judge random");
    }
    Map<ProfileSource, List<String>> bySource =
        sources.keySet().stream()
            .collect(Collectors.groupingBy(this::source, LinkedHashMap::new, Collectors.toList()));
    if (bySource.size() > 1) {
      throw CommandException.usage(mixed(bySource));
    }
    return bySource.keySet().iterator().next();
  }

  private ProfileSource source(String input) {
    ProfileSource source = sources.get(input);
    if (source == null) {
      throw new IllegalStateException(input + " has no source");
    }
    return source;
  }

  private static String mixed(Map<ProfileSource, List<String>> bySource) {
    return bySource.entrySet().stream()
        .map(entry -> entry.getKey().label() + " (" + some(entry.getValue()) + ")")
        .collect(
            Collectors.joining(
                "; ",
                "these profiles cannot be mixed: ",
                ". Modelled and measured times, models and GPUs are never compared: give those of"
                    + " one"));
  }

  private static String some(List<String> inputs) {
    return inputs.size() == 1
        ? inputs.get(0)
        : inputs.get(0) + " and " + (inputs.size() - 1) + " more";
  }
}
