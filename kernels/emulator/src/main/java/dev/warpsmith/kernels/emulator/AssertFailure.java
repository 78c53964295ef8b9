package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code __assertfail}: what {@code assert} calls when its condition is false. */
final class AssertFailure extends WarpOperation {
  private static final int LONGEST = 200;

  private final Instruction instruction;
  private final String kernel;
  private final List<LaneValue> arguments;

  /**
   * Makes the operation.
   *
   * @param arguments message, file, line, function and character size
   */
  AssertFailure(Instruction instruction, String kernel, List<LaneValue> arguments) {
    this.instruction = instruction;
    this.kernel = kernel;
    this.arguments = arguments;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    int lane = Integer.numberOfTrailingZeros(mask);
    String condition = text(warp, arguments.get(0).get(warp, lane));
    String file = text(warp, arguments.get(1).get(warp, lane));
    String function = text(warp, arguments.get(3).get(warp, lane));
    throw KernelFault.at(
        DeviceFault.Kind.ASSERTION,
        kernel,
        instruction,
        warp.threadName(lane)
            + " fails the assertion "
            + condition
            + " in "
            + function
            + " ("
            + file.substring(file.lastIndexOf('/') + 1)
            + ":"
            + arguments.get(2).getInt(warp, lane)
            + ")");
  }

  private static String text(Warp warp, long address) {
    byte[] bytes = new byte[LONGEST];
    int length = 0;
    while (length < LONGEST) {
      Allocation found = warp.launch().find(address + length, 1);
      byte next =
          found == null ? 0 : OffHeap.getByte(address + length - found.address() + found.host());
      if (next == 0) {
        break;
      }
      bytes[length++] = next;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
