package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.Verdict;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a GPU alone must show of a specimen, without the emulated GPU's sanitizer beside it.
 *
 * @param verdicts one of which it must get; empty if nothing need show
 * @param unseen why nothing need show, such as {@code a race}; empty if one of the verdicts must
 */
public record OnHardware(Set<Verdict> verdicts, String unseen) {
  public OnHardware {
    verdicts = Set.copyOf(verdicts);
    if (verdicts.isEmpty() == unseen.isEmpty()) {
      throw new IllegalArgumentException(
          "on hardware, expected either verdicts or 'unseen: ' and the reason");
    }
  }

  /** Returns that one of these verdicts must show. */
  static OnHardware seen(Set<Verdict> verdicts) {
    return new OnHardware(verdicts, "");
  }

  /** Returns that nothing need show. */
  static OnHardware unseen(String reason) {
    return new OnHardware(Set.of(), reason);
  }

  /** Tells whether a candidate may pass there. */
  public boolean mayPass() {
    return !unseen.isEmpty() || verdicts.contains(Verdict.PASSED);
  }

  /** Tells whether this is a verdict that a candidate may get there. */
  boolean allows(Verdict verdict) {
    return !unseen.isEmpty() || verdicts.contains(verdict);
  }

  /** Returns it as the index has it, such as {@code unseen: a race}. */
  public String text() {
    return unseen.isEmpty()
        ? EnumSet.copyOf(verdicts).stream()
            .map(Verdict::toString)
            .collect(Collectors.joining(" or "))
        : "unseen: " + unseen;
  }
}
