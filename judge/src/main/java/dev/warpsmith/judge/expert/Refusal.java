package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.expert.Move;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of one setting that a gate refused.
 *
 * @param target the kernel, or the part of an annotated source
 */
record Refusal(String target, String setting, String value) {
  private static final Pattern ONE_SETTING = Pattern.compile("(\\w+): (\\w+) = (\\S+)");

  /** Reads a move's text; empty if it changed more than one setting, so that none is to blame. */
  static Optional<Refusal> of(String move) {
    Matcher matcher = ONE_SETTING.matcher(move);
    return matcher.matches()
        ? Optional.of(new Refusal(matcher.group(1), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }

  /** Tells whether a move changes the same setting. */
  boolean concerns(Move move, String changed) {
    return move.target().equals(target) && changed.equals(setting);
  }

  /** Tells whether a move passes the refused number, or comes to it. */
  boolean isOnTheWay(Move move, String changed) {
    String before = move.before().getOrDefault(changed, "");
    String after = move.after().getOrDefault(changed, "");
    if (!before.matches("\\d+") || !after.matches("\\d+") || !value.matches("\\d+")) {
      return after.equals(value);
    }
    double refused = Double.parseDouble(value) - Double.parseDouble(before);
    double wanted = Double.parseDouble(after) - Double.parseDouble(before);
    return refused * wanted > 0 && Math.abs(wanted) >= Math.abs(refused);
  }
}
