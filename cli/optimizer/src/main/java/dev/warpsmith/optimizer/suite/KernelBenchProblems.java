package dev.warpsmith.optimizer.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which problems of KernelBench (arXiv 2502.10517) are wanted.
 *
 * @param levels numbers of problems by level
 */
public record KernelBenchProblems(Map<Integer, NavigableSet<Integer>> levels) {
  /** The name of the set. */
  public static final String SET = "kernelbench";

  /** The 25 problems on which CudaForge (arXiv 2511.01884) compares agents. */
  public static final String CUDAFORGE = "cudaforge-25";

  private static final Map<Integer, Integer> SIZES = Map.of(1, 100, 2, 100, 3, 50);
  private static final Map<Integer, List<Integer>> CUDAFORGE_PROBLEMS =
      Map.of(
          1, List.of(7, 10, 13, 16, 29, 34, 35, 72, 89, 93),
          2, List.of(3, 13, 17, 19, 21, 26, 28, 34, 38, 40),
          3, List.of(5, 18, 21, 32, 41));

  public KernelBenchProblems {
    Map<Integer, NavigableSet<Integer>> copy = new TreeMap<>();
    levels.forEach((level, numbers) -> copy.put(level, new TreeSet<>(numbers)));
    levels = copy;
  }

  /**
   * Returns what the options ask for.
   *
   * @param levels such as {@code 1,2}; without it levels 1 and 2, or all levels of a subset
   * @param problems such as {@code 1-20,40}; without it every problem
   * @param subset {@code cudaforge-25}
   * @throws IllegalArgumentException if one of them cannot be meant; the message says which and why
   */
  public static KernelBenchProblems of(
      Optional<String> levels, Optional<String> problems, Optional<String> subset) {
    subset
        .filter(name -> !name.equals(CUDAFORGE))
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "--subset is '" + name + "'; expected " + CUDAFORGE);
            });
    String whole = subset.isPresent() ? "1-3" : "1,2";
    NavigableSet<Integer> wantedLevels = numbers("--level", levels.orElse(whole), 3);
    Map<Integer, NavigableSet<Integer>> wanted = new TreeMap<>();
    for (int level : wantedLevels) {
      wanted.put(level, new TreeSet<>(subset.isPresent() ? paper(level) : all(level)));
    }
    problems.ifPresent(
        text -> {
          int most = wantedLevels.stream().mapToInt(KernelBenchProblems::size).max().orElse(0);
          NavigableSet<Integer> kept = numbers("--problems", text, most);
          wanted.values().forEach(numbers -> numbers.retainAll(kept));
        });
    if (wanted.values().stream().allMatch(NavigableSet::isEmpty)) {
      throw new IllegalArgumentException("no problem is in --level, --problems and --subset");
    }
    return new KernelBenchProblems(wanted);
  }

  /** Returns the tasks' names, such as {@code kernelbench/1/23}, by level and number. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    levels.forEach(
        (level, numbers) -> numbers.forEach(n -> names.add(SET + "/" + level + "/" + n)));
    return names;
  }

  /** Returns the level of a task's name, if it is one of a problem. */
  public static Optional<Integer> level(String name) {
    return name.matches(SET + "/[1-9]/[0-9]+")
        ? Optional.of(name.charAt(SET.length() + 1) - '0')
        : Optional.empty();
  }

  private static int size(int level) {
    return SIZES.getOrDefault(level, 0);
  }

  private static List<Integer> all(int level) {
    return IntStream.rangeClosed(1, size(level)).boxed().toList();
  }

  private static List<Integer> paper(int level) {
    return CUDAFORGE_PROBLEMS.getOrDefault(level, List.of());
  }

  /** Reads numbers and ranges between commas. */
  private static NavigableSet<Integer> numbers(String option, String text, int most) {
    NavigableSet<Integer> numbers = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      String range = part.strip();
      if (!range.matches("[0-9]{1,4}(-[0-9]{1,4})?")) {
        throw wrong(option, text, "numbers and ranges such as 1-20,40");
      }
      int from = Integer.parseInt(range.replaceAll("-.*", ""));
      int to = Integer.parseInt(range.replaceAll(".*-", ""));
      if (from < 1 || to > most || from > to) {
        throw wrong(option, text, "numbers from 1 to " + most + ", the smaller one first");
      }
      IntStream.rangeClosed(from, to).forEach(numbers::add);
    }
    return numbers;
  }

  private static IllegalArgumentException wrong(String option, String text, String expected) {
    return new IllegalArgumentException(option + " is '" + text + "'; expected " + expected);
  }
}
