package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.counters.AccessGroup;
import dev.warpsmith.kernels.emulator.counters.AccessSite;
import dev.warpsmith.kernels.emulator.counters.BlockObserver;

/** Observes nothing. */
final class SilentObserver implements BlockObserver {
  @Override
  public void warp(int warp) {}

  @Override
  public void basicBlock(int blockIndex, int mask) {}

  @Override
  public void global(AccessSite site, int mask, long[] addressByLane, long offset) {}

  @Override
  public void shared(AccessGroup group, int mask, long[] offsetByLane) {}

  @Override
  public void local(AccessSite site, int mask, long[] offsetByLane) {}

  @Override
  public void branch(int blockIndex, int takenMask, int notTakenMask) {}

  @Override
  public void barrier(int mask) {}

  @Override
  public void warpEnded() {}

  @Override
  public void blockEnded() {}
}
