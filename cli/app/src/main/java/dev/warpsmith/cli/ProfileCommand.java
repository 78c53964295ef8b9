package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
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
      "  warpsmith profile softmax runs/softmax/20261123-101500/best.cu --json",
      "  warpsmith profile softmax --metrics metrics.json"
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

  @Option(names = "--all", description = "Show every metric, those without a value included.")
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

  @Override
  public Integer call() {
    Settings settings = taskOptions.settings(terminal).with(Setting.METRICS, metrics);
    shown = settings.metrics();
    Task read = Tasks.read(task);
    Optional<Candidate> given = candidate.map(Tasks::candidate);
    try (Wiring wiring = Wiring.open(settings, read)) {
      GateLine gates = new GateLine(terminal);
      Baseline baseline = wiring.prover().baseline(EvaluationMemory.none(), gates);
      int code =
          given
              .map(
                  own ->
                      wiring
                          .prover()
                          .evaluate(own, baseline, EvaluationMemory.none(), gates)
                          .match(
                              failed -> refused(gates, failed),
                              ok -> show(gates, ok.timing(), ok.evidence())))
              .orElseGet(() -> show(gates, baseline.timing(), baseline.evidence()));
      return code;
    }
  }

  private int show(GateLine gates, CandidateTiming timing, List<Evidence> evidence) {
    gates.clear();
    evidence.stream()
        .filter(fact -> fact.text().startsWith("printed: "))
        .forEach(fact -> terminal.err().println(fact.text()));
    if (options.json) {
      Json.print(terminal.out(), ProfileJson.profiles(timing.profiles()));
    } else {
      new ProfileTable(terminal.out(), terminal.outPalette(), all, shown).print(timing);
    }
    return ExitCode.DONE.number();
  }

  private int refused(GateLine gates, Evaluation.Failed failed) {
    gates.clear();
    if (options.json) {
      Json.print(terminal.out(), EvaluationJson.of(failed));
    }
    terminal.err().println("no profile: " + failed.verdict() + ": " + failed.message());
    return ExitCode.FAILED.number();
  }
}
