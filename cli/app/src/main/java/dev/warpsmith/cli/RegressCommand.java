package dev.warpsmith.cli;

import dev.warpsmith.optimizer.regress.Change;
import dev.warpsmith.optimizer.regress.Finding;
import dev.warpsmith.optimizer.regress.GithubAnnotations;
import dev.warpsmith.optimizer.regress.Snapshot;
import dev.warpsmith.optimizer.regress.Tolerances;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares kernels with a kept baseline. */
@Command(
    name = "regress",
    description = "Gate a CI job: are kernels still correct, and none of their counts worse?",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith regress --update softmax softmax=kernels/softmax.cu my_kernel.cu",
      "  warpsmith regress --junit regress.xml --markdown regress.md --sarif regress.sarif",
      "",
      "The first line makes the baseline file, to be kept with the sources; the second checks",
      "against it. Exit code 1 says that something became worse, is new or is gone; 3 that another",
      "compiler or model made the baseline. On GitHub Actions it marks the lines by itself.",
      "On a GPU times are gated too, by intervals and the machine's noise; counts are the emulated",
      "GPU's there as well, because they do not vary."
    })
final class RegressCommand implements Callable<Integer> {
  private static final int MOST_JOBS = 4;

  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "<subject>",
      description =
          "A task (its own naive kernels), or <task>=<candidate.cu>. Default: those of the"
              + " baseline.")
  List<String> subjects = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "<file>",
      description = "The kept numbers. Default: warpsmith-baseline.json.")
  Path baseline = Path.of("warpsmith-baseline.json");

  @Option(names = "--update", description = "Write the numbers of now as the baseline.")
  boolean update;

  @Option(
      names = "--tolerance",
      paramLabel = "<metric>=<percent>",
      description =
          "What is let through, such as micros=5%%. With --update the baseline keeps it. Metrics:"
              + " registers, spills, shared, occupancy, sectors, conflicts, dram, micros.")
  List<String> tolerances = List.of();

  @Option(
      names = "--jobs",
      paramLabel = "<n>",
      description = "Subjects at once. Default: the number of cores, at most 4; on a GPU 1.")
  Optional<Integer> jobs = Optional.empty();

  @Option(
      names = "--before",
      paramLabel = "<folder>",
      description =
          "On a GPU: where the subjects' files are as they were, such as a worktree of the main"
              + " branch. What is found there is timed in turn with what is here; else the"
              + " baseline's samples count.")
  Optional<Path> before = Optional.empty();

  @Mixin GateReports reports = new GateReports();

  private final Terminal terminal;

  RegressCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Settings settings = settings();
    Tolerances given = tolerances();
    Optional<Snapshot> kept =
        Files.isRegularFile(baseline) ? Optional.of(Snapshot.read(baseline)) : Optional.empty();
    if (kept.isEmpty() && !update) {
      throw CommandException.usage(
          "no baseline file '" + baseline + "'; make one with: warpsmith regress --update <task>…");
    }
    List<String> names =
        subjects.isEmpty()
            ? List.copyOf(kept.map(Snapshot::readings).orElse(Map.of()).keySet())
            : subjects;
    if (names.isEmpty()) {
      throw CommandException.usage("no subject was given; expected a task such as softmax");
    }
    CountLine line = new CountLine(terminal, names.size());
    Snapshot now =
        new RegressRun(settings, atOnce(settings, names), before, line::finished)
            .read(names, kept, !update);
    line.clear();
    return update ? keep(kept, now.with(given)) : compare(kept.orElseThrow().with(given), now);
  }

  /** Returns the settings without what reads a GPU's counters: the gate's must not vary. */
  private Settings settings() {
    if (before.isPresent() && !Files.isDirectory(before.get())) {
      throw CommandException.usage(
          "--before names no folder: '"
              + before.get()
              + "'; expected one with the subjects' files, such as a worktree");
    }
    return taskOptions.settings(terminal).with(Setting.NCU, Optional.of("none"));
  }

  private Tolerances tolerances() {
    try {
      return Tolerances.parse(tolerances);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("--tolerance: " + e.getMessage());
    }
  }

  private int atOnce(Settings settings, List<String> names) {
    String device = Devices.installed().choose(settings.text(Setting.DEVICE)).id();
    int usual = Devices.isHardware(device) ? 1 : Math.min(MOST_JOBS, Jobs.ofCores());
    return Math.min(names.size(), Jobs.checked(jobs.orElse(usual)));
  }

  private int keep(Optional<Snapshot> kept, Snapshot now) {
    Snapshot merged = kept.map(old -> merged(old, now)).orElse(now).withoutGone();
    GateReports.write(baseline, merged.text());
    if (options.json) {
      Json.print(
          terminal.out(),
          Map.of("baseline", baseline.toString(), "subjects", merged.readings().keySet()));
    } else {
      terminal
          .out()
          .println(
              "kept "
                  + now.readings().size()
                  + " of "
                  + merged.readings().size()
                  + " subjects in "
                  + baseline);
    }
    return ExitCode.DONE.number();
  }

  /** Puts the new numbers into the baseline; all of it must be of the same tools. */
  private static Snapshot merged(Snapshot old, Snapshot now) {
    boolean alike = now.tools().isEmpty() || old.tools().equals(now.tools());
    List<String> others =
        old.readings().keySet().stream().filter(name -> !now.readings().containsKey(name)).toList();
    if (!alike && !others.isEmpty()) {
      throw CommandException.environment(
          "the baseline's other subjects ("
              + String.join(", ", others)
              + ") were made with "
              + old.tools()
              + ", here it is "
              + now.tools()
              + "; write all of them anew with: warpsmith regress --update");
    }
    return old.with(now);
  }

  private int compare(Snapshot kept, Snapshot now) {
    List<Finding> findings = Finding.compare(kept, now);
    List<Finding> worse = findings.stream().filter(Finding::regression).toList();
    reports.write(baseline, now, findings);
    if (!options.json && reports.github(terminal.environment())) {
      GithubAnnotations.of(findings).forEach(terminal.out()::println);
    }
    if (options.json) {
      Json.print(terminal.out(), RegressJson.of(baseline, now, findings));
    } else {
      print(now, findings, worse);
    }
    return (worse.isEmpty() ? ExitCode.DONE : ExitCode.FAILED).number();
  }

  private void print(Snapshot now, List<Finding> findings, List<Finding> worse) {
    Palette palette = terminal.outPalette();
    for (Finding finding : worse) {
      terminal
          .out()
          .println(
              palette.bad(String.format("%-6s ", finding.change()))
                  + palette.bold(finding.subject())
                  + "  "
                  + finding.what()
                  + ": "
                  + finding.text()
                  + finding.place().map(place -> palette.dim("  " + place)).orElse(""));
    }
    for (Finding finding : findings) {
      if (finding.change() == Change.BETTER || finding.change() == Change.AMBIGUOUS) {
        terminal
            .out()
            .println(
                palette.good(finding.change() + " ")
                    + finding.subject()
                    + "  "
                    + finding.what()
                    + ": "
                    + finding.text());
      }
    }
    terminal
        .out()
        .println(
            (worse.isEmpty() ? palette.good("nothing is worse") : worse.size() + " regressions")
                + " in "
                + findings.size()
                + " comparisons of "
                + now.readings().size()
                + " subjects on "
                + now.tools().get("device"));
  }
}
