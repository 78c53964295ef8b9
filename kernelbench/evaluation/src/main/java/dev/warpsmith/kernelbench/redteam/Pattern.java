package dev.warpsmith.kernelbench.redteam;

/**
 * One way of fooling an evaluation.
 *
 * @param code such as {@code C1}: its family's letter and a number
 * @param description in a line
 */
public record Pattern(String code, String description) {
  private static final String CODE = "[A-E][0-9]{1,2}";

  public Pattern {
    if (!code.matches(CODE)) {
      throw new IllegalArgumentException(
          "pattern '" + code + "': expected a letter from A to E and a number, such as C1");
    }
  }
}
