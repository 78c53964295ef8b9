package dev.warpsmith.cli;

import dev.warpsmith.cli.gpucheck.Provenance;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.validation.MeasuredRow;
import dev.warpsmith.kernelbench.validation.MeasurementSet;
import dev.warpsmith.kernelbench.validation.Measurements;
import dev.warpsmith.kernelbench.validation.ModelMeasurer;
import dev.warpsmith.kernelbench.validation.NewMeasurements;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.profiler.timing.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures on a GPU what the modelled clock is then compared with. */
@Command(
    name = "measure",
    description = {
      "Measure the kernels of a set on your GPU, as a set of your own for 'model validate'.",
      "The new set finds kernels of built-in sets by itself, others in the folder 'kernels' beside it."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith model measure --device cuda:0 --out my-gpu.json",
      "  warpsmith model measure rtx4070-simple-kernels --caches steady --out my-gpu-hot.json",
      "  warpsmith model validate my-gpu.json"
    })
final class ModelMeasureCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "<measurements>",
      defaultValue = "h200-simple-kernels-cold",
      description =
          "A built-in set or a .json file: the kernels and sizes that are measured. Default:"
              + " ${DEFAULT-VALUE}.")
  String set = "";

  @Option(
      names = "--caches",
      defaultValue = "cold",
      paramLabel = "<which>",
      description =
          "cold (L2 overwritten before each sample) or steady (runs back to back). Default:"
              + " ${DEFAULT-VALUE}.")
  String caches = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "<file.json>",
      description = "The new set.")
  Path out = Path.of("");

  private final Terminal terminal;

  ModelMeasureCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    LaunchOptions.Caches protocol =
        switch (caches) {
          case "cold" -> LaunchOptions.Caches.COLD;
          case "steady" -> LaunchOptions.Caches.STEADY;
          default ->
              throw CommandException.usage("--caches " + caches + ": expected cold or steady");
        };
    MeasurementSet read = Measurements.read(set);
    Settings settings = taskOptions.settings(terminal);
    Devices devices = Devices.installed();
    NvccCompiler compiler = NvccCompiler.standard();
    try (Device device = devices.open(devices.choose(settings.text(Setting.DEVICE)).id())) {
      ModelMeasurer measurer =
          new ModelMeasurer(
              device, compiler::compile, EvaluationSettings.of(settings.integer(Setting.SEED, 0)));
      NewMeasurements found =
          measurer.measure(read, protocol, source(device, compiler), new Lines());
      write(found, device);
      return (found.rows().isEmpty() ? ExitCode.FAILED : ExitCode.DONE).number();
    }
  }

  private static String source(Device device, NvccCompiler compiler) {
    return "measured by 'warpsmith model measure' ("
        + Version.number()
        + ") on "
        + LocalDate.now(ZoneOffset.UTC)
        + " on one "
        + device.spec().description()
        + " ("
        + device.version()
        + ", CUDA "
        + compiler.toolchain().version()
        + "; "
        + Provenance.clocks()
        + "); every sample is in the row";
  }

  private void write(NewMeasurements found, Device device) {
    try {
      Files.writeString(out, found.json());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + out + ": " + e.getMessage(), e);
    }
    if (options.json) {
      Json.print(
          terminal.out(),
          Map.of(
              "file",
              out.toString(),
              "gpu",
              device.spec().name(),
              "floorMicros",
              found.floorMicros(),
              "rows",
              found.rows()));
    } else {
      terminal.out().printf("%d rows  %s%n", found.rows().size(), out);
    }
  }

  /** A line per row, on standard error. */
  private final class Lines implements ModelMeasurer.Progress {
    @Override
    public void measured(MeasuredRow row, Measurement measurement) {
      terminal
          .err()
          .printf(
              Locale.ROOT,
              "%-44s %12.2f us of %d samples%n",
              row,
              measurement.median(),
              measurement.micros().size());
    }

    @Override
    public void refused(MeasuredRow row, String reason) {
      terminal.err().printf("%-44s not measured: %s%n", row, reason);
    }
  }
}
