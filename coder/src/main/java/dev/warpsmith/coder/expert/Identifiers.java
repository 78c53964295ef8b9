package dev.warpsmith.coder.expert;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives the task's names to C++ identifiers: the same name where it is free, else with underscores.
 */
final class Identifiers {
  private static final Set<String> RESERVED =
      Set.of(
          "and",
          "not",
          "or",
          "xor",
          "first",
          "end",
          "step",
          "item",
          "lane",
          "thread",
          "row",
          "column",
          "warps",
          "to",
          "from",
          "value",
          "offset",
          "other",
          "part",
          "result",
          "share",
          "tiles",
          "outer",
          "r",
          "tx",
          "ty",
          "length",
          "product",
          "stage",
          "depth",
          "depth0",
          "row0",
          "column0",
          "at",
          "line",
          "all",
          "i",
          "j",
          "g",
          "begin",
          "chunk",
          "batch",
          "quads",
          "tile",
          "high",
          "above",
          "across",
          "parts",
          "more",
          "of",
          "each",
          "tiles_m",
          "tiles_n",
          "lane_x",
          "lane_y",
          "line_a",
          "line_b",
          "deep_a",
          "deep_b",
          "quads_a",
          "quads_b",
          "from_a",
          "from_b",
          "store_a",
          "store_b",
          "tile_a",
          "tile_b",
          "part_a",
          "part_b",
          "next_a",
          "next_b",
          "load_a",
          "load_b",
          "store",
          "share_a",
          "share_b",
          "BM",
          "BN",
          "BK",
          "TM",
          "TN",
          "THREADS",
          "A_LINE",
          "B_LINE",
          "A_LOADS",
          "B_LOADS",
          "aligned",
          "row_cache",
          "row_floats",
          "shared_rows",
          "exp",
          "log",
          "abs",
          "sqrt",
          "rsqrt",
          "pow",
          "floor",
          "ceil",
          "round",
          "sin",
          "cos",
          "tanh",
          "erf",
          "fabs",
          "rint",
          "fmax",
          "fmin",
          "j0",
          "j1",
          "jn",
          "y0",
          "y1",
          "yn",
          "half",
          "float2",
          "float4",
          "int4",
          "double2",
          "main",
          "div",
          "gamma",
          "lgamma",
          "tgamma",
          "norm",
          "clock",
          "time",
          "free",
          "malloc",
          "assert",
          "printf",
          "memcpy",
          "memset",
          "isnan",
          "isinf",
          "signbit",
          "trunc",
          "index",
          "log2",
          "exp2",
          "cbrt",
          "hypot");

  private final Map<String, String> given = new HashMap<>();
  private final Set<String> used = new HashSet<>(RESERVED);

  /** Returns the identifier of a name of the task. */
  String of(String name) {
    return of(name, name.matches(".*_(i|at|row|ptr|\\d+)") ? name + "_" : name);
  }

  /** Returns the identifier of a thing that has no name in the task. */
  String of(String thing, String wish) {
    return given.computeIfAbsent(thing, key -> fresh(wish));
  }

  /** Returns an identifier that nothing else has. */
  String fresh(String wish) {
    String name = wish;
    while (!used.add(name)) {
      name += "_";
    }
    return name;
  }
}
