package dev.warpsmith.optimizer.replay;

import java.util.List;

/**
 * How far two runs agree in one thing.
 *
 * @param what such as {@code verdicts}
 * @param same how many are the same
 * @param of how many were compared; 0 if they cannot be
 * @param differences one line each
 * @param note why they were not compared, or only roughly; or empty text
 * @param binding whether a difference means that the replay did not agree
 */
public record Agreement(
    String what, int same, int of, List<String> differences, String note, boolean binding) {
  public Agreement {
    differences = List.copyOf(differences);
  }

  static Agreement not(String what, String why) {
    return new Agreement(what, 0, 0, List.of(), why, false);
  }

  /** Tells whether nothing that had to be the same differs. */
  public boolean holds() {
    return !binding || same == of;
  }

  /** Returns one line, such as {@code 4 of 4 the same}. */
  public String line() {
    String counted = of <= 1 ? "" : same + " of " + of + " the same";
    return counted + (!counted.isEmpty() && !note.isEmpty() ? "; " : "") + note;
  }
}
