package dev.warpsmith.cli;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.LaunchTimer;
import java.util.Optional;

/** A GPU's clock, locked while a command uses it, where the user asks for that. */
final class LockedClocks implements AutoCloseable {
  private final Optional<LaunchTimer.ClockHold> hold;

  private LockedClocks(Optional<LaunchTimer.ClockHold> hold) {
    this.hold = hold;
  }

  /** Locks what the settings ask for; nothing on a device that does not measure. */
  static LockedClocks of(Settings settings, Device device) {
    String wanted = settings.text(Setting.LOCK_CLOCKS);
    if (wanted.equals(Setting.LOCK_CLOCKS.initial())) {
      return new LockedClocks(Optional.empty());
    }
    if (!wanted.matches("[1-9]\\d{2,3}")) {
      throw CommandException.usage(
          "--lock-clocks " + wanted + "; expected a clock in MHz, such as 1500");
    }
    try {
      return new LockedClocks(
          device.timer().map(timer -> timer.lockClock(Integer.parseInt(wanted))));
    } catch (DeviceException e) {
      throw CommandException.environment(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    hold.ifPresent(LaunchTimer.ClockHold::close);
  }
}
