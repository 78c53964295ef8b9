package dev.warpsmith.cli;

import dev.warpsmith.coder.llm.ChatException;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.optimizer.Estimate;
import dev.warpsmith.optimizer.LostReply;
import dev.warpsmith.optimizer.Optimizer;
import dev.warpsmith.optimizer.ResultJson;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunRecord;
import dev.warpsmith.optimizer.RunSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a task's kernels faster. */
@Command(
    name = "optimize",
    description = "Write ever faster kernels for a task, prove each, keep the best one.",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith optimize softmax",
      "  warpsmith optimize my_kernel.cu --rounds 5 --device emulated:rtx4090",
      "  warpsmith optimize KernelBench/level1/23_Softmax.py",
      "  warpsmith optimize softmax --coder anthropic:claude-sonnet-4-5 --judge expert --max-usd 2",
      "  warpsmith optimize softmax --coder openai:gpt-5 --judge openai:gpt-5 --estimate",
      "  warpsmith optimize softmax --coder exec:./ask.sh --judge none --memory runs",
      "  warpsmith optimize softmax --strategy beam:width=3,directions=2 --rounds 13",
      "  warpsmith optimize softmax --device cuda:0 --python .venv/bin/python",
      "  warpsmith optimize --resume runs/softmax/20261123-101500"
    })
final class OptimizeCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();
  @Mixin LimitOptions limits = new LimitOptions();
  @Mixin TeamOptions team = new TeamOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "<task>",
      description =
          "A built-in name, an annotated .cu file, an operator graph .json file, or a .py file with"
              + " a PyTorch Model as in KernelBench.")
  Optional<String> task = Optional.empty();

  @Option(
      names = "--min-gain",
      paramLabel = "<factor>",
      description = "A candidate must beat the best one by more than this. Default: 1.0.")
  Optional<String> minGain = Optional.empty();

  @Option(
      names = "--metrics",
      paramLabel = "<file>",
      description = "The Judge shows the metrics of this set from 'metrics select'.")
  Optional<String> metrics = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "<folder>",
      description =
          "Tell models what the runs in this folder tried on tasks of the same family of operators"
              + " and the same GPU, and what came of it. Default: none.")
  Optional<String> memory = Optional.empty();

  @Option(names = "--estimate", description = "Print what the models may cost, ask none, and exit.")
  boolean estimate;

  @Option(
      names = {"--runs", "--out"},
      paramLabel = "<folder>",
      description = "Where the run's folder is made. Default: runs.")
  Optional<String> runs = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "<folder>",
      description = "Go on with an interrupted run. Nothing that is finished is done again.")
  Optional<Path> resume = Optional.empty();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the summary only.")
  boolean quiet;

  private final Terminal terminal;

  OptimizeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Settings settings =
        taskOptions
            .settings(terminal)
            .with(Setting.MIN_GAIN, minGain)
            .with(Setting.METRICS, metrics)
            .with(Setting.MEMORY, memory)
            .with(Setting.RUNS, runs);
    limits.addTo(team.addTo(settings));
    return resume.isPresent() ? resume(resume.get(), settings) : begin(settings);
  }

  private int begin(Settings settings) {
    String argument =
        task.orElseThrow(
            () ->
                CommandException.usage(
                    "no task was given; expected a built-in name such as softmax, an annotated .cu"
                        + " file, an operator graph .json file or a KernelBench .py file (see"
                        + " 'warpsmith tasks')"));
    Agents.require(settings, terminal.environment());
    NewRun.of(settings, argument); // bad settings are said before a module is traced
    Tasks.Named named = Tasks.named(settings, argument);
    NewRun plan = NewRun.of(settings, named.argument());
    Task read = named.task();
    try (Wiring wiring = Wiring.open(settings, read)) {
      return estimate ? estimate(settings, plan, read, wiring) : run(settings, plan, read, wiring);
    }
  }

  private int run(Settings settings, NewRun plan, Task read, Wiring wiring) {
    try (RunFolder folder = plan.create(read, wiring)) {
      return run(wiring, wiring.choice(), folder, read, settings);
    }
  }

  private int estimate(Settings settings, NewRun plan, Task read, Wiring wiring) {
    Estimate cost = ModelTeam.estimate(settings, wiring.device().spec(), read, plan.budget(), 0);
    if (options.json) {
      Json.print(terminal.out(), cost.toJson());
    } else {
      cost.lines().forEach(terminal.out()::println);
    }
    return ExitCode.DONE.number();
  }

  private int resume(Path path, Settings flags) {
    if (task.isPresent()) {
      throw CommandException.usage(
          "--resume takes its task from " + path + "; leave out '" + task.get() + "'");
    }
    try (RunFolder folder = RunFolder.open(path)) {
      NewRun.extend(folder, flags, limits);
      RunSettings settings = folder.settings();
      Task read = Tasks.read(flags, NewRun.argument(folder));
      Settings kept =
          flags
              .with(Setting.DEVICE, Optional.of(settings.device()))
              .with(Setting.SEED, Optional.of(Long.toString(settings.seed())))
              .with(Setting.CODER, Optional.of(settings.coder()))
              .with(Setting.JUDGE, Optional.of(settings.judge()));
      TeamOptions.restore(kept, settings.options());
      Agents.require(kept, terminal.environment());
      try (Wiring wiring = Wiring.open(kept, read)) {
        NewRun.requireSameTools(settings, wiring);
        LostReply.of(path).forEach(lost -> sayLost(lost));
        Devices.Choice same = new Devices.Choice(settings.device(), "as the run began");
        return run(wiring, same, folder, read, kept);
      }
    }
  }

  private void sayLost(LostReply lost) {
    terminal
        .err()
        .println(lost.text() + " was lost when the run was cut off; a provider may have billed it");
  }

  private int run(
      Wiring wiring, Devices.Choice choice, RunFolder folder, Task read, Settings used) {
    RunSettings settings = folder.settings();
    LiveRun live = LiveRun.of(terminal, options.json, quiet);
    live.begin(settings, choice);
    if (!folder.record().finished()) {
      int done = folder.record().rounds().size();
      live.estimate(
          ModelTeam.estimate(used, wiring.device().spec(), read, settings.budget(), done));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> live.interrupted(folder), "interrupted"));
    RunRecord run;
    try {
      Optimizer optimizer =
          new RunLoop(used, terminal.environment())
              .optimizer(wiring, folder, read, live.progress());
      optimizer.run();
      run = optimizer.outside(best -> TorchRivals.compare(used, wiring, read, best, Map.of()));
    } catch (ChatException e) {
      throw CommandException.environment(
          e.getMessage()
              + "\nThe run is saved. Go on with: warpsmith optimize --resume "
              + folder.path());
    } finally {
      live.over();
    }
    live.end(run);
    if (options.json) {
      Json.print(terminal.out(), ResultJson.of(run));
    }
    return (run.best().isPresent() ? ExitCode.DONE : ExitCode.NOTHING_CORRECT).number();
  }
}
