package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.DeviceContractTest;
import dev.warpsmith.kernels.device.DeviceProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a fake driver. */
class CudaDeviceIT extends DeviceContractTest {
  @TempDir static Path folder;

  @Override
  protected DeviceProvider provider() {
    return FakeDriver.in(folder).provider();
  }

  @Override
  protected String name() {
    return "0";
  }

  /** The driver knows no source lines; {@code CudaFaultsIT} has what it does report. */
  @Override
  protected boolean sanitizes() {
    return false;
  }

  /** A launch has a time limit instead of a step budget. */
  @Override
  protected boolean countsSteps() {
    return false;
  }
}
