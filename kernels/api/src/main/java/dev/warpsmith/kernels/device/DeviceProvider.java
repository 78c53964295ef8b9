package dev.warpsmith.kernels.device;

import java.time.Duration;
import java.util.List;

/** Opens the devices of one scheme; found with {@link java.util.ServiceLoader}. */
public interface DeviceProvider {
  /** Returns what stands before the colon of its devices' ids, such as {@code emulated}. */
  String scheme();

  /** Returns the ids that can be opened here now; empty if none, never an error. */
  List<String> available();

  /** Returns why none is available, or empty text if some are. */
  String reason();

  /**
   * Opens a device.
   *
   * @param name what stands after the colon, such as {@code h200} or {@code 0}
   * @throws DeviceException if there is no such device, with the provider's reason
   */
  Device open(String name);

  /**
   * Opens a device on which a launch may take so long, unless the environment says otherwise; one
   * that counts steps instead of seconds takes no notice of it.
   *
   * @throws DeviceException as {@link #open(String)} does
   */
  default Device open(String name, Duration launch) {
    return open(name);
  }
}
