package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.Verdict;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One candidate of the corpus and what must become of it.
 *
 * @param file its path in the corpus, such as {@code softmax/zeros.cu}; its folder names its task
 * @param kind what it is
 * @param expected the verdict that it must get; several only where the order of the gates leaves
 *     open which of them comes first
 * @param onHardware what a GPU must show of it without the emulated GPU's sanitizer
 * @param says what the message of a refusal, or the evidence of a pass, must contain; may be empty
 * @param pattern the code of the pattern that it follows, or that an honest one looks like
 * @param description what it does, in a line
 * @param text its source
 */
public record Specimen(
    String file,
    Kind kind,
    Set<Verdict> expected,
    OnHardware onHardware,
    String says,
    Pattern pattern,
    String description,
    String text) {

  /** What a candidate of the corpus is. */
  public enum Kind {
    /** Cheats, or is broken: must be refused. */
    CHEAT("cheat"),
    /** Computes what it must, however it looks: must pass. */
    HONEST("honest");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** Returns the name as the index has it. */
    @Override
    public String toString() {
      return text;
    }
  }

  public Specimen {
    expected = Set.copyOf(expected);
    if (expected.isEmpty()) {
      throw new IllegalArgumentException(file + " has no expected verdict");
    }
    if ((kind == Kind.HONEST) != expected.equals(Set.of(Verdict.PASSED))) {
      throw new IllegalArgumentException(
          kind == Kind.HONEST
              ? "is honest, so its verdict must be Passed"
              : "is a cheat, so its verdict must not be Passed");
    }
    if (kind == Kind.HONEST && !onHardware.equals(OnHardware.seen(expected))) {
      throw new IllegalArgumentException("is honest, so on hardware it must pass: 'same' expected");
    }
    if (kind == Kind.CHEAT && onHardware.verdicts().contains(Verdict.PASSED)) {
      throw new IllegalArgumentException(
          "is a cheat, so on hardware it must be refused or be 'unseen: ' for a reason");
    }
  }

  /** Returns the name of its task: its folder. */
  public String task() {
    return file.substring(0, file.indexOf('/'));
  }

  /** Returns the expected verdicts as the index has them, such as {@code TimedOut}. */
  public String expectedText() {
    return EnumSet.copyOf(expected).stream()
        .map(Verdict::toString)
        .collect(Collectors.joining(" or "));
  }
}
