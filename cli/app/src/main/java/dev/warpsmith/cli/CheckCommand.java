package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.EvaluationJson;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts one candidate through every gate. */
@Command(
    name = "check",
    description = "Prove one candidate: does it compile, compute the task, and keep to the rules?",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith check softmax runs/softmax/20261123-101500/best.cu",
      "  warpsmith check saxpy.cu faster_saxpy.cu --json",
      "  warpsmith check softmax --python .venv/bin/python",
      "  warpsmith check KernelBench/level1/23_Softmax.py my_softmax.cu",
      "  warpsmith check KernelBench/level1/23_Softmax.py model_new.py",
      "",
      "A .py candidate is a PyTorch module as KernelBench takes it, a class ModelNew: host code that",
      "runs in a process of its own, on a GPU, where it is timed in turn with eager and torch.compile.",
      "With --device cpu-torch one that needs no GPU is proven on the CPU, and not timed. Beside the",
      "verdict stands what KernelBench's own comparison would say. Its seed is drawn anew each time.",
      "",
      "Exit code 1 says that the candidate did not pass."
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();

  @Parameters(index = "0", paramLabel = "<task>", description = "What must be computed.")
  String task = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "<candidate>",
      description =
          "The candidate, a .cu file, or a .py file with a class ModelNew. Default: the task's own"
              + " naive kernels.")
  Optional<Path> candidate = Optional.empty();

  @Option(
      names = "--kernelbench",
      paramLabel = "<checkout>",
      description =
          "A checkout of KernelBench, in which the module of a task such as kernelbench/1/23 is"
              + " found for a .py candidate.")
  Optional<Path> checkout = Optional.empty();

  private final Terminal terminal;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Settings settings = taskOptions.settings(terminal);
    if (candidate.filter(ModuleCheck::isModule).isPresent()) {
      return module(settings, candidate.get());
    }
    Tasks.Named named = Tasks.named(settings, task);
    Task read = named.task();
    Optional<Candidate> given = candidate.map(Tasks::candidate);
    Optional<Evidence> oracles = Oracles.compare(settings, named);
    try (Wiring wiring = Wiring.open(settings, read)) {
      GateLine shown = new GateLine(terminal);
      GateTimes naive = new GateTimes(shown);
      GateTimes gates = new GateTimes(shown);
      Evaluation evaluation = Oracles.add(evaluate(wiring, given, naive, gates), oracles);
      shown.clear();
      print(evaluation, given.isPresent() ? gates : naive);
      return (evaluation.verdict() == Verdict.PASSED ? ExitCode.DONE : ExitCode.FAILED).number();
    }
  }

  private int module(Settings settings, Path file) {
    GateLine shown = new GateLine(terminal);
    GateTimes gates = new GateTimes(shown);
    ModuleCheck.Found found = new ModuleCheck(settings, checkout, gates).check(task, file);
    shown.clear();
    if (options.json) {
      Json.print(terminal.out(), ModuleCheckReport.json(found));
    } else {
      new ModuleCheckReport(terminal.outPalette(), gates.seconds())
          .lines(found)
          .forEach(terminal.out()::println);
    }
    boolean passed = found.evaluation().verdict() == Verdict.PASSED;
    return (passed ? ExitCode.DONE : ExitCode.FAILED).number();
  }

  /**
   * Asks first what needs no baseline: a candidate that is wrong at small sizes ends in seconds.
   */
  private static Evaluation evaluate(
      Wiring wiring, Optional<Candidate> given, GateTimes naive, GateTimes gates) {
    EvaluationMemory memory = EvaluationMemory.ofProcess();
    Optional<Evaluation> refused =
        given.flatMap(own -> wiring.evaluator().screen(own, memory, gates));
    return refused.orElseGet(
        () -> {
          Baseline baseline = wiring.prover().baseline(memory, naive);
          return given
              .map(own -> wiring.prover().evaluate(own, baseline, memory, gates))
              .orElseGet(() -> proven(baseline))
              .match(
                  failed -> failed,
                  passed ->
                      wiring
                          .prover()
                          .confirm(
                              given.orElseGet(baseline::candidate),
                              passed,
                              memory,
                              given.isPresent() ? gates : naive));
        });
  }

  /** A baseline that is returned has passed every gate. */
  private static Evaluation proven(Baseline baseline) {
    return new Evaluation.Passed(
        "the task's own " + baseline.kind() + " kernels pass every gate",
        baseline.evidence(),
        baseline.timing());
  }

  private void print(Evaluation evaluation, GateTimes gates) {
    if (options.json) {
      Json.print(terminal.out(), EvaluationJson.of(evaluation));
      return;
    }
    new CheckReport(terminal.outPalette(), gates.seconds())
        .lines(evaluation)
        .forEach(terminal.out()::println);
  }
}
