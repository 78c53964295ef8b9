package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.CudaText;
import dev.warpsmith.kernels.Launch;
import dev.warpsmith.kernels.Tunable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Changes of CUDA whose meaning is unknown: declared tunables, the block size of a launch, launch
 * bounds, {@code const __restrict__}, unrolling. Whether they are right is for the gates to prove.
 */
final class SourceMoves {
  private static final Pattern PLAIN_POINTER = Pattern.compile("\\*\\s*(?!__restrict__)(\\w+)");
  private static final Pattern KERNEL =
      Pattern.compile(
          "__global__(?:__launch_bounds__\\s*\\([^)]*\\)|[^;{(])*?"
              + "\\b(?!__launch_bounds__\\b)(\\w+)\\s*\\(([^)]*)\\)");
  private static final Pattern LOOP = Pattern.compile("(?m)^([ \\t]*)for\\s*\\(");

  private SourceMoves() {}

  /** Returns the moves, those that search declared values first. */
  static List<Move> of(Candidate candidate) {
    List<Move> moves = new ArrayList<>();
    for (Tunable tunable : candidate.plan().tunables()) {
      long now = candidate.tunables().find(tunable.name()).orElseThrow();
      for (long value : tunable.values()) {
        if (value != now) {
          moves.add(
              move(
                  "tune",
                  tunable.name(),
                  now,
                  value,
                  "Set " + tunable.name() + " to " + value + "."));
        }
      }
    }
    for (Launch launch : candidate.plan().launches()) {
      blocks(launch, moves);
    }
    String text = candidate.source().text();
    for (Launch launch : candidate.plan().launches()) {
      bounds(candidate, launch, moves);
    }
    if (!restricted(text).equals(text)) {
      moves.add(
          move(
              "source",
              "restrict",
              0,
              1,
              "Promise that the kernels' pointers do not overlap, and that what is only read is"
                  + " constant."));
    }
    for (int factor : new int[] {4, 8}) {
      if (!unrolled(text, factor).equals(text)) {
        moves.add(
            move(
                "source",
                "unroll",
                1,
                factor,
                "Unroll innermost loops %d times, over pointers that do not overlap."
                    .formatted(factor)));
      }
    }
    return moves;
  }

  private static void blocks(Launch launch, List<Move> moves) {
    String block = launch.block().get(0).toString();
    if (launch.block().size() > 1 || !block.matches("\\d+")) {
      return;
    }
    for (int threads : new int[] {64, 128, 256, 512, 1024}) {
      if (threads != Integer.parseInt(block)) {
        String remedy = "Launch " + launch.kernel() + " with blocks of " + threads + " threads.";
        moves.add(move(launch.kernel(), "block", Long.parseLong(block), threads, remedy));
      }
    }
  }

  /** Tells the compiler how many threads a block has, so that it can weigh registers. */
  private static void bounds(Candidate candidate, Launch launch, List<Move> moves) {
    if (!bounded(candidate, launch.kernel()).equals(candidate.source().text())) {
      String remedy = "Tell the compiler how many threads a block of " + launch.kernel() + " has.";
      Move move = move(launch.kernel(), "launch_bounds", 0, 1, remedy);
      if (!moves.contains(move)) {
        moves.add(move);
      }
    }
  }

  /** Returns the text with launch bounds on a kernel whose blocks have a length known to nvcc. */
  static String bounded(Candidate candidate, String kernel) {
    String text = candidate.source().text();
    Set<String> constants =
        candidate.plan().tunables().stream().map(Tunable::name).collect(Collectors.toSet());
    Set<String> blocks = new LinkedHashSet<>();
    for (Launch launch : candidate.plan().launches()) {
      if (launch.kernel().equals(kernel)) {
        boolean known = launch.block().stream().allMatch(e -> constants.containsAll(e.names()));
        boolean plain = launch.block().stream().allMatch(e -> e.toString().matches("[\\w *]+"));
        blocks.add(
            known && plain
                ? launch.block().stream().map(Object::toString).collect(Collectors.joining(" * "))
                : "");
      }
    }
    String code = CudaText.withoutCommentsAndLiterals(text);
    Matcher head = Pattern.compile("__global__\\s+void\\s+(?=" + kernel + "\\s*\\()").matcher(code);
    if (blocks.size() != 1 || blocks.contains("") || !head.find()) {
      return text;
    }
    String bounds = "__launch_bounds__(" + blocks.iterator().next() + ") ";
    return text.substring(0, head.end()) + bounds + text.substring(head.end());
  }

