package dev.warpsmith.coder.expert;

/** Where a kernel finds the elements of a tensor, as C++ text. */
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
}
