package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.DeviceProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Opens CUDA devices: {@code cuda:} and the driver's number of the device. */
public final class CudaDeviceProvider implements DeviceProvider {
  private static final String SCHEME = "cuda";

  private final Supplier<WorkerSetup> setup;
  private final DriverLibrary library;
  private @Nullable Probe probe;

  /** What was found, once for each provider. */
  private record Probe(int devices, String reason) {}

  /** Makes the provider; found with {@link java.util.ServiceLoader}. */
  public CudaDeviceProvider() {
    this(WorkerSetup::standard, System.getenv(), Path.of("/"));
  }

  /**
   * Makes a provider.
   *
   * @param root of the file system that the driver is looked for in
   */
  CudaDeviceProvider(WorkerSetup setup, Path root) {
    this(() -> setup, setup.environment(), root);
  }

  private CudaDeviceProvider(
      Supplier<WorkerSetup> setup, Map<String, String> environment, Path root) {
    this.setup = setup;
    this.library = new DriverLibrary(environment.getOrDefault("LD_LIBRARY_PATH", ""), root);
  }

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public List<String> available() {
    return IntStream.range(0, probe().devices()).mapToObj(n -> SCHEME + ":" + n).toList();
  }

  @Override
  public String reason() {
    return probe().reason();
  }

  @Override
  public Device open(String name) {
    return open(name, setup.get());
  }

  @Override
  public Device open(String name, Duration launch) {
    return open(name, setup.get().limitedTo(launch));
  }

  private Device open(String name, WorkerSetup with) {
    if (!name.matches("\\d{1,3}")) {
      throw new DeviceException(
          "no CUDA device '" + name + "'; expected a number, such as " + SCHEME + ":0");
    }
    Optional<String> missing = library.missing();
    if (missing.isPresent()) {
      throw new DeviceException(
          "device " + SCHEME + ":" + name + " cannot be opened: " + missing.get());
    }
    return CudaDevice.open(SCHEME + ":" + Integer.parseInt(name), Integer.parseInt(name), with);
  }

  private Probe probe() {
    Probe known = probe;
    if (known == null) {
      known = library.missing().map(reason -> new Probe(0, reason)).orElseGet(this::ask);
      probe = known;
    }
    return known;
  }

  /** Asks the driver, in a worker that ends at once. */
  private Probe ask() {
    try (WorkerProcess worker = WorkerProcess.start(setup.get(), 0, false)) {
      return new Probe(worker.report().devices(), "");
    } catch (DeviceException e) {
      return new Probe(0, String.valueOf(e.getMessage()));
    }
  }
}
