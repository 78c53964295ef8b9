package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.DeviceFault.Kind;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelParameter;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.device.Printed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A module on a CUDA device. A fresh worker loads it again, with its variables as they are
 * initialised.
 */
final class CudaModule implements LoadedModule {
  private final CudaDevice device;
  private final int number;
  private final ModuleImage image;
  private final Map<String, PtxEntries.Entry> entries;
  private @Nullable WorkerProcess home;

  CudaModule(CudaDevice device, int number, ModuleImage image) {
    this.device = device;
    this.number = number;
    this.image = image;
    this.entries = PtxEntries.read(image.ptx());
  }

  int number() {
    return number;
  }

  /** Returns what the driver loads; without a cubin it compiles the PTX. */
  byte[] content() {
    return image.cubin().orElseGet(() -> (image.ptx() + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /** Loads the module in a worker. */
  Reply load(WorkerProcess worker) throws WorkerEnded {
    Reply reply =
        worker.call(new Request.Load(number, ByteBuffer.wrap(content())), device.setup().request());
    if (reply instanceof Reply.Done) {
      home = worker;
    }
    return reply;
  }

  /** Says that the worker that held the module is gone. */
  void lose() {
    home = null;
  }

  @Override
  public Map<String, List<KernelParameter>> kernels() {
    Map<String, List<KernelParameter>> parameters = new LinkedHashMap<>();
    entries.forEach((name, entry) -> parameters.put(name, entry.parameters()));
    return parameters;
  }

  @Override
  public KernelResources resources(String kernel) {
    return Optional.ofNullable(image.resources().get(entry(kernel).name()))
        .orElseThrow(() -> new IllegalArgumentException("ptxas reported nothing about " + kernel));
  }

  private PtxEntries.Entry entry(String kernel) {
    PtxEntries.Entry entry = entries.get(kernel);
    if (entry == null) {
      throw new IllegalArgumentException(
          "no kernel named '"
              + kernel
              + "' (defined: "
              + String.join(", ", entries.keySet())
              + ")");
    }
    return entry;
  }

  @Override
  public LaunchResult launch(KernelLaunch launch, LaunchOptions options) {
    Optional<DeviceFault> unfit = unfit(launch);
    if (unfit.isPresent()) {
      return new LaunchResult.Faulted(unfit.get());
    }
    try {
      return device.lock().exclusively(() -> run(launch));
    } catch (WorkerEnded e) {
      return new LaunchResult.Faulted(fault(launch, e));
    }
  }

  private LaunchResult run(KernelLaunch launch) throws WorkerEnded {
    WorkerProcess worker = device.worker();
    Order order = order(launch, worker);
    return ended(launch, worker.call(new Request.Run(order), device.setup().launch()), worker);
  }

  private LaunchResult ended(KernelLaunch launch, Reply reply, WorkerProcess worker) {
    Printed printed = new Printed(worker.printed(), 0);
    if (reply instanceof Reply.Done) {
      long blocks = launch.grid().count();
      return new LaunchResult.Completed(
          new LaunchRecord(blocks, blocks, 0, Optional.empty(), printed));
    }
    List<DeviceFault> faults = faults(launch, reply);
    return new LaunchResult.Faulted(faults.get(0), faults.subList(1, faults.size()), printed);
  }

  /** Returns what a reply says is wrong with a launch. */
  List<DeviceFault> faults(KernelLaunch launch, Reply reply) {
    if (reply instanceof Reply.Overrun overrun) {
      return overrun.damages().stream().map(damage -> fault(launch, damage)).toList();
    }
    if (reply instanceof Reply.Failed failed) {
      return List.of(fault(launch, failed));
    }
    throw new IllegalStateException("a launch is answered by " + reply);
  }

  private DeviceFault fault(KernelLaunch launch, Reply.Damage damage) {
    CudaBuffer buffer = device.buffer(damage.buffer());
    long element = Math.floorDiv(damage.first(), (long) buffer.elementBytes());
    String where =
        damage.first() < 0
            ? "before the start of " + buffer.label()
            : "past the end of " + buffer.label();
    return CudaFaults.fault(
        Kind.OUT_OF_BOUNDS,
        launch,
        "writes "
            + where
            + ", at byte "
            + damage.first()
            + " to "
            + damage.last()
            + " from its start (element "
            + element
            + " on)");
  }

  private DeviceFault fault(KernelLaunch launch, Reply.Failed failed) {
    if (failed.sticky()) {
      device.discard(launch.kernel() + ": " + CudaFaults.name(failed.code()));
      Optional<String> trouble = device.trouble();
      if (trouble.isPresent()) {
        return lost(launch, CudaFaults.name(failed.code()), trouble.get());
      }
    }
    return CudaFaults.of(launch, failed);
  }

  /** Returns the fault of a launch that the worker did not survive. */
  DeviceFault fault(KernelLaunch launch, WorkerEnded ended) {
    device.discard(launch.kernel() + ": " + ended.reason());
    return device
        .trouble()
        .map(trouble -> lost(launch, ended.reason(), trouble))
        .orElseGet(
            () ->
                CudaFaults.fault(
                    ended.late() ? Kind.TIME_LIMIT : Kind.TRAP, launch, ended.reason()));
  }

  private static DeviceFault lost(KernelLaunch launch, String first, String then) {
    return CudaFaults.fault(
        Kind.DEVICE_LOST, launch, first + ", and after it the device does not work: " + then);
  }

  /** Returns the launch as the worker takes it, with everything it needs in the worker. */
  Order order(KernelLaunch launch, WorkerProcess worker) throws WorkerEnded {
    List<CudaBuffer> buffers = new ArrayList<>();
    Order order = order(launch, buffers::add);
    settle(worker);
    for (CudaBuffer buffer : buffers) {
      buffer.forKernel(worker);
    }
    return order;
  }

  /**
   * Returns the launch as a worker takes it.
   *
   * @param used hears of each buffer that it takes
   */
  Order order(KernelLaunch launch, Consumer<CudaBuffer> used) {
    PtxEntries.Entry entry = entry(launch.kernel());
    List<Slot> slots =
        new ArgumentPacker(
                launch.kernel(),
                entry.parameters(),
                buffer -> {
                  used.accept(buffer);
                  return buffer.number();
                })
            .pack(launch.arguments());
    return new Order(
        number,
        entry.name(),
        launch.grid(),
        launch.block(),
        launch.dynamicSharedBytes(),
        launch.cooperative(),
        slots);
  }

  private void settle(WorkerProcess worker) throws WorkerEnded {
    if (home != worker && load(worker) instanceof Reply.Failed failed) {
      throw new DeviceException(
          device.id() + ": loading a module again: " + CudaFaults.name(failed.code()));
    }
  }

  /** Says what the driver's plain launches cannot do. */
  private Optional<DeviceFault> unfit(KernelLaunch launch) {
    boolean clusters = launch.cluster().map(size -> size.count() > 1).orElse(false);
    return clusters && !entry(launch.kernel()).clusters()
        ? Optional.of(
            CudaFaults.fault(
                Kind.UNSUPPORTED,
                launch,
                "clusters need __cluster_dims__ on the kernel, not only in its launch"))
        : Optional.empty();
  }

  @Override
  public void close() {
    WorkerProcess known = home;
    home = null;
    device.unload(this, known);
  }
}
