package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.UnfusedRoofline;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.process.ProcessTree;
import dev.warpsmith.optimizer.suite.KernelBenchProblems;
import dev.warpsmith.optimizer.suite.Suite;
import dev.warpsmith.optimizer.suite.SuiteFolder;
import dev.warpsmith.optimizer.suite.SuiteJson;
import dev.warpsmith.optimizer.suite.SuiteRow;
import dev.warpsmith.optimizer.suite.SuiteRow.State;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the kernels of many tasks faster, and sums up how well that went. */
@Command(
    name = "suite",
    description = {
      "Run the agents over many tasks; print correctness, speedups and fast_p as the papers do.",
      "Limits such as --rounds and --max-minutes are those of each task."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith suite builtin --rounds 3",
      "  warpsmith suite softmax my_kernel.cu my_tasks/ --jobs 2 --suite-memory 8",
      "  warpsmith suite kernelbench --level 1,2 --suite-minutes 480",
      "  warpsmith suite kernelbench --level 1 --problems 1-20,40",
      "  warpsmith suite kernelbench --subset cudaforge-25 --checkout ../KernelBench",
      "  warpsmith suite builtin --coder anthropic:claude-sonnet-4-5 --max-usd 1 --suite-usd 10",
      "  warpsmith suite --resume runs/suite-20261126-101500"
    })
