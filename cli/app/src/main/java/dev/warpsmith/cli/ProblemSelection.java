package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.torch.Checkout;
import dev.warpsmith.kernelbench.torch.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which problems of a checkout the user chose, as in {@code --level 1,2 --problems 1-20,40}. */
record ProblemSelection(String levels, Optional<String> numbers) {
  private static final int LARGEST = 10_000;

  /** Returns the chosen problems, by level and number. */
  List<Problem> of(Checkout checkout) {
    List<Problem> chosen = new ArrayList<>();
    Optional<Set<Integer>> wanted = numbers.map(text -> numbers("--problems", text));
    Set<Integer> each = numbers("--level", levels);
    for (int level : each) {
      checkout.problems(level).stream()
          .filter(problem -> wanted.map(set -> set.contains(problem.number())).orElse(true))
          .forEach(chosen::add);
    }
    if (chosen.isEmpty()) {
      throw CommandException.usage(
          "--problems " + numbers.orElse("") + " names no problem of level " + levels);
    }
    return chosen;
  }

  private static Set<Integer> numbers(String flag, String text) {
    Set<Integer> numbers = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      String range = part.strip();
      if (!range.matches("[0-9]{1,4}(-[0-9]{1,4})?")) {
        throw CommandException.usage(
            flag + " is '" + text + "'; expected numbers and ranges, such as 1-20,40");
      }
      String[] ends = range.split("-", -1);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int n = Integer.parseInt(ends[0]); n <= Math.min(last, LARGEST); n++) {
        numbers.add(n);
      }
    }
    return numbers;
  }
}
