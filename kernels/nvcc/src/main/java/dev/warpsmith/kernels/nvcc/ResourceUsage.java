package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.device.KernelResources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses what {@code ptxas -v} prints about each kernel. */
final class ResourceUsage {
  private static final Pattern ENTRY = Pattern.compile("Compiling entry function '([^']+)'");
  private static final Pattern FUNCTION = Pattern.compile("Function properties for (\\S+)");
  private static final Pattern STACK =
      Pattern.compile(
          "(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");
  private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
  private static final Pattern BARRIERS = Pattern.compile("used (\\d+) barriers");
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");
  private static final Pattern CONSTANT = Pattern.compile("(\\d+) bytes cmem\\[\\d+\\]");

  private ResourceUsage() {}

  /** Returns the resources by PTX entry name, in the order of the text. */
  static Map<String, KernelResources> parse(String text) {
    Map<String, KernelResources> resources = new LinkedHashMap<>();
    String entry = "";
    String function = "";
    int[] stack = new int[3];
    for (String line : text.lines().toList()) {
      entry = named(ENTRY, line, entry);
      function = named(FUNCTION, line, function);
      Matcher frame = STACK.matcher(line);
      if (frame.find() && function.equals(entry)) {
        stack = new int[] {number(frame, 1), number(frame, 2), number(frame, 3)};
      }
      if (REGISTERS.matcher(line).find() && !entry.isEmpty()) {
        resources.put(entry, used(line, stack));
        stack = new int[3];
      }
    }
    return resources;
  }

  private static KernelResources used(String line, int[] stack) {
    return new KernelResources(
        sum(REGISTERS, line),
        sum(SHARED, line),
        sum(CONSTANT, line),
        stack[0],
        stack[1],
        stack[2],
        sum(BARRIERS, line));
  }

  private static String named(Pattern pattern, String line, String before) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? matcher.group(1) : before;
  }

  private static int sum(Pattern pattern, String line) {
    return pattern.matcher(line).results().mapToInt(r -> Integer.parseInt(r.group(1))).sum();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
