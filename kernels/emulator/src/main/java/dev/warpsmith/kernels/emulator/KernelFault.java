package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.SourceLine;
import java.util.Optional;

/** Ends a launch from inside a kernel. */
final class KernelFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient DeviceFault fault;

  private KernelFault(DeviceFault fault) {
    super(fault.message(), null, false, false);
    this.fault = fault;
  }

  DeviceFault fault() {
    return fault;
  }

  /**
   * Makes a fault at an instruction.
   *
   * @param text the report without the position
   */
  static KernelFault at(DeviceFault.Kind kind, String kernel, Instruction i, String text) {
    return new KernelFault(
        new DeviceFault(
            kind,
            kernel,
            i.source().map(SourceLine::user).map(KernelFault::position),
            i.place() + ": " + text));
  }

  /** Makes a fault of no instruction. */
  static KernelFault of(DeviceFault.Kind kind, String kernel, String text) {
    return new KernelFault(new DeviceFault(kind, kernel, Optional.empty(), kernel + ": " + text));
  }

  static SourcePosition position(SourceLine line) {
    return new SourcePosition(line.fileName(), line.line(), line.column());
  }
}
