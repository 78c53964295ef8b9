package dev.warpsmith.cli;

import dev.warpsmith.optimizer.regress.CodeQuality;
import dev.warpsmith.optimizer.regress.Finding;
import dev.warpsmith.optimizer.regress.GateMarkdown;
import dev.warpsmith.optimizer.regress.JUnitXml;
import dev.warpsmith.optimizer.regress.Sarif;
import dev.warpsmith.optimizer.regress.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The files that a gate writes for the CI system around it. */
final class GateReports {
  @Option(names = "--junit", paramLabel = "<file>", description = "Write a JUnit XML report.")
  Optional<Path> junit = Optional.empty();

  @Option(
      names = "--markdown",
      paramLabel = "<file>",
      description = "Write Markdown for a pull request's comment or a job's summary.")
  Optional<Path> markdown = Optional.empty();

  @Option(
      names = "--sarif",
      paramLabel = "<file>",
      description = "Write SARIF 2.1.0 for code scanning.")
  Optional<Path> sarif = Optional.empty();

  @Option(
      names = "--code-quality",
      paramLabel = "<file>",
      description = "Write GitLab's Code Quality report.")
  Optional<Path> codeQuality = Optional.empty();

  @Option(
      names = "--annotations",
      paramLabel = "<system>",
      description =
          "github prints workflow commands that mark source lines, none does not, auto does on"
              + " GitHub Actions. Default: auto.")
  Annotations annotations = Annotations.auto;

  /** Where lines are marked; named as they are typed. */
  @SuppressWarnings("MemberName")
  enum Annotations {
    auto,
    github,
    none
  }

  /** Tells whether GitHub's workflow commands are to be printed. */
  boolean github(Map<String, String> environment) {
    return annotations == Annotations.github
        || (annotations == Annotations.auto && "true".equals(environment.get("GITHUB_ACTIONS")));
  }

  /** Writes every file that was asked for. */
  void write(Path baseline, Snapshot now, List<Finding> findings) {
    junit.ifPresent(file -> write(file, JUnitXml.of(findings)));
    markdown.ifPresent(file -> write(file, GateMarkdown.of(now, findings)));
    sarif.ifPresent(file -> write(file, Sarif.of(findings, Version.number())));
    codeQuality.ifPresent(
        file -> write(file, CodeQuality.of(findings, baseline.toString().replace('\\', '/'))));
  }

  static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
