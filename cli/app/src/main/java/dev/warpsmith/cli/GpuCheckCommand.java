package dev.warpsmith.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.warpsmith.cli.gpucheck.DeviceChecks;
import dev.warpsmith.cli.gpucheck.Finding;
import dev.warpsmith.cli.gpucheck.Provenance;
import dev.warpsmith.cli.gpucheck.Summary;
import dev.warpsmith.cli.gpucheck.TaskChecks;
import dev.warpsmith.cli.gpucheck.TaskRow;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds out, in one go, what only a GPU can tell. */
@Command(
    name = "gpu-check",
    description =
        "Check a GPU and the emulated one against each other: the device, the built-in tasks,"
            + " times.",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith gpu-check",
      "  warpsmith gpu-check --device cuda:0 --minutes 8 --out gpu-check-h200",
      "  warpsmith gpu-check --tasks softmax,matmul",
      "",
      "Writes provenance.json, device.json, tasks.json and summary.md, each as soon as it is"
          + " known.",
      "Exit code 1 says that a check failed, or that the two GPUs came to different verdicts."
    })
final class GpuCheckCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();

  @Option(
      names = "--out",
      paramLabel = "<folder>",
      description = "Where the results go. Default: gpu-check-<time>.")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--minutes",
      defaultValue = "60",
      paramLabel = "<n>",
      description = "Begin no further task after this time. Default: ${DEFAULT-VALUE}.")
  int minutes = 60;

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "<task>",
      description = "Built-in tasks or files of tasks. Default: every built-in task.")
  List<String> tasks = List.of();

  private final Terminal terminal;

  GpuCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
    Settings settings = taskOptions.settings(terminal);
    NvccCompiler compiler = NvccCompiler.standard();
    Devices devices = Devices.installed();
    String id = devices.choose(settings.text(Setting.DEVICE)).id();
    if (!id.startsWith("cuda:")) {
      throw CommandException.environment(
          "gpu-check needs a GPU, not " + id + ": " + devices.cudaReason());
    }
    Path folder = out.orElseGet(() -> Path.of("gpu-check-" + STAMP.format(Instant.now())));
    Files.createDirectories(folder);
    try (Device device = devices.open(id);
        Device emulated =
            new EmulatedDevice(device.spec(), Runtime.getRuntime().availableProcessors())) {
      Map<String, Object> provenance = Provenance.of(device, versions(compiler));
      write(folder, "provenance.json", provenance);
      List<Finding> findings = DeviceChecks.run(device, compiler, this::say);
      write(folder, "device.json", findings);
      List<TaskRow> rows = rows(new TaskChecks(device, emulated, compiler), end, folder);
      String summary = Summary.markdown(provenance, findings, rows);
      Files.writeString(folder.resolve("summary.md"), summary);
      publish(folder, provenance, findings, rows, summary);
      return (good(findings, rows) ? ExitCode.DONE : ExitCode.FAILED).number();
    }
  }

  private static Map<String, String> versions(NvccCompiler compiler) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("warpsmith", Version.number());
    versions.put("build", Version.build());
    versions.put("java", System.getProperty("java.version"));
    versions.put("nvcc", compiler.toolchain().version());
    return versions;
  }

  private List<TaskRow> rows(TaskChecks checks, Instant end, Path folder) throws IOException {
    List<TaskRow> rows = new ArrayList<>();
    for (String task : names()) {
      if (Instant.now().isAfter(end)) {
        terminal.err().println(task + ": not begun after " + minutes + " minutes");
        continue;
      }
      for (TaskRow row : checks.rows(Tasks.read(task))) {
        rows.add(row);
        say(row);
      }
      write(folder, "tasks.json", rows.stream().map(TaskRow::fields).toList());
    }
    return rows;
  }

  private List<String> names() {
    return tasks.isEmpty()
        ? BuiltInTasks.all().stream().map(BuiltInTasks.Entry::name).toList()
        : tasks;
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

  private static boolean good(List<Finding> findings, List<TaskRow> rows) {
    return findings.stream().noneMatch(f -> f.outcome() == Finding.Outcome.FAILED)
        && rows.stream().allMatch(TaskRow::agrees);
  }

  private void publish(
      Path folder,
      Map<String, Object> provenance,
      List<Finding> findings,
      List<TaskRow> rows,
      String summary) {
    if (options.json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("provenance", provenance);
      all.put("device", findings);
      all.put("tasks", rows.stream().map(TaskRow::fields).toList());
      Json.print(terminal.out(), all);
    } else {
      terminal.out().print(summary);
      terminal.out().println("\nresults  " + folder);
    }
  }

  private static void write(Path folder, String name, Object value) throws IOException {
    Files.writeString(folder.resolve(name), MAPPER.writeValueAsString(value) + "\n");
  }
}
