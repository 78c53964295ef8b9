package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceContractTest;
import dev.warpsmith.kernels.device.DeviceProvider;

class EmulatedDeviceTest extends DeviceContractTest {
  @Override
  protected DeviceProvider provider() {
    return new EmulatedDeviceProvider();
  }

  @Override
  protected String name() {
    return "h200";
  }
}
