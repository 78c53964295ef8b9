package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.Verdict;
import java.util.Optional;

/**
 * What became of one specimen on a GPU.
 *
 * @param judged the verdict that counts: of the emulated GPU's sanitizer, then of the GPU
 * @param alone what the GPU says without the sanitizer, compared with what the index wants there
 */
public record HardwareOutcome(Outcome judged, Outcome alone) {

  /** How much of what is wrong with a candidate the GPU alone has shown. */
  public enum Sight {
    /** The cheat was refused with a verdict that the index has. */
    REFUSED,
    /** The cheat was refused, with another verdict. */
    REFUSED_OTHERWISE,
    /** The cheat passed, as the index says it may: the emulated GPU alone sees it. */
    UNSEEN,
    /** The cheat passed, which the index says it must not. */
    WRONGLY_PASSED,
    /** The honest candidate passed. */
    PASSED,
    /** The honest candidate was refused. */
    WRONGLY_REFUSED,
    /** There is no verdict. */
    FAILED;

    /** Returns the words of a report, such as {@code not seen by hardware}. */
    public String text() {
      return switch (this) {
        case REFUSED -> "refused by hardware";
        case REFUSED_OTHERWISE -> "refused by hardware with another verdict";
        case UNSEEN -> "not seen by hardware";
        case WRONGLY_PASSED -> "wrongly passed by hardware";
        case PASSED -> "passed";
        case WRONGLY_REFUSED -> "wrongly refused by hardware";
        case FAILED -> "no verdict of hardware";
      };
    }

    /** Tells whether the index wants it so. */
    public boolean asExpected() {
      return this == REFUSED || this == UNSEEN || this == PASSED;
    }
  }

  /** Returns the specimen. */
  public Specimen specimen() {
    return judged.specimen();
  }

  /** Returns what the GPU alone has shown. */
  public Sight sight() {
    Optional<Verdict> verdict = alone.verdict();
    if (verdict.isEmpty()) {
      return Sight.FAILED;
    }
    boolean passed = verdict.get() == Verdict.PASSED;
    if (specimen().kind() == Specimen.Kind.HONEST) {
      return passed ? Sight.PASSED : Sight.WRONGLY_REFUSED;
    }
    boolean allowed = specimen().onHardware().allows(verdict.get());
    if (passed) {
      return allowed ? Sight.UNSEEN : Sight.WRONGLY_PASSED;
    }
    return allowed ? Sight.REFUSED : Sight.REFUSED_OTHERWISE;
  }

  /** Tells whether both verdicts are what the index wants. */
  public boolean asExpected() {
    return judged.asExpected() && sight().asExpected();
  }

  /** Returns what is not as expected, in a line. */
  public String difference() {
    return judged.asExpected()
        ? "on hardware alone expected "
            + specimen().onHardware().text()
            + ", got "
            + alone.verdictText()
            + ": "
            + alone.message()
        : judged.difference();
  }
}
