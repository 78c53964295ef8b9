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
  private final List<LaneValue> places;

  /**
   * Makes the operation.
   *
   * @param places offsets in local memory of message, file, line, function and character size
   */
  AssertFailure(Instruction instruction, String kernel, List<LaneValue> places) {
    this.instruction = instruction;
    this.kernel = kernel;
    this.places = places;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    int lane = Integer.numberOfTrailingZeros(mask);
    int localBytes = warp.launch().program().kernel().localBytes();
    long argument = warp.local + (long) lane * localBytes + places.get(0).get(warp, lane);
    String condition = text(warp, OffHeap.getLong(argument));
    throw KernelFault.at(
        DeviceFault.Kind.ASSERTION,
        kernel,
        instruction,
        warp.threadName(lane) + " fails the assertion " + condition);
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
