package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.NaiveProof;
import dev.warpsmith.kernelbench.evaluation.SideBySide;
import dev.warpsmith.kernelbench.evaluation.TaskSizeException;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.optimizer.suite.KernelBenchProblems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves the naive kernels of KernelBench's built-in problems at their check sizes. */
@Command(
    name = "prove",
    description = {
      "Prove the naive kernels of KernelBench's problems at their check sizes: they compile, fit,",
      "touch only what they may, compute what the operator graph says in float64, and give it",
      "again. Also says which problems are degenerate: answers that compute nothing pass. A report",
      "that is there is gone on with."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith kernelbench prove",
      "  warpsmith kernelbench prove --level 1 --problems 1-20,40 --json",
      "",
      "Exit code 1 says that a gate refused a problem's naive kernels."
    })
final class KernelBenchProveCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;

  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin ProblemOptions problems = new ProblemOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();

  @Option(
      names = "--report",
      paramLabel = "<file>",
      description = "Where a line of JSON for each problem goes. Default: ${DEFAULT-VALUE}.")
  Path report = Path.of("kernelbench-prove.jsonl");

  private final Terminal terminal;

  KernelBenchProveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    int jobs = problems.jobs();
    List<String> chosen = chosen();
    Settings settings = taskOptions.settings(terminal);
    Devices.Choice choice = Devices.installed().choose(settings.text(Setting.DEVICE));
    settings.with(Setting.DEVICE, Optional.of(choice.id()));
    KeptLines kept = KeptLines.open(report, "task", problems.fresh);
    NaiveLines lines = new NaiveLines(terminal, options.json, chosen.size());
    String versions = versions(settings, choice.id());
    lines.begin(choice, report);
    List<NaiveResult> results =
        SideBySide.map(jobs, chosen, name -> result(settings, name, versions, kept, lines));
    lines.end(results, report, versions);
    boolean good = results.stream().allMatch(NaiveResult::passed);
    return (good ? ExitCode.DONE : ExitCode.FAILED).number();
  }

  private List<String> chosen() {
    List<String> names;
    try {
      names = KernelBenchProblems.of(problems.level, problems.numbers, Optional.empty()).names();
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()));
    }
    List<String> builtIn =
        names.stream().filter(name -> BuiltInTasks.text(name).isPresent()).toList();
    if (builtIn.isEmpty()) {
      throw CommandException.usage(
          "--level "
              + problems.level.orElse("")
              + " has no problem that is built in; expected 1, 2 or 1,2");
    }
    return builtIn;
  }

  /** Returns what a result depends on beside its task. */
  private static String versions(Settings settings, String device) {
    return Version.build()
        + ", nvcc "
        + NvccCompiler.standard().toolchain().version()
        + ", "
        + device
        + ", seed "
        + settings.text(Setting.SEED);
  }

  private NaiveResult result(
      Settings settings, String name, String versions, KeptLines kept, NaiveLines lines) {
    String key = Sha256.of(BuiltInTasks.text(name).orElseThrow()) + ", " + versions;
    Optional<NaiveResult> before =
        Optional.ofNullable(kept.known().get(name))
            .filter(json -> json.path("of").asText().equals(key))
            .map(NaiveResult::of);
    NaiveResult result = before.orElseGet(() -> proven(settings, name));
    if (before.isEmpty()) {
      kept.add(result.json().put("of", key));
    }
    lines.finished(result, before.isPresent());
    return result;
  }

  private static NaiveResult proven(Settings settings, String name) {
    Task task = Tasks.read(settings, name);
    String title = task.description();
    long begin = System.nanoTime();
    try (Wiring wiring = Wiring.open(settings, task)) {
      NaiveProof proof =
          wiring.evaluator().proveNaive(EvaluationMemory.none(), EvaluationObserver.none());
      return NaiveResult.passed(name, title, proof, (System.nanoTime() - begin) / NANOS);
    } catch (BaselineException e) {
      String problem = String.valueOf(e.getMessage());
      double seconds = (System.nanoTime() - begin) / NANOS;
      return NaiveResult.failed(name, title, e.verdict().toString(), problem, seconds);
    } catch (TaskSizeException e) {
      double seconds = (System.nanoTime() - begin) / NANOS;
      String problem = String.valueOf(e.getMessage());
      return NaiveResult.failed(name, title, NaiveResult.TOO_LARGE, problem, seconds);
    }
  }
}
