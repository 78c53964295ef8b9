package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.jmh.BenchOptions;
import dev.warpsmith.kernelbench.jmh.BenchReport;
import dev.warpsmith.kernelbench.jmh.BenchText;
import dev.warpsmith.kernelbench.jmh.SpeedupBench;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a speedup report of proven candidates, with JMH. */
@Command(
    name = "bench",
    description = {
      "Report how candidates compare with a baseline: device time, and JMH's host score.",
      "Every candidate is proven first. On an emulated GPU the device time is modelled; on a GPU",
      "speedups are of samples taken in turn with the baseline."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith bench softmax runs/softmax/20261123-101500/best.cu",
      "  warpsmith bench saxpy.cu a.cu b.cu --forks 3 --out bench-saxpy",
      "  warpsmith bench softmax best.cu --baseline runs/softmax/20261120-090000/best.cu",
      "  warpsmith bench softmax best.cu --device cuda:0 --python .venv/bin/python",
      "",
      "Exit code 1 says that a candidate did not pass; the others are reported all the same."
    })
final class BenchCommand implements Callable<Integer> {
  private static final String NAIVE = "naive";

  @Mixin GlobalOptions options = new GlobalOptions();
  @Mixin TaskOptions taskOptions = new TaskOptions();

  @Parameters(index = "0", paramLabel = "<task>", description = "What must be computed.")
  String task = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "<candidate.cu>",
      description = "The candidates.")
  List<Path> candidates = new ArrayList<>();

  @Option(
      names = "--baseline",
      defaultValue = NAIVE,
      paramLabel = "<candidate.cu|naive>",
      description = "What speedups are over. Default: ${DEFAULT-VALUE}, the task's naive kernels.")
  String baseline = NAIVE;

  @Option(
      names = "--forks",
      defaultValue = "1",
      paramLabel = "<n>",
      description = "JVMs per candidate. Default: ${DEFAULT-VALUE}.")
  int forks;

  @Option(
      names = "--warmups",
      defaultValue = "3",
      paramLabel = "<n>",
      description = "Runs per JVM that do not count. Default: ${DEFAULT-VALUE}.")
  int warmups;

  @Option(
      names = "--measurements",
      defaultValue = "10",
      paramLabel = "<n>",
      description = "Runs per JVM that count. Default: ${DEFAULT-VALUE}.")
  int measurements;

  @Option(
      names = "--out",
      defaultValue = "bench",
      paramLabel = "<folder>",
      description = "Where report.md, report.csv and JMH's jmh.json go. Default: ${DEFAULT-VALUE}.")
  Path out = Path.of("bench");

  private final Terminal terminal;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = taskOptions.settings(terminal);
    Tasks.Named named = Tasks.named(settings, task);
    Task read = named.task();
    Map<String, Candidate> given = new LinkedHashMap<>();
    boolean naive = baseline.equals(NAIVE);
    if (!naive) {
      given.put(baseline, Tasks.candidate(Path.of(baseline)));
    }
    candidates.forEach(file -> given.put(file.toString(), Tasks.candidate(file)));
    BenchOptions jmh = jmhOptions();
    Files.createDirectories(out);
    BenchProof.Proven proven = new BenchProof(terminal, settings, read, out).prove(naive, given);
    if (proven.subjects().isEmpty()) {
      terminal.err().println("no report: the baseline did not pass; name another: --baseline");
      return ExitCode.FAILED.number();
    }
    terminal.err().println("running JMH; its log: " + jmh.log());
    BenchReport report =
        new SpeedupBench(jmh)
            .run(read, argument(named), proven.device(), proven.size(), proven.subjects());
    publish(report, proven.outside());
    return (proven.refused() ? ExitCode.FAILED : ExitCode.DONE).number();
  }

  private BenchOptions jmhOptions() {
    if (forks < 1 || warmups < 0 || measurements < 1) {
      throw CommandException.usage(
          String.format(
              "--forks %d --warmups %d --measurements %d; expected at least 1, 0 and 1",
              forks, warmups, measurements));
    }
    return new BenchOptions(
        forks, warmups, measurements, out.resolve("jmh.json"), out.resolve("jmh.log"));
  }

  /** Returns the task as a JVM in another folder reads it. */
  private static String argument(Tasks.Named named) {
    Path file = Path.of(named.argument());
    return Files.isRegularFile(file) ? file.toAbsolutePath().toString() : named.argument();
  }

  private void publish(BenchReport report, Map<String, List<OutsideComparison>> outside)
      throws IOException {
    String markdown = BenchText.markdown(report) + besidePyTorch(outside);
    Files.writeString(out.resolve("report.md"), markdown);
    Files.writeString(out.resolve("report.csv"), BenchText.csv(report));
    if (options.json) {
      Json.print(terminal.out(), BenchJson.of(report, outside));
      return;
    }
    terminal.out().print(markdown);
    terminal.out().println();
    terminal.out().println("report  " + out.resolve("report.md"));
    terminal.out().println("JMH     " + out.resolve("jmh.json"));
  }

  private static String besidePyTorch(Map<String, List<OutsideComparison>> outside) {
    StringBuilder text = new StringBuilder();
    outside.forEach(
        (candidate, comparisons) ->
            OutsideLines.of(comparisons)
                .forEach(
                    line ->
                        text.append(
                                line.startsWith(" ") ? "  " + line : "* " + candidate + ": " + line)
                            .append('\n')));
    return text.isEmpty()
        ? ""
        : "\n### Beside PyTorch\n\nIn turn with it (ABBA), cold cache, the same inputs.\n\n" + text;
  }
}
