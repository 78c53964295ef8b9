package dev.warpsmith.coder.expert;

/** Where a kernel finds the elements of a tensor and keeps its results, as C++ text. */
interface Addressing {
  /**
   * Writes the lines that read a thread's next elements of a load into an array.
   *
   * @param array such as {@code x_i_at[item]}
   * @param first text of the position of the first element
   */
  void read(CudaWriter out, Program.Load load, String array, String first);

  /** Writes the lines that write an array to a store's elements. */
  void write(CudaWriter out, Program.Store store, String array, String first);

  /** Returns the condition under which a lane of the vector at {@code first} is an element. */
  default String inRange(String first, int vector) {
    return first + (vector == 1 ? "" : " + (aligned ? 0 : lane * step)") + " < end";
  }

  /** Returns the condition under which a vector has elements; empty if {@link #inRange} says it. */
  default String anyInRange(String first) {
    return "";
  }

  /** Returns a lane's position among the elements that are reduced together. */
  default String index(String first, int vector) {
    return first + (vector == 1 ? "" : " + lane * step");
  }

  /** Returns a thread's first position among the elements that are reduced together. */
  default String firstIndex() {
    return "begin";
  }

  /**
   * Tells whether the lanes of a vector belong to results of their own, kept in arrays {@code
   * sum_at[lane]}; otherwise they are reduced together.
   */
  default boolean resultPerLane() {
    return false;
  }
}
