package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.validation.MeasurementSet;
import dev.warpsmith.kernelbench.validation.Measurements;
import dev.warpsmith.kernelbench.validation.ModelValidator;
import dev.warpsmith.kernelbench.validation.ScatterPlot;
import dev.warpsmith.kernelbench.validation.Validation;
import dev.warpsmith.kernelbench.validation.ValidationMarkdown;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares modelled with measured times. */
@Command(
    name = "validate",
    description = {
      "Compare modelled with measured times: rank correlation, errors, every kernel.",
      "A set of measurements names its GPU, its source and its protocol; the kernels stand beside"
          + " it as annotated .cu files."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith model validate",
      "  warpsmith model validate rtx4070-simple-kernels --out validation",
      "  warpsmith model validate my-measurements.json --json"
    })
final class ModelValidateCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "<measurements>",
      description = "Names of built-in sets, or .json files. Default: every built-in set.")
  List<String> sets = List.of();

  @Option(
      names = "--out",
      paramLabel = "<folder>",
      description = "Write validation.md and a scatter plot per set (<name>.svg) there.")
  Optional<Path> out = Optional.empty();

  private final Terminal terminal;

  ModelValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<MeasurementSet> read =
        (sets.isEmpty() ? Measurements.builtIn() : sets).stream().map(Measurements::read).toList();
    ValidationTable table = new ValidationTable(terminal, options.json);
    List<Validation> validations = new ArrayList<>();
    for (MeasurementSet set : read) {
      table.begin(set);
      validations.add(validate(set, table));
      table.end(validations.get(validations.size() - 1));
    }
    out.ifPresent(folder -> write(folder, validations));
    if (options.json) {
      Json.print(
          terminal.out(),
          Map.of("validations", validations.stream().map(ValidationTable::json).toList()));
    }
    return ExitCode.DONE.number();
  }

  private static Validation validate(MeasurementSet set, ValidationTable table) {
    try (Device device = Devices.installed().open("emulated:" + set.gpu())) {
      return new ModelValidator(device, NvccCompiler.standard()::compile, EvaluationSettings.of(1))
          .validate(set, table::row);
    }
  }

  private void write(Path folder, List<Validation> validations) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("validation.md"), ValidationMarkdown.of(validations));
      for (Validation validation : validations) {
        if (!validation.counted().isEmpty()) {
          Files.writeString(
              folder.resolve(validation.set().name() + ".svg"), ScatterPlot.svg(validation));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
    }
    terminal.err().println("written: " + folder.resolve("validation.md"));
  }
}
