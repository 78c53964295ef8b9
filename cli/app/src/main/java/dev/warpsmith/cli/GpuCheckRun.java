package dev.warpsmith.cli;

import dev.warpsmith.cli.gpucheck.DeviceChecks;
import dev.warpsmith.cli.gpucheck.Finding;
import dev.warpsmith.cli.gpucheck.Part;
import dev.warpsmith.cli.gpucheck.Results;
import dev.warpsmith.cli.gpucheck.TaskChecks;
import dev.warpsmith.cli.gpucheck.TaskRow;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.redteam.Corpus;
import dev.warpsmith.kernelbench.redteam.Specimen;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the parts of a GPU check; each writes its file again with everything that it finds.
 *
 * @param jobs tasks that are prepared at once to be timed in turn with PyTorch
 * @param hardwareOnly whether the emulated GPU's sanitizer is left out there
 */
record GpuCheckRun(
    Terminal terminal,
    Settings settings,
    Gpus gpus,
    NvccCompiler compiler,
    List<String> tasks,
    List<Specimen> specimens,
    Instant end,
    Path folder,
    Results results,
    int jobs,
    boolean hardwareOnly) {

  /**
   * What is checked.
   *
   * @param emulated of the same kind as the device
   * @param ids of all GPUs, that of the device first
   */
  record Gpus(Device device, Device emulated, Devices devices, List<String> ids) {}

  /** Runs a part. */
  void run(Part part) {
    if (late()) {
      results.missing(part, "not begun: no minutes were left");
      return;
    }
    terminal.err().println("-- " + part.word());
    switch (part) {
      case DEVICE -> device();
      case TASKS -> builtInTasks();
      case REDTEAM -> redteam();
      case TORCH -> torch();
      case COUNTERS -> counters();
    }
  }

  private boolean late() {
    return Instant.now().isAfter(end);
  }

  private void device() {
    results.device(DeviceChecks.run(gpus.device(), compiler, this::say));
    write(Part.DEVICE, results.findings());
  }

  private void builtInTasks() {
    TaskChecks checks = new TaskChecks(gpus.device(), gpus.emulated(), compiler);
    for (String task : tasks) {
      if (late()) {
        results.missing(Part.TASKS, "from " + task + " on, not begun: no minutes were left");
        return;
      }
      for (TaskRow row : checks.rows(Tasks.read(settings, task))) {
        results.task(row);
        say(row);
      }
      write(Part.TASKS, results.rows().stream().map(TaskRow::fields).toList());
    }
  }

  private void redteam() {
    RedteamReport report = new RedteamReport(terminal, true, specimens);
    HardwareRedteam.team(
            Corpus.read(), gpus.devices(), gpus.ids(), compiler, EvaluationSettings.of(1))
        .run(
            specimens,
            Runtime.getRuntime().availableProcessors(),
            () -> !late(),
            outcome -> {
              results.redteam(outcome);
              report.finished(outcome);
              write(Part.REDTEAM, results.redteam().stream().map(RedteamReport::object).toList());
            });
    int left = specimens.size() - results.redteam().size();
    if (left > 0) {
      results.missing(Part.REDTEAM, left + " candidates not begun: no minutes were left");
    }
  }

  private void torch() {
    String python = settings.text(Setting.PYTHON);
    if (python.equals(Setting.PYTHON.initial())) {
      results.missing(Part.TORCH, "no --python was given");
      return;
    }
    List<Task> chosen =
        tasks.stream()
            .map(name -> Tasks.read(settings, name))
            .filter(task -> task.graph().isPresent())
            .toList();
    String id = gpus.ids().get(0);
    try (TorchLanes lanes =
        new TorchLanes(
            () -> lane(gpus.devices().open(id), python),
            jobs,
            gpus.device().spec().memoryBytes())) {
      long left = lanes.run(chosen, this::late, this::compared);
      if (left > 0) {
        results.missing(Part.TORCH, left + " tasks not begun: no minutes were left");
      }
    }
  }

  private TorchLane lane(Device device, String python) {
    return new TorchLane(
        device, hardwareOnly ? device : new EmulatedDevice(device.spec(), 1), compiler, python);
  }

  private void compared(Task task, List<OutsideComparison> found) {
    results.torch(task.name(), found);
    OutsideLines.of(found)
        .forEach(line -> terminal.err().println(task.name() + ": " + line.strip()));
    write(Part.TORCH, torch(results));
  }

  /** Returns the comparisons with PyTorch, by task. */
  static Map<String, Object> torch(Results results) {
    Map<String, Object> fields = new LinkedHashMap<>();
    results.torch().forEach((task, those) -> fields.put(task, OutsideLines.json(those)));
    return fields;
  }

  /** Compares what the tasks' profiles hold; they hold no counters where nothing counts. */
  private void counters() {
    if (results.rows().isEmpty()) {
      builtInTasks();
    }
    List<Map<String, Object>> found = new ArrayList<>();
    for (TaskRow row : results.rows()) {
      if (!row.counters().isEmpty()) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("task", row.task());
        fields.put("candidate", row.candidate());
        fields.put("counters", row.counters());
        found.add(fields);
      }
    }
    if (found.isEmpty()) {
      results.missing(Part.COUNTERS, "the GPU's profiles hold no counters: that takes ncu");
    }
    write(Part.COUNTERS, found);
  }

  private void say(Finding finding) {
    terminal.err().println(finding.outcome() + "  " + finding.what() + ": " + finding.detail());
  }

  private void say(TaskRow row) {
    terminal
        .err()
        .printf(
            "%s %s: %s, emulated %s%s%n",
            row.task(),
            row.candidate(),
            row.verdict(),
            row.emulatedVerdict(),
            row.micros()
                .map(
                    micros ->
                        ", "
                            + RoundLine.time(micros)
                            + row.modelledMicros()
                                .map(model -> ", modelled " + RoundLine.time(model))
                                .orElse(""))
                .orElse(": " + row.message()));
  }

  private void write(Part part, Object found) {
    try {
      GpuCheckCommand.write(folder, part.file(), found);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + part.file() + ": " + e.getMessage(), e);
    }
  }
}
