package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;

/**
 * {@code mapa} and {@code getctarank} in a cluster of one block: the only rank is 0, and an address
 * of the block's shared memory is also its address in the cluster.
 */
final class ClusterRank extends WarpOperation {
  private final Instruction instruction;
  private final LaneValue target;
  private final LaneValue address;
  private final LaneValue rank;

  private ClusterRank(
      Instruction instruction, LaneValue target, LaneValue address, LaneValue rank) {
    this.instruction = instruction;
    this.target = target;
    this.address = address;
    this.rank = rank;
  }

  /** Makes {@code mapa}: the address of the same place in the block of a rank. */
  static WarpOperation map(
      Instruction instruction, LaneValue target, LaneValue address, LaneValue rank) {
    return new ClusterRank(instruction, target, address, rank);
  }

  /** Makes {@code getctarank}: the rank of the block that an address belongs to. */
  static WarpOperation of(LaneValue target) {
    return new WarpOperation() {
      @Override
      void apply(Warp warp, int mask, int arrived) {
        Lanes.forEach(mask, lane -> target.set(warp, lane, 0));
      }
    };
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    Lanes.forEach(mask, lane -> map(warp, lane));
  }

  private void map(Warp warp, int lane) {
    if (rank.getInt(warp, lane) != 0) {
      throw KernelFault.at(
          DeviceFault.Kind.OUT_OF_BOUNDS,
          warp.launch().program().kernel().name(),
          instruction,
          warp.threadName(lane)
              + " maps an address to block "
              + rank.getInt(warp, lane)
              + " of its cluster, which has 1 block");
    }
    target.set(warp, lane, address.get(warp, lane));
  }
}
