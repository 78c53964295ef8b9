package dev.warpsmith.cli;

import dev.warpsmith.judge.SearchObserver;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.optimizer.Optimizer;
import dev.warpsmith.optimizer.Progress;
import dev.warpsmith.optimizer.ResultJson;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunRecord;
import dev.warpsmith.optimizer.RunSettings;
import java.nio.file.Path;
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
      "  warpsmith optimize --resume runs/softmax/20261123-101500"
    })
final class OptimizeCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "<task>",
      description = "A built-in name, an annotated .cu file or an operator graph .json file.")
  Optional<String> task = Optional.empty();

  @Option(
      names = "--rounds",
      paramLabel = "<n>",
      description = "Rounds that the run may take. Default: 10.")
  Optional<String> rounds = Optional.empty();

  @Option(
      names = "--minutes",
      paramLabel = "<m>",
      description = "Minutes after which no further round begins. Default: none.")
  Optional<String> minutes = Optional.empty();

  @Option(names = "--coder", paramLabel = "<name>", description = "Who writes: expert.")
  Optional<String> coder = Optional.empty();

  @Option(names = "--judge", paramLabel = "<name>", description = "Who advises: expert, random.")
  Optional<String> judge = Optional.empty();

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
            .with(Setting.ROUNDS, rounds)
            .with(Setting.MINUTES, minutes)
            .with(Setting.CODER, coder)
            .with(Setting.JUDGE, judge)
            .with(Setting.MIN_GAIN, minGain)
            .with(Setting.METRICS, metrics)
            .with(Setting.RUNS, runs);
    return resume.isPresent() ? resume(resume.get(), settings) : begin(settings);
  }

  private int begin(Settings settings) {
    String argument =
        task.orElseThrow(
            () ->
                CommandException.usage(
                    "no task was given; expected a built-in name such as softmax, an annotated .cu"
                        + " file or an operator graph .json file (see 'warpsmith tasks')"));
    Agents.requireCoder(settings.text(Setting.CODER));
    Agents.requireJudge(settings.text(Setting.JUDGE));
    NewRun plan = NewRun.of(settings, argument);
    Task read = Tasks.read(argument);
    try (Wiring wiring = Wiring.open(settings, read);
        RunFolder folder = plan.create(read, wiring)) {
      return run(wiring, wiring.choice(), folder, read);
    }
  }

  private int resume(Path path, Settings flags) {
    if (task.isPresent()) {
      throw CommandException.usage(
          "--resume takes its task from " + path + "; leave out '" + task.get() + "'");
    }
    try (RunFolder folder = RunFolder.open(path)) {
      NewRun.extend(folder, flags, rounds.isPresent(), minutes.isPresent());
      RunSettings settings = folder.settings();
      Task read = Tasks.read(NewRun.argument(folder));
      Settings kept =
          flags
              .with(Setting.DEVICE, Optional.of(settings.device()))
              .with(Setting.SEED, Optional.of(Long.toString(settings.seed())));
      try (Wiring wiring = Wiring.open(kept, read)) {
        NewRun.requireSameTools(settings, wiring);
        Devices.Choice same = new Devices.Choice(settings.device(), "as the run began");
        return run(wiring, same, folder, read);
      }
    }
  }

  private int run(Wiring wiring, Devices.Choice choice, RunFolder folder, Task read) {
    RunSettings settings = folder.settings();
    LiveRun live = LiveRun.of(terminal, options.json, quiet);
    live.begin(settings, choice);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> live.interrupted(folder), "interrupted"));
    RunRecord run;
    try {
      run = optimizer(wiring, folder, read, live).run();
    } finally {
      live.over();
    }
    live.end(run);
    if (options.json) {
      Json.print(terminal.out(), ResultJson.of(run));
    }
    return (run.best().isPresent() ? ExitCode.DONE : ExitCode.NOTHING_CORRECT).number();
  }

  private static Optimizer optimizer(Wiring wiring, RunFolder folder, Task read, LiveRun live) {
    RunSettings settings = folder.settings();
    GpuSpec gpu = wiring.device().spec();
    Progress progress = live.progress();
    SearchObserver search =
        (round, done, most) -> progress.working(round, "tuning " + done + "/" + most);
    return new Optimizer(
        folder,
        read,
        wiring.prover(),
        Agents.coder(settings.coder(), gpu),
        Agents.judge(
            settings.judge(),
            gpu,
            wiring.evaluator().model(),
            settings.seed(),
            search,
            KeptMetrics.names(folder)),
        progress);
  }
}
