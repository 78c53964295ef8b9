package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceProvider;
import dev.warpsmith.kernels.device.Gpus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Opens emulated GPUs: {@code emulated:} and a name from the table of GPUs.
 *
 * <p>What kernels print with {@code printf} is in the result of their launch. A failed {@code
 * assert} is reported.
 */
public final class EmulatedDeviceProvider implements DeviceProvider {
  private static final String SCHEME = "emulated";

  /** Names a folder for PTX, blocks and bytecode of every kernel loaded. */
  private static final String DUMP = "WARPSMITH_DUMP";

  /** Makes the provider; found with {@link java.util.ServiceLoader}. */
  public EmulatedDeviceProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public List<String> available() {
    return Gpus.names().stream().map(name -> SCHEME + ":" + name).toList();
  }

  @Override
  public String reason() {
    return "";
  }

  @Override
  public Device open(String name) {
    Optional<Path> dump =
        Optional.ofNullable(System.getenv(DUMP)).filter(path -> !path.isEmpty()).map(Path::of);
    return new EmulatedDevice(Gpus.find(name), Runtime.getRuntime().availableProcessors(), dump);
  }
}
