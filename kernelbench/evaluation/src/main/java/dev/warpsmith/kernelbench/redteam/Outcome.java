package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.Verdict;
import java.util.Optional;

/**
 * What became of one specimen.
 *
 * @param verdict what it got, or empty if Warpsmith itself failed
 * @param message why
 * @param asExpected whether verdict and message are what the index expects
 * @param seconds how long that took
 */
public record Outcome(
    Specimen specimen,
    Optional<Verdict> verdict,
    String message,
    boolean asExpected,
    double seconds) {

  /** Returns the verdict as reports print it. */
  public String verdictText() {
    return verdict.map(Verdict::toString).orElse("internal error");
  }

  /** Returns what is not as expected, in a line. */
  public String difference() {
    boolean said = verdict.filter(specimen.expected()::contains).isPresent();
    return said
        ? "the right verdict, but it does not say '" + specimen.says() + "': " + message
        : "expected " + specimen.expectedText() + ", got " + verdictText() + ": " + message;
  }
}
