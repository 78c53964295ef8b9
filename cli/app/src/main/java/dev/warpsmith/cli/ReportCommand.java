package dev.warpsmith.cli;

import dev.warpsmith.optimizer.EvidenceBundle;
import dev.warpsmith.optimizer.EvidenceFile;
import dev.warpsmith.optimizer.HtmlReport;
import dev.warpsmith.optimizer.ResultJson;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Renders the report of a run again. */
@Command(
    name = "report",
    description = "Render a run's report again, from its journal alone.",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith report runs/softmax/20261123-101500 --out softmax.html",
      "  warpsmith report runs/softmax/20261123-101500 --evidence softmax.json"
    })
final class ReportCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "<run>", description = "The run's folder.")
  Path folder = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "<file>",
      description = "Where the page is written. Default: report.html in the run's folder.")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--evidence",
      paramLabel = "<file>",
      description = "Also write the evidence of the best candidate there, for 'verify' elsewhere.")
  Optional<Path> evidence = Optional.empty();

  private final Terminal terminal;

  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    RunRecord run = RunFolder.read(folder);
    Path file = out.orElse(folder.resolve("report.html"));
    try {
      Files.writeString(file, HtmlReport.render(run));
      if (evidence.isPresent()) {
        Files.writeString(evidence.get(), EvidenceFile.write(EvidenceBundle.of(folder)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report: " + e, e);
    }
    if (options.json) {
      Json.print(terminal.out(), ResultJson.of(run));
    } else {
      terminal.out().println(file);
    }
    return ExitCode.DONE.number();
  }
}
