package dev.warpsmith.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.HardwareCounters;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.optimizer.EvaluationJson;
import dev.warpsmith.optimizer.ProfileJson;
import dev.warpsmith.profiler.selection.MetricSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the hardware does while a candidate runs. */
@Command(
    name = "profile",
    description = "Show where a candidate's time goes, under Nsight Compute's metric names.",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith profile softmax",
      "  warpsmith profile softmax runs/softmax/20261123-101500/best.cu --all",
      "  warpsmith profile softmax --compare runs/softmax/20261123-101500/best.cu",
      "  warpsmith profile softmax --metrics metrics.json",
      "  warpsmith profile softmax --json"
    })
final class ProfileCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();

  @Parameters(index = "0", paramLabel = "<task>", description = "What must be computed.")
  String task = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "<candidate.cu>",
      description = "The candidate. Default: the task's own naive kernels.")
  Optional<Path> candidate = Optional.empty();

  @Option(
      names = "--compare",
      paramLabel = "<other.cu>",
      description = "Profile another candidate too, and show what changes from the first to it.")
  Optional<Path> other = Optional.empty();

  @Option(
      names = "--all",
      description = "List every metric, those without a value with the reason.")
  boolean all;

  @Option(
      names = "--metrics",
      paramLabel = "<file>",
      description = "Show the metrics of a set from 'metrics select', strongest first.")
  Optional<String> metrics = Optional.empty();

  private final Terminal terminal;
  private Optional<MetricSet> shown = Optional.empty();

  ProfileCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A candidate that passed, with its name for people. */
  private record Profiled(String name, Candidate candidate, CandidateTiming timing) {
    ComparisonTable.Side side() {
      return new ComparisonTable.Side(name, timing);
    }
  }

  @Override
  public Integer call() {
    Settings settings = taskOptions.settings(terminal).with(Setting.METRICS, metrics);
    shown = settings.metrics();
    Task read = Tasks.read(settings, task);
    Optional<Candidate> given = candidate.map(Tasks::candidate);
    Optional<Candidate> compared = other.map(Tasks::candidate);
    try (Wiring wiring = Wiring.open(settings, read)) {
      GateLine gates = new GateLine(terminal);
      Baseline baseline = wiring.prover().baseline(EvaluationMemory.none(), gates);
      if (given.isEmpty()) {
        printed(gates, baseline.evidence());
      }
      Optional<Profiled> first =
          given.isEmpty()
              ? Optional.of(new Profiled("naive", baseline.candidate(), baseline.timing()))
              : profiled(wiring, baseline, gates, candidate, given);
      Optional<Profiled> second = profiled(wiring, baseline, gates, other, compared);
      gates.clear();
      if (first.isEmpty() || (compared.isPresent() && second.isEmpty())) {
        return ExitCode.FAILED.number();
      }
      show(wiring.device().spec(), first.get(), second);
      return ExitCode.DONE.number();
    }
  }

  /** Proves and profiles a candidate; empty if there is none, or, with a message, if it fails. */
  private Optional<Profiled> profiled(
      Wiring wiring,
      Baseline baseline,
      GateLine gates,
      Optional<Path> file,
      Optional<Candidate> candidate) {
    return candidate.flatMap(
        own ->
            wiring
                .prover()
                .evaluate(own, baseline, EvaluationMemory.none(), gates)
                .match(
                    failed -> refused(gates, file.map(Path::toString).orElse(""), failed),
                    ok -> {
                      printed(gates, ok.evidence());
                      String name = file.map(Path::getFileName).map(Path::toString).orElse("");
                      return Optional.of(new Profiled(name, own, ok.timing()));
                    }));
  }

  /** Shows what kernels printed, and why there are no counters where there are none. */
  private void printed(GateLine gates, List<Evidence> evidence) {
    gates.clear();
    evidence.stream()
        .map(Evidence::text)
        .filter(text -> text.startsWith("printed: ") || HardwareCounters.isFailure(text))
        .forEach(terminal.err()::println);
  }

  private Optional<Profiled> refused(GateLine gates, String file, Evaluation.Failed failed) {
    gates.clear();
    if (options.json) {
      Json.print(terminal.out(), EvaluationJson.of(failed));
    }
    terminal
        .err()
        .println("no profile of " + file + ": " + failed.verdict() + ": " + failed.message());
    return Optional.empty();
  }

  private void show(GpuSpec gpu, Profiled first, Optional<Profiled> second) {
    if (options.json) {
      Json.print(terminal.out(), json(gpu, first, second));
      return;
    }
    Palette palette = terminal.outPalette();
    second.ifPresent(
        to -> {
          new ComparisonTable(terminal.out(), palette).print(first.side(), to.side());
          terminal.out().println();
          terminal.out().print(palette.bold(first.name()) + "  ");
        });
    ProfileTable table =
        new ProfileTable(terminal.out(), palette, terminal.width(), gpu, all, shown);
    table.print(first.timing(), new SourceLines(first.candidate().source()));
    second.ifPresent(
        to -> {
          terminal.out().println();
          terminal.out().print(palette.bold(to.name()) + "  ");
          table.print(to.timing(), new SourceLines(to.candidate().source()));
        });
    if (!all) {
      terminal
          .out()
          .println(palette.dim("--all lists every metric under ncu's name, --json writes them"));
    }
  }

  private static ObjectNode json(GpuSpec gpu, Profiled first, Optional<Profiled> second) {
    ObjectNode node = json(gpu, first);
    second.ifPresent(
        to -> {
          ObjectNode compared = json(gpu, to);
          ProfileJson.addComparison(compared, first.timing(), to.timing());
          node.set("compared", compared);
        });
    return node;
  }

  private static ObjectNode json(GpuSpec gpu, Profiled profiled) {
    SourceLines source = new SourceLines(profiled.candidate().source());
    return ProfileJson.of(profiled.name(), profiled.timing(), gpu, source::text);
  }
}
