package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceProvider;
import java.util.Optional;
import java.util.ServiceLoader;

/** A second instance of a device, which shares no memory, module or state with the first. */
final class ReopenedDevice {
  private ReopenedDevice() {}

  /** Opens a device by the id of another; empty if no installed provider opens such. */
  static Optional<Device> of(Device device) {
    int colon = device.id().indexOf(':');
    String scheme = device.id().substring(0, Math.max(0, colon));
    return ServiceLoader.load(DeviceProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.scheme().equals(scheme))
        .findFirst()
        .map(provider -> provider.open(device.id().substring(colon + 1)));
  }
}
