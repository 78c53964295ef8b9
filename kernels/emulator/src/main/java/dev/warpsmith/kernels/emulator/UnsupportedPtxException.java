package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;

/** Thrown at load time for PTX that the emulator cannot run; names it and its source line. */
final class UnsupportedPtxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedPtxException(String message) {
    super(message);
  }

  /** Names an instruction that has no translation. */
  static UnsupportedPtxException of(Instruction instruction) {
    return of(instruction, "the emulator has no translation for it");
  }

  /** Names an instruction and says why it cannot run. */
  static UnsupportedPtxException of(Instruction instruction, String why) {
    return new UnsupportedPtxException(
        instruction.place() + ": " + instruction.mnemonic() + " is not supported: " + why);
  }
}
