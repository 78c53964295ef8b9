package dev.warpsmith.coder.expert;

/** Where elements of a tile lie in shared memory. */
enum TileLayout {
  /** Lines beside one another, a depth after the other. */
  LINES,

  /**
   * As registers of {@code mma.m16n8k8} want them (PTX ISA, "Matrix Fragments for mma.m16n8k8"), so
   * that 16 bytes that a lane reads are a fragment of a, or two of b, and need not be moved: of
   * every two depths, a has two lines of the first beside these two lines of the second, b has both
   * depths of a line beside each other.
   */
  FRAGMENTS;

  /** Returns the depth of a thread's {@code i}-th load, as C++ text, where it loads every some. */
  String depth(String first, String apart) {
    return this == LINES ? first + " + i * " + apart : first + " + i % 2 + i / 2 * 2 * " + apart;
  }

  /** Returns how many depths beside each other a thread loads. */
  int neighbours() {
    return this == LINES ? 1 : 2;
  }
}
