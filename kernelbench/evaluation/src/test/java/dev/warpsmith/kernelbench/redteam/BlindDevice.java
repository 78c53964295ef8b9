package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelParameter;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import java.util.List;
import java.util.Map;

/**
 * An emulated GPU that looks away as hardware does: it never sanitizes, runs warps in step and
 * cannot tell what launches leave.
 */
final class BlindDevice implements Device {
  private final Device emulated;
  private final Runnable closed;

  /**
   * @param closed called when the device is closed
   */
  BlindDevice(Device emulated, Runnable closed) {
    this.emulated = emulated;
    this.closed = closed;
  }

  @Override
  public String id() {
    return emulated.id();
  }

  @Override
  public GpuSpec spec() {
    return emulated.spec();
  }

  @Override
  public String version() {
    return emulated.version();
  }

  @Override
  public DeviceBuffer allocate(String label, int elementBytes, long bytes) {
    return emulated.allocate(label, elementBytes, bytes);
  }

  @Override
  public LoadResult load(ModuleImage image) {
    return emulated
        .load(image)
        .match(loaded -> new LoadResult.Loaded(new Blind(loaded.module())), refused -> refused);
  }

  @Override
  public void close() {
    emulated.close();
    closed.run();
  }

  private record Blind(LoadedModule module) implements LoadedModule {
    @Override
    public Map<String, List<KernelParameter>> kernels() {
      return module.kernels();
    }

    @Override
    public KernelResources resources(String kernel) {
      return module.resources(kernel);
    }

    @Override
    public LaunchResult launch(KernelLaunch launch, LaunchOptions options) {
      LaunchOptions blind =
          new LaunchOptions(
              false,
              options.count(),
              options.blocks(),
              options.seed(),
              false,
              options.stepBudget(),
              options.caches());
      return module.launch(launch, blind);
    }

    @Override
    public void close() {
      module.close();
    }
  }
}
