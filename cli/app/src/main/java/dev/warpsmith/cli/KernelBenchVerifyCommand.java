package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.torch.Checkout;
import dev.warpsmith.kernelbench.torch.Problem;
import dev.warpsmith.kernelbench.torch.ProblemCheck;
import dev.warpsmith.kernelbench.torch.ProblemResult;
import dev.warpsmith.kernelbench.torch.ProblemResult.Outcome;
import dev.warpsmith.kernelbench.torch.TracedModel;
import dev.warpsmith.kernelbench.torch.WorkerPool;
import dev.warpsmith.kernelbench.torch.WorkerSession;
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

/** Compares our reading of a checkout's problems with PyTorch's. */
@Command(
    name = "verify",
    description = {
      "Compare our reading of KernelBench's problems with PyTorch's: trace each to an operator",
      "graph, compare the graph's float64 outputs with the module's at check sizes, and what inputs",
      "and weights are drawn from with what PyTorch draws. A report that is there is gone on with."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith kernelbench verify ../KernelBench",
      "  warpsmith kernelbench verify ../KernelBench --level 1 --problems 1-20,40 --json",
      "",
      "Exit code 1 says that a problem was not read, computes something else or is drawn otherwise."
    })
final class KernelBenchVerifyCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin ProblemOptions problems = new ProblemOptions();

  @Parameters(paramLabel = "<checkout>", description = "The folder of a checkout of KernelBench.")
  Path checkout = Path.of("");

  @Option(
      names = "--python",
      paramLabel = "<exe>",
      description = "A Python with PyTorch. Default: the one that 'setup torch' made.")
  Optional<String> python = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "<file>",
      description = "Where a line of JSON for each problem goes. Default: ${DEFAULT-VALUE}.")
  Path report = Path.of("kernelbench-verify.jsonl");

  @Option(
      names = "--write-graphs",
      paramLabel = "<folder>",
      hidden = true,
      description = "Write each traced graph there, as <level>/<number>.json.")
  Optional<Path> graphs = Optional.empty();

  private final Terminal terminal;

  KernelBenchVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    int jobs = problems.jobs();
    List<Problem> chosen =
        new ProblemSelection(problems.level.orElse("1,2"), problems.numbers)
            .of(new Checkout(checkout));
    Settings settings = Settings.read(terminal.environment()).with(Setting.PYTHON, python);
    try (WorkerPool pool = WorkerPool.open(Tasks.python(settings), Math.min(jobs, chosen.size()))) {
      String versions = Version.build() + ", " + pool.label();
      ProblemReport kept = ProblemReport.open(report, versions, problems.fresh);
      ProblemLines lines = new ProblemLines(terminal, options.json, chosen.size());
      lines.begin(pool.label(), report);
      ProblemCheck check = new ProblemCheck(this::write);
      List<ProblemResult> results =
          pool.each(chosen, (session, problem) -> result(session, problem, check, kept, lines));
      lines.end(results, kept);
      boolean good = results.stream().allMatch(one -> one.outcome() == Outcome.AGREES);
      return (good ? ExitCode.DONE : ExitCode.FAILED).number();
    }
  }

  private static ProblemResult result(
      WorkerSession session,
      Problem problem,
      ProblemCheck check,
      ProblemReport kept,
      ProblemLines lines) {
    Optional<ProblemResult> before = kept.find(problem);
    ProblemResult result = before.orElseGet(() -> check.check(session, problem));
    if (before.isEmpty()) {
      kept.add(result);
    }
    lines.finished(result, before.isPresent());
    return result;
  }

  private void write(Problem problem, TracedModel model) {
    graphs.ifPresent(
        folder -> {
          try {
            Path level = Files.createDirectories(folder.resolve("" + problem.level()));
            Files.writeString(level.resolve(problem.number() + ".json"), model.text());
          } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
          }
        });
  }
}
