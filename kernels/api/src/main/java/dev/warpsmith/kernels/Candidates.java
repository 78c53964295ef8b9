package dev.warpsmith.kernels;

import java.nio.file.Path;

/** Reads and writes candidate files. */
public final class Candidates {
  private Candidates() {}

  /**
   * Reads a candidate's text, with every tunable at its first value.
   *
   * @param file the name used in messages
   * @throws SourceException if the directives are no launch plan; see {@link LaunchPlan#parse}
   */
  public static Candidate parse(String file, String text) {
    CudaSource source = CudaSource.parse(file, text);
    return Candidate.of(source, LaunchPlan.parse(source));
  }

  /**
   * Reads a candidate file.
   *
   * @throws SourceException if the file cannot be read or its directives are no launch plan
   */
  public static Candidate read(Path path) {
    CudaSource source = CudaSource.read(path);
    return Candidate.of(source, LaunchPlan.parse(source));
  }

  /**
   * Takes the reference kernel from a file that describes a whole task; the task's directives are
   * left alone.
   *
   * @throws SourceException if the remaining directives are no launch plan
   */
  public static Candidate ofTask(CudaSource source) {
    return Candidate.of(source, new LaunchPlanParser(source, true).parse());
  }

  /**
   * Returns the candidate's text with its own tunable values as the first, and so default, ones.
   * Nothing else changes, so that the text stands alone.
   */
  public static String render(Candidate candidate) {
    String[] lines = candidate.source().text().split("\n", -1);
    for (Directive directive : candidate.source().directives("tune")) {
      Tunable tunable = Tunable.parse(directive.cursor());
      long value = candidate.tunables().find(tunable.name()).orElseThrow();
      int line = directive.position().line() - 1;
      lines[line] = rewritten(lines[line], directive, tunable.preferring(value));
    }
    return String.join("\n", lines);
  }

  private static String rewritten(String line, Directive directive, Tunable tunable) {
    int begin = directive.bodyPosition().column() - 1;
    return line.substring(0, begin) + tunable + line.substring(begin + directive.body().length());
  }
}
