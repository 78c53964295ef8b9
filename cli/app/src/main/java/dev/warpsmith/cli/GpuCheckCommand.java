package dev.warpsmith.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.warpsmith.cli.gpucheck.Part;
import dev.warpsmith.cli.gpucheck.Provenance;
import dev.warpsmith.cli.gpucheck.Results;
import dev.warpsmith.cli.gpucheck.Summary;
import dev.warpsmith.cli.gpucheck.TaskRow;
import dev.warpsmith.kernelbench.redteam.Corpus;
import dev.warpsmith.kernelbench.redteam.Specimen;
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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds out, in one go, what only a GPU can tell. */
@Command(
    name = "gpu-check",
    description =
        "Check a GPU and the emulated one against each other: the device, the built-in tasks,"
            + " times, the red team, PyTorch, counters.",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith gpu-check",
      "  warpsmith gpu-check --device cuda:0 --minutes 8 --out gpu-check-h200",
      "  warpsmith gpu-check --parts tasks,torch --tasks softmax,matmul --python python3",
      "  warpsmith gpu-check --parts torch --tasks kernelbench/2/12,kernelbench/2/76 --jobs 8"
          + " --hardware-only --python python3",
      "  warpsmith gpu-check --parts redteam --device cuda:0,cuda:1",
      "",
      "Writes provenance.json, a file for each part and summary.md, each as soon as it is known.",
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
      description = "Begin nothing further after this time. Default: ${DEFAULT-VALUE}.")
  int minutes = 60;

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "<task>",
      description = "Built-in tasks or files of tasks. Default: every built-in task.")
  List<String> tasks = List.of();

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "<part>",
      description = "Some of device, tasks, redteam, torch, counters. Default: all.")
  List<String> parts = List.of();

  @Option(
      names = "--only",
      paramLabel = "<pattern>",
      description = "The red team's candidates, as 'redteam --only' names them. Default: all.")
  Optional<String> only = Optional.empty();

  @Option(
      names = "--jobs",
      defaultValue = "1",
      paramLabel = "<n>",
      description = {
        "Tasks that the part torch prepares at once, each with a PyTorch of its own; one at a time",
        "is timed. Default: ${DEFAULT-VALUE}."
      })
  int jobs = 1;

  @Option(
      names = "--hardware-only",
      description = "The part torch leaves the emulated GPU's sanitizer out.")
  boolean hardwareOnly;

  private final Terminal terminal;

  GpuCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
    Settings settings = taskOptions.settings(terminal);
    Set<Part> chosen = chosen();
    NvccCompiler compiler = NvccCompiler.standard();
    Devices devices = Devices.installed();
    List<String> ids =
        devices.chooseAll(settings.text(Setting.DEVICE)).stream().map(Devices.Choice::id).toList();
    if (!ids.stream().allMatch(Devices::isHardware)) {
      throw CommandException.environment(
          "gpu-check needs a GPU, not " + String.join(",", ids) + ": " + devices.cudaReason());
    }
    Path folder = out.orElseGet(() -> Path.of("gpu-check-" + STAMP.format(Instant.now())));
    Files.createDirectories(folder);
    try (Device device = devices.open(ids.get(0));
        Device emulated =
            new EmulatedDevice(device.spec(), Runtime.getRuntime().availableProcessors())) {
      Results results = new Results(Provenance.of(device, versions(compiler)));
      write(folder, "provenance.json", results.provenance());
      GpuCheckRun run =
          new GpuCheckRun(
              terminal,
              settings,
              new GpuCheckRun.Gpus(device, emulated, devices, ids),
              compiler,
              names(),
              specimens(),
              end,
              folder,
              results,
              Jobs.checked(jobs),
              hardwareOnly);
      parts(run, chosen, LockedClocks.of(settings, device));
      publish(folder, results);
      return (results.good() ? ExitCode.DONE : ExitCode.FAILED).number();
    }
  }

  /** Runs the parts, the page of what is known written after each. */
  private static void parts(GpuCheckRun run, Set<Part> chosen, LockedClocks clocks)
      throws IOException {
    try {
      for (Part part : chosen) {
        run.run(part);
        Files.writeString(run.folder().resolve("summary.md"), Summary.markdown(run.results()));
      }
    } finally {
      clocks.close();
    }
  }

  private Set<Part> chosen() {
    try {
      return parts.isEmpty()
          ? EnumSet.allOf(Part.class)
          : parts.stream()
              .map(Part::of)
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("--parts: " + e.getMessage());
    }
  }

  private List<Specimen> specimens() {
    Corpus corpus = Corpus.read();
    return only.map(corpus::matching).orElseGet(corpus::specimens);
  }

  private static Map<String, String> versions(NvccCompiler compiler) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("warpsmith", Version.number());
    versions.put("build", Version.build());
    versions.put("java", System.getProperty("java.version"));
    versions.put("nvcc", compiler.toolchain().version());
    return versions;
  }

  private List<String> names() {
    return tasks.isEmpty()
        ? BuiltInTasks.all().stream().map(BuiltInTasks.Entry::name).toList()
        : tasks;
  }

  private void publish(Path folder, Results results) {
    if (options.json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("provenance", results.provenance());
      all.put("device", results.findings());
      all.put("tasks", results.rows().stream().map(TaskRow::fields).toList());
      all.put("redteam", results.redteam().stream().map(RedteamReport::object).toList());
      all.put("torch", GpuCheckRun.torch(results));
      Json.print(terminal.out(), all);
    } else {
      terminal.out().print(Summary.markdown(results));
      terminal.out().println("\nresults  " + folder);
    }
  }

  /** Writes a file of the results. */
  static void write(Path folder, String name, Object value) throws IOException {
    Files.writeString(folder.resolve(name), MAPPER.writeValueAsString(value) + "\n");
  }
}
