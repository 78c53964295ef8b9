package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.SourceException;
import java.util.Optional;
import java.util.function.BiFunction;

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
  private static final double NANOS = 1e9;

  /**
   * Puts a specimen through gates and compares what becomes of it with the index.
   *
   * @param gates return an evaluation, or empty if all let it through
   */
  static Outcome of(
      Specimen specimen, BiFunction<Specimen, Candidate, Optional<Evaluation>> gates) {
    long begin = System.nanoTime();
    try {
      Candidate candidate = Candidates.parse(specimen.file(), specimen.text());
      return gates
          .apply(specimen, candidate)
          .map(evaluation -> of(specimen, evaluation, begin))
          .orElseGet(() -> of(specimen, Verdict.PASSED, "every gate asked passed", "", begin));
    } catch (SourceException e) {
      String message = String.valueOf(e.getMessage());
      return of(specimen, Verdict.PLAN_REJECTED, message, message, begin);
    } catch (IllegalStateException | BaselineException e) {
      return new Outcome(
          specimen, Optional.empty(), String.valueOf(e.getMessage()), false, seconds(begin));
    }
  }

  private static Outcome of(Specimen specimen, Evaluation evaluation, long begin) {
    String said = evaluation.match(Evaluation.Failed::message, Outcome::facts);
    return of(specimen, evaluation.verdict(), evaluation.message(), said, begin);
  }

  private static String facts(Evaluation.Passed passed) {
    return passed.evidence().stream().map(Evidence::text).reduce("", (a, b) -> a + "\n" + b);
  }

  private static Outcome of(
      Specimen specimen, Verdict verdict, String message, String said, long begin) {
    boolean expected = specimen.expected().contains(verdict) && said.contains(specimen.says());
    return new Outcome(specimen, Optional.of(verdict), message, expected, seconds(begin));
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / NANOS;
  }

  /**
   * Returns this as an outcome of hardware, which has words of its own: the verdict must be one
   * that the index has for either, and a cheat must not have passed.
   */
  Outcome expecting(OnHardware hardware) {
    boolean expected =
        verdict
            .filter(one -> specimen.expected().contains(one) || hardware.verdicts().contains(one))
            .isPresent();
    return new Outcome(specimen, verdict, message, expected, seconds);
  }

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
