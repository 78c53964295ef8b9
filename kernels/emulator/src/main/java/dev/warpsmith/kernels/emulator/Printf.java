package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;
import java.util.List;

/** {@code vprintf}: what {@code printf} calls with its format and a buffer of its arguments. */
final class Printf extends WarpOperation {
  /** The longest string that is read: more fits no output. */
  private static final int LONGEST = 1 << 16;

  private static final int NO_FORMAT = -1;

  private final Instruction instruction;
  private final LaneValue result;
  private final LaneValue format;
  private final LaneValue buffer;

  /**
   * Makes the operation.
   *
   * @param arguments the addresses of the format and of the arguments
   */
  Printf(Instruction instruction, LaneValue result, List<LaneValue> arguments) {
    this.instruction = instruction;
    this.result = result;
    this.format = arguments.get(0);
    this.buffer = arguments.get(1);
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    long known = 0;
    PrintfFormat parsed = new PrintfFormat("");
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long address = format.get(warp, lane);
      if (address != known) {
        parsed = new PrintfFormat(text(warp, lane, address));
        known = address;
      }
      result.set(warp, lane, address == 0 ? NO_FORMAT : parsed.arguments());
      if (address != 0) {
        print(warp, lane, parsed);
      }
    }
  }

  private void print(Warp warp, int lane, PrintfFormat parsed) {
    PrintedOutput output = warp.launch().printed();
    int position = warp.block.position();
    if (output.wants(position)) {
      output.add(position, parsed.format(new Buffer(warp, lane, buffer.get(warp, lane))));
    } else {
      output.drop(position);
    }
  }

  private String text(Warp warp, int lane, long address) {
    StringBuilder text = new StringBuilder();
    while (text.length() < LONGEST) {
      int next = OffHeap.getByte(host(warp, lane, address + text.length(), 1)) & 0xFF;
      if (next == 0) {
        break;
      }
      text.append((char) next);
    }
    return text.toString();
  }

  private long host(Warp warp, int lane, long address, int bytes) {
    long host = Windows.generic(warp, lane, address, bytes);
    if (host == 0) {
      throw KernelFault.at(
          DeviceFault.Kind.OUT_OF_BOUNDS,
          warp.launch().program().kernel().name(),
          instruction,
          warp.threadName(lane)
              + String.format(
                  " prints what is at address 0x%x, which belongs to no buffer", address));
    }
    return host;
  }

  /** The arguments of one lane: each aligned to its size. */
  private final class Buffer implements PrintfFormat.Arguments {
    private final Warp warp;
    private final int lane;
    private long next;

    Buffer(Warp warp, int lane, long start) {
      this.warp = warp;
      this.lane = lane;
      this.next = start;
    }

    private long take(int bytes) {
      long at = (next + bytes - 1) / bytes * bytes;
      next = at + bytes;
      return host(warp, lane, at, bytes);
    }

    @Override
    public int nextInt() {
      return OffHeap.getInt(take(4));
    }

    @Override
    public long nextLong() {
      return OffHeap.getLong(take(8));
    }

    @Override
    public String text(long address) {
      return Printf.this.text(warp, lane, address);
    }
  }
}
