package dev.warpsmith.cli;

import dev.warpsmith.optimizer.regress.Finding;
import dev.warpsmith.optimizer.regress.JUnitXml;
import dev.warpsmith.optimizer.regress.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
      "  warpsmith regress --junit regress.xml",
      "",
      "The first line makes the baseline file, to be kept with the sources; the second checks",
      "against it. Exit code 1 says that something became worse, 3 that another compiler or model",
      "made the baseline."
    })
final class RegressCommand implements Callable<Integer> {
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

  @Option(names = "--junit", paramLabel = "<file>", description = "Write a JUnit XML report too.")
  Optional<Path> junit = Optional.empty();

  private final Terminal terminal;

  RegressCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Settings settings = taskOptions.settings(terminal);
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
    GateLine gates = new GateLine(terminal);
    Snapshot now = new RegressRun(settings, gates).read(names, update ? Optional.empty() : kept);
    gates.clear();
    return update ? keep(kept, now) : compare(kept.orElseThrow(), now);
  }

  private int keep(Optional<Snapshot> kept, Snapshot now) {
    Snapshot merged =
        kept.filter(old -> old.tools().equals(now.tools())).map(o -> o.with(now)).orElse(now);
    write(baseline, merged.text());
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

  private int compare(Snapshot kept, Snapshot now) {
    List<Finding> findings = Finding.compare(kept, now);
    List<Finding> worse = findings.stream().filter(Finding::regression).toList();
    junit.ifPresent(file -> write(file, JUnitXml.of(findings)));
    if (options.json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("ok", worse.isEmpty());
      result.put("baseline", baseline.toString());
      result.put("tools", now.tools());
      result.put("findings", findings);
      Json.print(terminal.out(), result);
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
              palette.bad("worse  ")
                  + palette.bold(finding.subject())
                  + "  "
                  + finding.what()
                  + ": "
                  + finding.text());
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

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
