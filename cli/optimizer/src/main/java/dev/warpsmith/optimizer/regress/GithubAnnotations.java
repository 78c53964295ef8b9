package dev.warpsmith.optimizer.regress;

import java.util.List;

/** Writes what trips the gate as GitHub's workflow commands, which mark lines of a pull request. */
public final class GithubAnnotations {
  private GithubAnnotations() {}

  /** Returns one line for each finding that trips the gate. */
  public static List<String> of(List<Finding> findings) {
    return findings.stream().filter(Finding::regression).map(GithubAnnotations::line).toList();
  }

  private static String line(Finding finding) {
    String place =
        finding
            .place()
            .map(at -> "file=" + property(at.file()) + ",line=" + at.line() + ",")
            .orElse("");
    return "::error "
        + place
        + "title="
        + property("warpsmith " + finding.what())
        + "::"
        + data(finding.subject() + ": " + finding.what() + ": " + finding.text());
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
