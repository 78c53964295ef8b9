package dev.warpsmith.kernels.emulator;

/** The generated code of one kernel in one variant; made by {@link ProgramTranslator}. */
abstract class TranslatedBlocks {
  /**
   * Runs one basic block for some lanes of a warp.
   *
   * @return the lanes that take the branch at the block's end
   */
  abstract int run(int block, Warp warp, int mask);
}
