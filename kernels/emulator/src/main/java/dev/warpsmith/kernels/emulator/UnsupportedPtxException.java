package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.SourceLine;
import java.util.Optional;

/** Thrown at load time for PTX that the emulator cannot run; names it and its source line. */
final class UnsupportedPtxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<SourcePosition> position;

  UnsupportedPtxException(String message) {
    this(message, Optional.empty());
  }

  private UnsupportedPtxException(String message, Optional<SourcePosition> position) {
    super(message);
    this.position = position;
  }

  /** Returns the answer to a launch of the kernel that contains it. */
  DeviceFault fault(String kernel) {
    String message = String.valueOf(getMessage());
    return new DeviceFault(DeviceFault.Kind.UNSUPPORTED, kernel, position, message);
  }

  /** Names an instruction that has no translation. */
  static UnsupportedPtxException of(Instruction instruction) {
    return of(instruction, "the emulator has no translation for it");
  }

  /** Names an instruction and says why it cannot run. */
  static UnsupportedPtxException of(Instruction instruction, String why) {
    return new UnsupportedPtxException(
        instruction.place() + ": " + instruction.mnemonic() + " is not supported: " + why,
        instruction.source().map(SourceLine::user).map(KernelFault::position));
  }
}
