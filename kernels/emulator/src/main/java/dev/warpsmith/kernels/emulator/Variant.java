package dev.warpsmith.kernels.emulator;

/** What the code of a kernel does besides computing. */
enum Variant {
  /** Checks bounds only. */
  FAST,
  /** Checks bounds and reports accesses to an observer. */
  COUNTING,
  /** Checks every access in full: bounds, alignment, initialisation, races. */
  SANITIZING
}
