package dev.warpsmith.coder.expert;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an operand's element lies, as C++ text: row-major, and broadcast along the dims of the
 * space that it lacks.
 */
final class Offsets {
  private Offsets() {}

  /**
   * Returns the offset of the operand's element, given the linear index in the space.
   *
   * @param dims the lengths of the space, as C++ text
   * @param present for each dim, whether the operand has it
   * @param index a variable
   */
  static String of(List<String> dims, List<Boolean> present, String index) {
    if (!present.contains(true)) {
      return "0";
    }
    String offset = "";
    for (int begin = 0; begin < dims.size(); ) {
      int end = begin;
      while (end < dims.size() && present.get(end).equals(present.get(begin))) {
        end++;
      }
      if (present.get(begin)) {
        String coordinate = coordinate(dims, begin, end, index);
        offset =
            offset.isEmpty()
                ? coordinate
                : "("
                    + offset
                    + ") * "
                    + factor(product(dims.subList(begin, end)))
                    + " + "
                    + coordinate;
      }
      begin = end;
    }
    return offset;
  }

  private static String coordinate(List<String> dims, int begin, int end, String index) {
    List<String> after = dims.subList(end, dims.size());
    String quotient = after.isEmpty() ? index : index + " / " + factor(product(after));
    if (begin == 0) {
      return quotient;
    }
    String run = factor(product(dims.subList(begin, end)));
    return (after.isEmpty() ? quotient : "(" + quotient + ")") + " % " + run;
  }

  /** Returns where a place lies among all, the last dim running fastest, as C++ text. */
  static String linear(List<String> place, List<String> lengths) {
    String offset = place.get(0);
    for (int dim = 1; dim < place.size(); dim++) {
      offset = "(%s) * %s + %s".formatted(offset, factor(lengths.get(dim)), place.get(dim));
    }
    return offset;
  }

  /** Returns the product of lengths as C++ or expression text; 1 for none. */
  static String product(List<String> lengths) {
    List<String> factors = new ArrayList<>();
    for (String length : lengths) {
      if (!length.equals("1")) {
        factors.add(lengths.size() == 1 ? length : factor(length));
      }
    }
    return factors.isEmpty() ? "1" : String.join(" * ", factors);
  }

  /** Returns the text in parentheses unless it is a name or a number. */
  static String factor(String text) {
    return text.matches("\\w+") ? text : "(" + text + ")";
  }
}
