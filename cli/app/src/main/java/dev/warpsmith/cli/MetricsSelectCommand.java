package dev.warpsmith.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.profiler.selection.MetricSelection;
import dev.warpsmith.profiler.selection.MetricSet;
import dev.warpsmith.profiler.selection.ProfileSource;
import dev.warpsmith.profiler.selection.SelectionException;
import dev.warpsmith.profiler.selection.SelectionRules;
import dev.warpsmith.profiler.selection.Selector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Selects metrics from profiles of many kernels of many tasks. */
@Command(
    name = "select",
    description = {
      "Select the metrics that follow the runtime in every task (CudaForge, Algorithms 1 and 2).",
      "Of metrics that tell the same one stays; each task names its 20 strongest by |Pearson r|;"
          + " those of one sign in all tasks, in the upper quarter of mean |r|, are selected."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith metrics select runs --out metrics.json",
      "  warpsmith metrics select gelu=gelu.csv softmax=softmax.csv --out metrics.json",
      "  warpsmith profile softmax --metrics metrics.json",
      "",
      "The second line reads what 'ncu --csv --page raw --print-units base' printed of many kernels",
      "of each task. 'profile' and 'optimize' show the selected metrics with --metrics."
    })
final class MetricsSelectCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "<runs>",
      description = "Run folders, folders of runs, or <task>=<file.csv> with ncu's output.")
  List<String> runs = List.of();

  @Option(names = "--out", paramLabel = "<file>", description = "Write the set there, as JSON.")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--collinear",
      paramLabel = "<r>",
      description = "Metrics whose |r| is larger in every task tell the same. Default: 0.95.")
  double collinear = SelectionRules.STANDARD.collinear();

  @Option(
      names = "--min-kernels",
      paramLabel = "<n>",
      description = "A task with fewer distinct kernels is left out. Default: 5.")
  int leastKernels = SelectionRules.STANDARD.leastKernels();

  private final Terminal terminal;

  MetricsSelectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    SelectionRules rules = rules();
    ProfiledKernels kernels = new ProfiledKernels();
    runs.forEach(kernels::add);
    ProfileSource source = kernels.source();
    MetricSelection selection = select(kernels, rules);
    ObjectNode json = MetricSet.json(selection, rules, source, kernels.inputs());
    if (!selection.chosen().isEmpty()) {
      out.ifPresent(file -> write(file, MetricSet.text(json)));
    }
    kernels.notes().forEach(note -> terminal.err().println("left out: " + note));
    if (options.json) {
      Json.print(terminal.out(), json);
    } else {
      new SelectionTable(terminal.out(), terminal.outPalette()).print(selection, source, out);
    }
    return (selection.chosen().isEmpty() ? ExitCode.FAILED : ExitCode.DONE).number();
  }

  private SelectionRules rules() {
    try {
      return SelectionRules.STANDARD.collinear(collinear).leastKernels(leastKernels);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(
          "--collinear "
              + collinear
              + " and --min-kernels "
              + leastKernels
              + ": "
              + e.getMessage());
    }
  }

  private static MetricSelection select(ProfiledKernels kernels, SelectionRules rules) {
    try {
      return Selector.select(kernels.kernels(), rules);
    } catch (SelectionException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()));
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
