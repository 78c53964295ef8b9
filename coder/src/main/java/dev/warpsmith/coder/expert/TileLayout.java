package dev.warpsmith.coder.expert;

/** Where elements of a tile lie in shared memory. */
enum TileLayout {
  /** Lines beside one another, a depth after the other. */
  LINES,

  /**
   * As registers of {@code mma.m16n8k8} want them (PTX ISA, "Matrix Fragments for mma.m16n8k8"), so
   * that 16 bytes that a lane reads are a fragment of a, or two of b, and need not be moved: of
   * every two depths, a has two lines of the first beside these two lines of the second, b has both
   * depths of a line beside each other. In every second four of depths the second comes first, so
   * that threads that store a depth of each fall on other banks.
   */
  FRAGMENTS;

  /** Returns the depth of a thread's {@code i}-th load, as C++ text, where it loads every some. */
  String depth(String first, String apart) {
    if (this == LINES) {
      return first + " + i * " + apart;
    }
    String even = first + " + i / 2 * 2 * " + apart;
    return even + " + (i % 2 ^ (" + even + ") / 4 % 2)";
  }

  /** Returns how many depths beside each other a thread loads. */
  int neighbours() {
    return this == LINES ? 1 : 2;
  }
}
