package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.DType;

/** Device functions that make fragments of tensor cores, and multiply them. */
record FragmentHelpers(Helpers helpers) {
  private static final String SPLIT =
      """
      // Splits a float into its first 11 bits and what is left, rounded to 11: tensor cores read no
      // more of a register than these.
      __device__ __forceinline__ void split_tf32(float x, unsigned& big, unsigned& small) {
        big = __float_as_uint(x) & 0xffffe000u;
        small = __float_as_uint(x - __uint_as_float(big)) + 0x1000u;
      }
      """;

  private static final String PACK =
      """
      // Packs two floats, the first in the lower half.
      __device__ __forceinline__ unsigned packed_$type(float low, float high) {
        unsigned both;
        asm("cvt.rn.$typex2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
        return both;
      }
      """;

  private static final String MMA =
      """
      // Adds the product of 16 x $depth and $depth x 8 elements to 16 x 8 sums, all shared by a warp.
      __device__ __forceinline__ void mma_$type(float (&sums)[4], const unsigned* a, const unsigned* b) {
        asm volatile(
            "mma.sync.aligned.m16n8k$depth.row.col.f32.$type.$type.f32 "
            "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
            : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
      }
      """;

  /** Returns the function that splits a float into two of TF32. */
  String split() {
    return helpers.add("split_tf32", SPLIT);
  }

  /** Returns the function that packs two floats as 16-bit ones. */
  String packed(DType type) {
    String word = type.directiveName();
    return helpers.add("packed_" + word, PACK.replace("$type", word));
  }

  /** Returns the function that multiplies fragments of TF32. */
  String mmaTf32() {
    return mma("tf32", 8);
  }

  /** Returns the function that multiplies fragments of a 16-bit type. */
  String mma(DType type) {
    return mma(type.directiveName(), 16);
  }

  private String mma(String word, int depth) {
    String text = MMA.replace("$type", word).replace("$depth", "" + depth);
    return helpers.add("mma_" + word, text);
  }
}