final class SuiteCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();
  @Mixin LimitOptions limits = new LimitOptions();
  @Mixin SuiteOptions suiteOptions = new SuiteOptions();
  @Mixin TeamOptions team = new TeamOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "<selection>",
      description =
          "builtin, kernelbench, built-in names, task files, folders of task files (.cu, .json,"
              + " .py).")
  List<String> selection = new ArrayList<>();

  @Option(
      names = "--level",
      paramLabel = "<list>",
      description = "Levels of kernelbench, such as 1,2. Default: 1,2.")
  Optional<String> level = Optional.empty();

  @Option(
      names = "--problems",
      paramLabel = "<list>",
      description = "Problems of each level, such as 1-20,40. Default: all.")
  Optional<String> problems = Optional.empty();

  @Option(
      names = "--subset",
      paramLabel = "<name>",
      description = "cudaforge-25: the 25 problems of levels 1 to 3 that CudaForge compares on.")
  Optional<String> subset = Optional.empty();

  @Option(
      names = "--checkout",
      paramLabel = "<folder>",
      description =
          "A checkout of KernelBench, for problems that are not built in: those of level 3.")
  Optional<Path> checkout = Optional.empty();

  @Option(
      names = {"--runs", "--out"},
      paramLabel = "<folder>",
      description = "Where the suite's folder is made. Default: runs.")
  Optional<String> runs = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "<folder>",
      description = "Go on with a suite. Nothing that is finished is done again.")
  Optional<Path> resume = Optional.empty();

  @Option(
      names = "--retry",
      description =
          "With --resume: run the tasks again that failed, and those without a correct candidate.")
  boolean retry;

  private final Terminal terminal;

  SuiteCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Settings settings = taskOptions.settings(terminal).with(Setting.RUNS, runs);
    limits.addTo(team.addTo(settings));
    return resume.isPresent() ? resume(resume.get(), settings) : begin(settings);
  }

  private int begin(Settings settings) {
    SuiteSelection tasks = selected(settings);
    if (retry) {
      throw CommandException.usage("--retry goes with --resume <folder>");
    }
    Agents.require(settings, terminal.environment());
    NewRun.of(settings, "");
    Devices.Choice choice = Devices.installed().choose(settings.text(Setting.DEVICE));
    settings.with(Setting.DEVICE, Optional.of(choice.id()));
    Map<String, String> kept = suiteOptions.addTo(kept(settings));
    Map<String, String> versions = versions(choice.id());
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    try (SuiteFolder folder = SuiteFolder.create(Path.of(settings.text(Setting.RUNS)), now)) {
      String began = now.truncatedTo(ChronoUnit.SECONDS).toString();
      Suite suite = new Suite(began, kept, versions, 0, tasks.rows(folder));
      folder.write(suite);
      return run(folder, suite, settings, choice);
    }
  }

  private SuiteSelection selected(Settings settings) {
    boolean set = selection.contains(KernelBenchProblems.SET);
    boolean chosen = level.isPresent() || problems.isPresent() || subset.isPresent();
    if (!set && (chosen || checkout.isPresent())) {
      throw CommandException.usage(
          "--level, --problems, --subset and --checkout go with KernelBench; add the word"
              + " kernelbench");
    }
    if (selection.isEmpty()) {
      throw CommandException.usage(
          "no task was selected; expected builtin, kernelbench, built-in names, .cu, .json or .py"
              + " files, or folders of them (see 'warpsmith tasks')");
    }
    try {
      return SuiteSelection.of(
          settings,
          selection,
          () -> KernelBenchProblems.of(level, problems, subset),
          new ProblemFiles(checkout));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()));
    }
  }

  private int resume(Path path, Settings flags) {
    if (!selection.isEmpty() || level.isPresent() || problems.isPresent() || subset.isPresent()) {
      throw CommandException.usage(
          "--resume takes its tasks from " + path + "; leave out the selection");
    }
    try (SuiteFolder folder = SuiteFolder.open(path)) {
      Suite before = folder.read();
      Settings settings = restored(before.settings(), flags);
      Agents.require(settings, terminal.environment());
      String device = settings.text(Setting.DEVICE);
      requireSameTools(before.versions(), versions(device));
      Map<String, String> all = suiteOptions.addTo(before.settings());
      Suite suite = (retry ? before.retried() : before).with(changed(all, settings));
      folder.write(suite);
      return run(folder, suite, settings, new Devices.Choice(device, "as the suite began"));
    }
  }

  /** Returns what a suite keeps of its settings: those that are not at their defaults. */
  private static Map<String, String> kept(Settings settings) {
    return changed(Map.of(), settings);
  }

  private static Map<String, String> changed(Map<String, String> before, Settings settings) {
    Map<String, String> kept = new TreeMap<>(before);
    for (Setting setting : Setting.values()) {
      boolean always =
          setting == Setting.DEVICE
              || setting == Setting.CODER
              || setting == Setting.JUDGE
              || setting == Setting.SEED
              || setting == Setting.ROUNDS;
      if (setting != Setting.RUNS && (always || !settings.isInitial(setting))) {
        kept.put(setting.key(), settings.text(setting));
      }
    }
    return kept;
  }

  /** Returns the settings that a suite kept; limits and Python may be given anew. */
  private Settings restored(Map<String, String> kept, Settings flags) {
    Settings settings = flags.copy();
    for (Setting setting : Setting.values()) {
      if (setting != Setting.RUNS && !flags.value(setting).origin().equals(setting.flag())) {
        settings.with(setting, Optional.of(kept.getOrDefault(setting.key(), setting.initial())));
      }
    }
    for (Setting fixed :
        List.of(Setting.DEVICE, Setting.CODER, Setting.JUDGE, Setting.SEED, Setting.MIN_GAIN)) {
      String before = kept.getOrDefault(fixed.key(), fixed.initial());
      if (!settings.text(fixed).equals(before)) {
        throw CommandException.usage(
            fixed.flag()
                + " is "
                + before
                + " in this suite; its tasks could not be compared with "
                + settings.text(fixed)
                + ": leave it out, or begin a new suite");
      }
    }
    return settings;
  }

  private static Map<String, String> versions(String id) {
    NvccCompiler compiler = NvccCompiler.standard();
    try (Device device = Devices.installed().open(id)) {
      Map<String, String> versions = Wiring.tools(compiler, device);
      versions.put("warpsmith", Version.number());
      return versions;
    }
  }

  private static void requireSameTools(Map<String, String> before, Map<String, String> now) {
    for (String tool : List.of("nvcc", "device", "model")) {
      String old = before.getOrDefault(tool, "");
      if (!old.equals(now.get(tool))) {
        throw CommandException.environment(
            "the suite was begun with "
                + tool
                + " "
                + old
                + ", here it is "
                + now.get(tool)
                + ": their results cannot be compared; begin a new suite");
      }
    }
  }

  private int run(SuiteFolder folder, Suite suite, Settings settings, Devices.Choice choice) {
    SuitePrinter printer = printer(settings, choice.id());
    printer.begin(heading(folder, suite, settings, choice));
    suite.rows().stream()
        .filter(row -> row.state() != State.WAITING)
        .forEach(row -> printer.finished(row, suite));
    TaskRun work = new TaskRun(folder, settings, limits, terminal.environment(), printer);
    SuiteRun run = new SuiteRun(folder, suite, printer, work);
    AtomicBoolean over = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interrupted(over, folder, work, printer), "interrupted"));
    Suite result;
    try {
      result = run.run();
    } catch (RuntimeException e) {
      throw CommandException.environment(e.getMessage() + "\n" + goOn(folder));
    } finally {
      over.set(true);
    }
    printer.end(result);
    run.stopReason().ifPresent(reason -> printer.line(reason + ". " + goOn(folder)));
    printer.line("files   " + folder.path() + "/suite.md, suite.csv, suite.json");
    if (options.json) {
      Json.print(terminal.out(), SuiteJson.write(result));
    }
    boolean any = result.rows().stream().anyMatch(row -> row.state() == State.CORRECT);
    return (any ? ExitCode.DONE : ExitCode.NOTHING_CORRECT).number();
  }

  private SuitePrinter printer(Settings settings, String device) {
    PrintStream stream = options.json ? terminal.err() : terminal.out();
    boolean live = options.json ? terminal.errIsTerminal() : terminal.outIsTerminal();
    Palette palette = options.json ? terminal.errPalette() : terminal.outPalette();
    return new SuitePrinter(
        stream, palette, live, live ? terminal.width() : 200, baselines(device, settings));
  }

  private static List<String> baselines(String device, Settings settings) {
    if (!Devices.isHardware(device)) {
      return List.of(SuiteRow.NAIVE, UnfusedRoofline.NAME);
    }
    return settings.isInitial(Setting.PYTHON)
        ? List.of(SuiteRow.NAIVE)
        : List.of("PyTorch eager", "torch.compile", SuiteRow.NAIVE);
  }

  private List<String> heading(
      SuiteFolder folder, Suite suite, Settings settings, Devices.Choice choice) {
    int left = suite.in(State.WAITING).size();
    int jobs = SuiteOptions.jobs(suite.settings());
    return List.of(
        terminal.outPalette().bold("suite of " + suite.rows().size() + " tasks")
            + " on "
            + choice.id()
            + " ("
            + choice.reason()
            + "), "
            + left
            + " to run, "
            + (jobs == 1
                ? "one after another"
                : jobs + " at once where " + SuiteOptions.memory(suite.settings()) + " suffice"),
        String.format(
            Locale.ROOT,
            "Coder %s, Judge %s, at most %s rounds each, seed %s",
            settings.text(Setting.CODER),
            Seat.words(settings.text(Setting.JUDGE)),
            settings.text(Setting.ROUNDS),
            settings.text(Setting.SEED)),
        "folder  " + folder.path());
  }

  private static String goOn(SuiteFolder folder) {
    return "The suite is saved. Go on with: warpsmith suite --resume " + folder.path();
  }

  /** Runs while the process ends before the suite does; everything is on the disk already. */
  private void interrupted(
      AtomicBoolean over, SuiteFolder folder, TaskRun work, SuitePrinter printer) {
    if (over.get()) {
      return;
    }
    folder.freeze();
    work.freeze();
    ProcessHandle.current().children().forEach(ProcessTree::kill);
    printer.clear();
    terminal.err().println("interrupted; nothing is lost. " + goOn(folder));
  }
}
