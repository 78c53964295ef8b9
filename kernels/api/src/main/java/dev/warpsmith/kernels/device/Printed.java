package dev.warpsmith.kernels.device;

import java.util.Objects;

/**
 * What a launch printed with {@code printf}.
 *
 * @param text of all blocks, block after block
 * @param dropped calls of {@code printf} whose text did not fit the device's buffer
 */
public record Printed(String text, long dropped) {
  private static final Printed NOTHING = new Printed("", 0);

  /** Checks the text. */
  public Printed {
    Objects.requireNonNull(text);
  }

  /** Returns the output of a launch that printed nothing. */
  public static Printed nothing() {
    return NOTHING;
  }

  /** Tells whether the launch printed nothing. */
  public boolean isEmpty() {
    return text.isEmpty() && dropped == 0;
  }
}
