package dev.warpsmith.coder.expert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One legal change of a candidate.
 *
 * @param target the kernel whose schedule changes, or the part of an annotated source
 * @param before the changed settings as they are
 * @param after the same settings as they will be
 * @param remedy the change in one sentence
 */
public record Move(
    String target, Map<String, String> before, Map<String, String> after, String remedy) {
  public Move {
    before = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(before));
    after = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(after));
    if (!before.keySet().equals(after.keySet()) || after.isEmpty()) {
      throw new IllegalArgumentException("move from " + before + " to " + after);
    }
  }

  /** Returns the text that an instruction carries, such as {@code row_1: threads = 512}. */
  public String text() {
    return target
        + ": "
        + after.entrySet().stream()
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .collect(Collectors.joining(", "));
  }

  /** Returns a changed number's new value divided by its old one; 1 if it does not change. */
  public double factor(String setting) {
    String old = before.get(setting);
    String now = after.get(setting);
    return old == null || now == null || !old.matches("\\d+") || !now.matches("\\d+")
        ? 1
        : Double.parseDouble(now) / Double.parseDouble(old);
  }
}
