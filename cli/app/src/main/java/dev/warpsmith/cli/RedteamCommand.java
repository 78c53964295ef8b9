package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.redteam.Corpus;
import dev.warpsmith.kernelbench.redteam.HardwareOutcome;
import dev.warpsmith.kernelbench.redteam.Outcome;
import dev.warpsmith.kernelbench.redteam.RedTeam;
import dev.warpsmith.kernelbench.redteam.Specimen;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries to fool the gates, with every cheat of the corpus. */
@Command(
    name = "redteam",
    description = {
      "Try to fool the checks: prove a corpus of candidates that cheat or are broken, which must be",
      "refused with the right verdict, and of honest ones that look suspicious, which must pass."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith redteam",
      "  warpsmith redteam --list --only C7",
      "  warpsmith redteam --only softmax/zeros --json",
      "  warpsmith redteam --device cuda:0,cuda:1",
      "",
      "On GPUs, one candidate at a time on each, the report also says what the GPU alone has seen,",
      "without the sanitizer that runs on an emulated GPU beside it.",
      "Exit code 1 says that a candidate was not judged as it must be."
    })
final class RedteamCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();

  @Option(
      names = "--only",
      paramLabel = "<pattern>",
      description =
          "A pattern's code (C7), a family (C), 'cheat', 'honest', a task, or the beginning of a"
              + " file's name.")
  Optional<String> only = Optional.empty();

  @Option(names = "--list", description = "List the candidates and prove none.")
  boolean list;

  @Option(
      names = "--jobs",
      paramLabel = "<n>",
      description = "Candidates proven at once. Default: as many as there are cores.")
  int jobs = Jobs.ofCores();

  private final Terminal terminal;

  RedteamCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Jobs.checked(jobs);
    Corpus corpus = Corpus.read();
    List<Specimen> chosen = only.map(corpus::matching).orElseGet(corpus::specimens);
    if (chosen.isEmpty()) {
      throw CommandException.usage(
          "--only "
              + only.orElse("")
              + " names no candidate; expected a pattern ("
              + String.join(", ", corpus.patterns().keySet().stream().sorted().toList())
              + "), cheat, honest, a task, or the beginning of a file's name (see --list)");
    }
    RedteamReport report = new RedteamReport(terminal, options.json, chosen);
    if (list) {
      report.list();
      return ExitCode.DONE.number();
    }
    boolean good = prove(corpus, chosen, report);
    return (good ? ExitCode.DONE : ExitCode.FAILED).number();
  }

  private boolean prove(Corpus corpus, List<Specimen> chosen, RedteamReport report) {
    Settings settings = taskOptions.settings(terminal);
    NvccCompiler compiler = NvccCompiler.standard();
    Devices devices = Devices.installed();
    List<Devices.Choice> choices = devices.chooseAll(settings.text(Setting.DEVICE));
    report.begin(choices);
    EvaluationSettings gates = EvaluationSettings.of(settings.integer(Setting.SEED, 0));
    List<String> ids = choices.stream().map(Devices.Choice::id).toList();
    if (ids.stream().allMatch(Devices::isHardware)) {
      List<HardwareOutcome> outcomes =
          HardwareRedteam.team(corpus, devices, ids, compiler, gates)
              .run(chosen, jobs, () -> true, report::finished);
      report.summaryOnHardware(outcomes);
      return outcomes.stream().allMatch(HardwareOutcome::asExpected);
    }
    if (ids.size() > 1) {
      throw CommandException.usage(
          "--device " + String.join(",", ids) + ": only GPUs (cuda:<n>) can be several");
    }
    RedTeam team = new RedTeam(corpus, () -> devices.open(ids.get(0)), compiler::compile, gates);
    List<Outcome> outcomes = team.run(chosen, jobs, report::finished);
    report.summary(outcomes);
    return outcomes.stream().allMatch(Outcome::asExpected);
  }
}
