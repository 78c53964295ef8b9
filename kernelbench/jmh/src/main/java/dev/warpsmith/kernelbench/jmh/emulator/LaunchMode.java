package dev.warpsmith.kernelbench.jmh.emulator;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.LaunchOptions;

/** What a launch does besides computing. */
public enum LaunchMode {
  /** Checks bounds only. */
  FAST,
  /** Counts every block. */
  COUNTING,
  /** Checks every access in full. */
  CHECKING;

  LaunchOptions options() {
    return switch (this) {
      case FAST -> LaunchOptions.compute();
      case COUNTING -> LaunchOptions.counting(BlockSelection.all());
      case CHECKING -> LaunchOptions.sanitizing(1);
    };
  }
}
