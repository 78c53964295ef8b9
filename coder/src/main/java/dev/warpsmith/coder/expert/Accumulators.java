package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Combine;

/**
 * What a reduction accumulates in, as C++ text: a float, or a struct of two values where the result
 * needs both.
 *
 * <p>The running maximum with a rescaled sum is that of Milakov and Gimelshein, <i>Online
 * normalizer calculation for softmax</i>, arXiv:1805.02867. Its maximum begins at the least finite
 * number, so that differences to it are never NaN.
 */
final class Accumulators {
  /** Makes all of a block's accumulators start on a whole struct in shared memory. */
  static final String SHARED = "__shared__ __align__(16) float warps";

  private Accumulators() {}

  /** Tells whether the accumulator is a struct. */
  static boolean isPair(Combine combine) {
    return isArg(combine) || combine == Combine.EXP_SUM;
  }

  /** Tells whether the result is an index. */
  static boolean isArg(Combine combine) {
    return combine == Combine.ARG_MAX || combine == Combine.ARG_MIN;
  }

  /**
   * Returns the accumulator's type.
   *
   * @param index the type of positions
   */
  static String type(Combine combine, String index) {
    if (isArg(combine)) {
      return index.equals("int") ? "Extreme" : "LongExtreme";
    }
    return combine == Combine.EXP_SUM ? "ExpSum" : "float";
  }

  /** Returns how many floats of memory an accumulator takes. */
  static int floats(Combine combine, String index) {
    return !isPair(combine) ? 1 : isArg(combine) && !index.equals("int") ? 4 : 2;
  }

  /**
   * Returns what an accumulator begins with.
   *
   * @param at the first position that it can take; unused unless the result is an index
   */
  static String identity(Combine combine, String at) {
    return switch (combine) {
      case SUM -> "0.0f";
      case PRODUCT -> "1.0f";
      case MAX, MAX_NUMBER -> "-INFINITY";
      case MIN -> "INFINITY";
      case ARG_MAX -> "{-INFINITY, " + at + "}";
      case ARG_MIN -> "{INFINITY, " + at + "}";
      case EXP_SUM -> "{-3.402823466e+38f, 0.0f}";
    };
  }

  /** Returns the text that combines two accumulators. */
  static String combined(Combine combine, String a, String b) {
    return switch (combine) {
      case SUM -> a + " + " + b;
      case PRODUCT -> a + " * " + b;
      case MAX -> a + " > " + b + " || " + a + " != " + a + " ? " + a + " : " + b;
      case MIN -> a + " < " + b + " || " + a + " != " + a + " ? " + a + " : " + b;
      case MAX_NUMBER -> "fmaxf(" + a + ", " + b + ")";
      case ARG_MAX -> "larger(" + a + ", " + b + ")";
      case ARG_MIN -> "smaller(" + a + ", " + b + ")";
      case EXP_SUM -> "together(" + a + ", " + b + ")";
    };
  }

  /** Returns the text that takes one more element in. */
  static String taken(Combine combine, String accumulator, String element, String index) {
    return switch (combine) {
      case ARG_MAX, ARG_MIN -> "take_" + word(combine) + "(" + list(accumulator, element, index);
      case SUM, PRODUCT, MAX, MIN, MAX_NUMBER ->
          accumulator + " = " + combined(combine, accumulator, element) + ";";
      case EXP_SUM ->
          throw new IllegalStateException("sums of exponentials take elements in groups");
    };
  }

  private static String list(String accumulator, String element, String index) {
    return accumulator + ", " + element + ", " + index + ");";
  }

  /** Returns the text that has a lane's accumulator from another lane. */
  static String exchanged(Combine combine, String value, String offset) {
    if (!isPair(combine)) {
      return shuffle(value, offset);
    }
    return "{" + shuffle(value + ".value", offset) + ", " + shuffle(value + ".index", offset) + "}";
  }

  /** Returns the text that has an accumulator as another block left it, past this SM's cache. */
  static String latest(Combine combine, String element) {
    String field = "__ldcg(&" + element + ".";
    return switch (combine) {
      case SUM, PRODUCT, MAX, MIN, MAX_NUMBER -> "__ldcg(&" + element + ")";
      case ARG_MAX, ARG_MIN -> "{" + field + "value), " + field + "index)}";
      case EXP_SUM -> "{" + field + "max), " + field + "sum)}";
    };
  }

  private static String shuffle(String value, String offset) {
    return "__shfl_xor_sync(0xffffffffu, " + value + ", " + offset + ")";
  }

  /** Returns the definition of a struct and what combines it. */
  static String definition(Combine combine, String index) {
    return combine == Combine.EXP_SUM ? EXP_SUM : extreme(combine, index);
  }

  private static String extreme(Combine combine, String index) {
    return """
        // Takes an element in if it wins: NaN over all, and the first of equals.
        __device__ __forceinline__ void take_%s(%s& best, float value, %s index) {
          if (!(value %s best.value) && best.value == best.value) {
            best.value = value;
            best.index = index;
          }
        }

        // Returns the one that wins: NaN over all, and the first of equals.
        __device__ __forceinline__ %s %s(%s a, %s b) {
          const bool first = a.index < b.index;
          if (a.value != a.value || b.value != b.value) {
            return a.value == a.value || (b.value != b.value && !first) ? b : a;
          }
          return a.value %s b.value || (a.value == b.value && first) ? a : b;
        }
        """
        .formatted(
            word(combine),
            type(combine, index),
            index,
            combine == Combine.ARG_MAX ? "<=" : ">=",
            type(combine, index),
            combine == Combine.ARG_MAX ? "larger" : "smaller",
            type(combine, index),
            type(combine, index),
            combine == Combine.ARG_MAX ? ">" : "<");
  }

  /** Returns the definition of the struct that an index is found with. */
  static String struct(String index) {
    return """
        // A value and where it was found.
        struct %s {
          float value;
          %s index;
        };
        """
        .formatted(type(Combine.ARG_MAX, index), index);
  }

  /** Returns a function that combines sums over lanes: first their maximum, then one rescaling. */
  static String expSumOver(String name, String max, String sum) {
    return """
        // Combines the sums of lanes and returns the result to each of them.
        __device__ __forceinline__ ExpSum %s(ExpSum value) {
          const float max = %s(value.max);
          return {max, %s(rescaled(value, max))};
        }
        """
        .formatted(name, max, sum);
  }

  /** Returns what the combination finds, for a comment. */
  static String meaning(Combine combine) {
    return switch (combine) {
      case SUM -> "sum of ";
      case PRODUCT -> "product of ";
      case MAX, MAX_NUMBER -> "max of ";
      case MIN -> "min of ";
      case ARG_MAX -> "argmax of ";
      case ARG_MIN -> "argmin of ";
      case EXP_SUM -> "max and sum of exponentials of ";
    };
  }

  /** Returns the combination as a word of C++. */
  static String word(Combine combine) {
    return combine.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static final String EXP_SUM =
      """
      // The largest of some numbers, and the sum of exp(x - largest).
      struct ExpSum {
        float max;
        float sum;
      };

      // Returns the same sum relative to a maximum that is not smaller.
      __device__ __forceinline__ float rescaled(ExpSum of, float max) {
        return of.max == max ? of.sum : of.sum * expf(of.max - max);
      }

      __device__ __forceinline__ ExpSum together(ExpSum a, ExpSum b) {
        const float max = fmaxf(a.max, b.max);
        return {max, rescaled(a, max) + rescaled(b, max)};
      }
      """;
}
