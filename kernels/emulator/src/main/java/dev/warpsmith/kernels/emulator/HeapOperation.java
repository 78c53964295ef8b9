package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;

/** {@code malloc} and {@code free} on the device (CUDA C++ Programming Guide, "Heap Memory"). */
final class HeapOperation extends WarpOperation {
  private final Instruction instruction;
  private final boolean allocates;
  private final LaneValue result;
  private final LaneValue argument;

  /**
   * Makes the operation.
   *
   * @param argument the size, or the address to free
   */
  HeapOperation(Instruction instruction, boolean allocates, LaneValue result, LaneValue argument) {
    this.instruction = instruction;
    this.allocates = allocates;
    this.result = result;
    this.argument = argument;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    Lanes.forEach(
        mask,
        lane -> {
          if (allocates) {
            malloc(warp, lane);
          } else {
            free(warp, lane);
          }
        });
  }

  private void malloc(Warp warp, int lane) {
    DeviceHeap heap = warp.launch().heap();
    long bytes = argument.get(warp, lane);
    long address = heap.malloc(bytes, instruction);
    if (address != 0 && warp.launch().sanitizing()) {
      heap.region().forget(address - heap.region().address(), bytes);
    }
    result.set(warp, lane, address);
  }

  private void free(Warp warp, int lane) {
    long address = argument.get(warp, lane);
    if (address == 0) {
      return;
    }
    warp.launch()
        .heap()
        .free(address, instruction)
        .ifPresent(
            wrong -> {
              throw KernelFault.at(
                  DeviceFault.Kind.INVALID_FREE,
                  warp.launch().program().kernel().name(),
                  instruction,
                  warp.threadName(lane) + " frees " + wrong);
            });
  }
}
