package dev.warpsmith.kernels.emulator.conformance;

import java.util.Set;

/** What the suite must know of PTX's types. */
final class Types {
  private static final Set<String> ALL =
      Set.of(
          "pred", "b8", "u8", "s8", "b16", "u16", "s16", "f16", "bf16", "e4m3x2", "e5m2x2", "b32",
          "u32", "s32", "f32", "f16x2", "bf16x2", "tf32", "u16x2", "s16x2", "b64", "u64", "s64",
          "f64");

  private Types() {}

  static boolean isType(String word) {
    return ALL.contains(word);
  }

  static boolean isFloat(String type) {
    return type.contains("f") || type.startsWith("e");
  }

  static boolean isSigned(String type) {
    return type.startsWith("s");
  }

  /** Returns the width of one element. */
  static int bits(String type) {
    return switch (type) {
      case "pred" -> 1;
      case "carry" -> 32;
      case "e4m3x2", "e5m2x2" -> 16;
      case "f16x2", "bf16x2", "u16x2", "s16x2", "tf32" -> 32;
      default -> Integer.parseInt(type.replaceAll("^[a-z]+", ""));
    };
  }

  /** Returns the register type that holds it; floats in float registers if asked. */
  static String register(String type, boolean typed) {
    if (type.equals("pred")) {
      return "pred";
    }
    if (typed && (type.equals("f32") || type.equals("f64"))) {
      return type;
    }
    return "b" + Math.max(16, bits(type));
  }
}