  private static Move move(String target, String setting, long before, long after, String remedy) {
    return new Move(
        target,
        Map.of(setting, String.valueOf(before)),
        Map.of(setting, String.valueOf(after)),
        remedy);
  }

  /**
   * Returns the text with {@code __restrict__} on every pointer parameter of a kernel, and {@code
   * const} on those through which the text only reads elements.
   */
  static String restricted(String text) {
    String code = CudaText.withoutCommentsAndLiterals(text);
    StringBuilder changed = new StringBuilder(text);
    Matcher kernel = KERNEL.matcher(code);
    int grown = 0;
    while (kernel.find()) {
      String parameters = kernel.group(2);
      String rest = code.substring(0, kernel.start()) + code.substring(kernel.end());
      String after = restrictedParameters(parameters, rest);
      String original = text.substring(kernel.start(2), kernel.end(2));
      if (!after.equals(parameters) && original.equals(parameters)) {
        changed.replace(kernel.start(2) + grown, kernel.end(2) + grown, after);
        grown += after.length() - parameters.length();
      }
    }
    return changed.toString();
  }

  private static String restrictedParameters(String parameters, String rest) {
    List<String> after = new ArrayList<>();
    for (String parameter : parameters.split(",", -1)) {
      Matcher pointer = PLAIN_POINTER.matcher(parameter);
      boolean readOnly = pointer.find() && onlyRead(pointer.group(1), rest);
      String restricted = pointer.reset().replaceAll("* __restrict__ $1");
      boolean constant = parameter.matches("(?s).*\\bconst\\b.*");
      after.add(
          readOnly && !constant
              ? restricted.replaceFirst("^(\\s*)(?=\\S)", "$1const ")
              : restricted);
    }
    return String.join(",", after);
  }

  /** Tells whether a pointer's name is only ever followed by an index and no assignment. */
  private static boolean onlyRead(String name, String code) {
    String use = "(?<![\\w.])" + name + "\\b";
    String read =
        use
            + "\\s*\\[[^\\[\\]]*(\\[[^\\]]*\\][^\\[\\]]*)*\\]\\s*(?![-+*/|&^%]?=[^=]|\\+\\+|--|<<=|>>=|\\s)";
    long uses = Pattern.compile(use).matcher(code).results().count();
    long taken = Pattern.compile("(&|\\+\\+|--)\\s*" + use).matcher(code).results().count();
    return taken == 0 && uses > 0 && Pattern.compile(read).matcher(code).results().count() == uses;
  }

  /** Returns the text with {@code #pragma unroll} before loops that hold no other loop. */
  static String unrolled(String text, int factor) {
    String code = CudaText.withoutCommentsAndLiterals(text);
    StringBuilder changed = new StringBuilder(text);
    List<int[]> loops = new ArrayList<>();
    Matcher loop = LOOP.matcher(code);
    while (loop.find()) {
      loops.add(new int[] {loop.start(), loop.end(1)});
    }
    for (int i = loops.size() - 1; i >= 0; i--) {
      int[] at = loops.get(i);
      boolean inner = i + 1 == loops.size() || indent(loops.get(i + 1)) <= indent(at);
      boolean told =
          code.substring(0, at[0]).stripTrailing().matches("(?s).*#pragma unroll[^\\n]*");
      if (inner && !told) {
        String indent = code.substring(at[0], at[1]);
        changed.insert(at[0], indent + "#pragma unroll " + factor + "\n");
      }
    }
    return changed.toString();
  }

  private static int indent(int[] loop) {
    return loop[1] - loop[0];
  }

  /** Returns the text with another block size in a kernel's launches, grid and shared memory. */
  static String reblocked(String text, String kernel, String before, String after) {
    Pattern line =
        Pattern.compile("(?m)^(\\s*//\\s*@launch[^\\n<]*\\b" + kernel + "<<<)([^\\n>]*)(>>>.*)$");
    String bounds =
        "(__global__\\s+void\\s+__launch_bounds__\\()" + before + "(\\)\\s*" + kernel + "\\b)";
    return line.matcher(text.replaceAll(bounds, "$1" + after + "$2"))
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1)
                        + found.group(2).replaceAll("\\b" + before + "\\b", after)
                        + found.group(3)));
  }
}
