package dev.warpsmith.coder.expert;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads schedules and checks their settings. */
final class Schedules {
  private static final Pattern TEXT = Pattern.compile("(\\w+)\\((.*)\\)");

  private Schedules() {}

  /**
   * Parses {@code row(threads = 256, rows = 1, ...)}.
   *
   * @throws IllegalArgumentException if the text is no schedule
   */
  static Schedule parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "schedule '" + text + "': expected family(setting = value, ...)");
    }
    return of(matcher.group(1), settings(matcher.group(2)));
  }

  /** Parses {@code vector = 4, cache = none}; empty text has no setting. */
  static Map<String, String> settings(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        String[] sides = part.split("=", -1);
        if (sides.length != 2) {
          throw new IllegalArgumentException("setting '" + part + "': expected name = value");
        }
        settings.put(sides[0].strip(), sides[1].strip());
      }
    }
    return settings;
  }

  /** Makes a schedule of all its settings. */
  static Schedule of(String family, Map<String, String> s) {
    return switch (family) {
      case "pointwise" ->
          new Schedule.Pointwise(
              number(s, "block"),
              number(s, "vector"),
              number(s, "items"),
              Schedule.Pointwise.Walk.valueOf(word(s, "walk").toUpperCase(Locale.ROOT)));
      case "row" ->
          new Schedule.Row(
              number(s, "threads"),
              number(s, "rows"),
              number(s, "vector"),
              cache(s),
              number(s, "items"),
              number(s, "split"),
              number(s, "online"),
              number(s, "resident"),
              Finish.of(s));
      case "column" ->
          new Schedule.Column(
              number(s, "x"),
              number(s, "y"),
              number(s, "vector"),
              cache(s),
              number(s, "items"),
              number(s, "split"),
              number(s, "online"),
              number(s, "resident"),
              Finish.of(s));
      case "matmul" ->
          new Schedule.MatMul(
              number(s, "bm"),
              number(s, "bn"),
              number(s, "bk"),
              number(s, "tm"),
              number(s, "tn"),
              number(s, "stages"),
              number(s, "group"),
              number(s, "split"),
              arithmetic(s));
      case "matvec" ->
          new Schedule.MatVec(
              number(s, "block"),
              number(s, "lanes"),
              number(s, "lines"),
              number(s, "columns"),
              number(s, "items"),
              number(s, "split"),
              word(s, "side"));
      case "transpose" -> TransposeSchedule.of(s);
      case "permute" -> PermuteSchedule.of(s);
      case "scan" -> ScanSchedule.of(s);
      case "scan_columns" -> ScanColumnsSchedule.of(s);
      case "window" -> WindowSchedule.of(s);
      case "naive" -> new Schedule.Naive();
      default ->
          throw new IllegalArgumentException(
              "schedule family '"
                  + family
                  + "': expected pointwise, row, column, matmul, matvec, transpose, permute, scan, scan_columns, window or naive");
    };
  }

  private static Schedule.Row.Cache cache(Map<String, String> settings) {
    return Schedule.Row.Cache.valueOf(word(settings, "cache").toUpperCase(Locale.ROOT));
  }

  private static Schedule.MatMul.Arithmetic arithmetic(Map<String, String> settings) {
    String word = settings.getOrDefault("arithmetic", "fma");
    return Schedule.MatMul.Arithmetic.valueOf(word.toUpperCase(Locale.ROOT));
  }

  static String word(Map<String, String> settings, String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("setting '" + name + "' is missing in " + settings);
    }
    return value;
  }

  static int number(Map<String, String> settings, String name) {
    String value = word(settings, name);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " = " + value + ": expected an integer", e);
    }
  }

  static Map<String, String> map(Object... namesAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
    }
    return map;
  }

  /** Returns the arguments of {@code __launch_bounds__}. */
  static String launchBounds(int threads, int resident) {
    return resident == 1 ? String.valueOf(threads) : threads + ", " + resident;
  }

  static void requireBlock(int threads) {
    requireRange("threads per block", threads, 1, 1024);
  }

  /** Checks that threads and warps share a tile of a product, and its loads of 4, evenly. */
  static void requireTile(int bm, int bn, int bk, int tm, int tn) {
    String tile = "tile %d x %d x %d in parts of %d x %d".formatted(bm, bn, bk, tm, tn);
    boolean parts = bm % tm == 0 && bn % tn == 0 && tm % 4 == 0 && tn % 4 == 0;
    boolean powers = Integer.bitCount(bm) == 1 && Integer.bitCount(bn) == 1;
    if (!parts || !powers || Integer.bitCount(bk) != 1 || Integer.bitCount(tm * tn) != 1) {
      throw new IllegalArgumentException(
          tile + ": expected powers of 2, and parts from 4 that divide the tile");
    }
    int threads = bm / tm * (bn / tn);
    requireBlock(threads);
    int across = lanesAcross(bm / tm, bn / tn);
    if (threads % 32 != 0 || bm / tm * across < 32) {
      throw new IllegalArgumentException(
          tile + ": its " + threads + " threads are no rectangles of whole warps");
    }
    if (Math.min(bm, bn) * bk < 4 * threads
        || bk < 8
        || !loads(bm, bk, threads)
        || !loads(bn, bk, threads)) {
      throw new IllegalArgumentException(
          tile + ": its " + threads + " threads cannot share its loads of 4 evenly");
    }
  }

  /** Checks that whole warps share a tile of a product in fragments of {@code mma.m16n8k8}. */
  static void requireFragments(int bm, int bn, int bk, int tm, int tn) {
    if (bm % (8 * tm) != 0 || bn % (4 * tn) != 0 || bk % 16 != 0 || tm > 8 || tn % 8 != 0) {
      throw new IllegalArgumentException(
          "tile %d x %d x %d in parts of %d x %d: expected, on tensor cores, warps of %d x %d that divide it, steps of 16 and parts of 4 or 8 by a multiple of 8"
              .formatted(bm, bn, bk, tm, tn, 8 * tm, 4 * tn));
    }
  }

  /** Tells whether sweeps of all threads cover a tile of an operand, whichever way it lies. */
  private static boolean loads(int lines, int bk, int threads) {
    int along = threads / Math.min(lines, threads / 2) * 4;
    int across = threads / Math.min(lines / 4, threads);
    return along <= bk && across <= bk;
  }

  /** Returns the lanes of a warp along a row of a tile that so many threads share. */
  static int lanesAcross(int threadsDown, int threadsAcross) {
    return Math.min(threadsAcross, Math.max(8, 32 / threadsDown));
  }

  static void requireFinish(int split, Finish finish) {
    if (split == 1 && finish != Finish.KERNEL) {
      throw new IllegalArgumentException(
          "finish = " + finish.word() + ": expected kernel where split = 1");
    }
  }

  static void requireVector(int vector) {
    if (vector != 1 && vector != 2 && vector != 4 && vector != 8) {
      throw new IllegalArgumentException("vector = " + vector + ": expected 1, 2, 4 or 8");
    }
  }

  static void requireRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " = " + value + ": expected " + least + " to " + most);
    }
  }
}
