package dev.warpsmith.optimizer.verify;

import java.util.Locale;

/**
 * One thing that a run or its evidence says, and what became of it here.
 *
 * @param name such as {@code computes, fresh seeds}
 * @param detail what was compared, and why it did not hold or could not be checked
 */
public record Claim(String name, Outcome outcome, String detail) {
  /** What became of a claim. */
  public enum Outcome {
    HELD,
    DID_NOT_HOLD,
    COULD_NOT_BE_CHECKED;

    /** Returns the outcome as reports print it, such as {@code did not hold}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  static Claim held(String name, String detail) {
    return new Claim(name, Outcome.HELD, detail);
  }

  static Claim broken(String name, String detail) {
    return new Claim(name, Outcome.DID_NOT_HOLD, detail);
  }

  static Claim unknown(String name, String detail) {
    return new Claim(name, Outcome.COULD_NOT_BE_CHECKED, detail);
  }

  /** Returns whether a text is what was recorded; unknown where nothing was recorded. */
  static Claim ofHash(String name, String recorded, String found, String what) {
    if (recorded.isEmpty()) {
      return unknown(name, "no hash of " + what + " was kept: an earlier version wrote this");
    }
    return recorded.equals(found)
        ? held(name, what + " has the recorded hash " + shortened(found))
        : broken(
            name,
            what
                + " was changed: its hash is "
                + shortened(found)
                + ", recorded was "
                + shortened(recorded));
  }

  private static String shortened(String hash) {
    return hash.length() > 16 ? hash.substring(0, 16) : hash;
  }
}
