package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.LaunchJobs;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.ModuleImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import jcuda.driver.CUresult;
import org.jspecify.annotations.Nullable;

/** A CUDA device, behind a worker that is replaced when it is of no more use. */
final class CudaDevice implements Device {
  private final String id;
  private final int ordinal;
  private final WorkerSetup setup;
  private final DriverReport report;
  private final GpuSpec spec;
  private final DeviceLock lock;
  private final Map<Integer, CudaBuffer> buffers = new LinkedHashMap<>();
  private final List<CudaModule> modules = new ArrayList<>();
  private @Nullable WorkerProcess worker;
  private int lastNumber;
  private long generation;
  private String lastEnd = "";
  private OptionalInt lockedClock = OptionalInt.empty();

  private CudaDevice(String id, int ordinal, WorkerSetup setup, WorkerProcess worker) {
    this.id = id;
    this.ordinal = ordinal;
    this.setup = setup;
    this.worker = worker;
    this.report = worker.report();
    this.spec = CudaSpecs.of(report);
    this.lock = DeviceLock.of(setup.temporary(), report.uuid());
  }

  /**
   * Opens a device.
   *
   * @throws DeviceException if the driver or the device does not answer
   */
  static CudaDevice open(String id, int ordinal, WorkerSetup setup) {
    WorkerProcess worker = WorkerProcess.start(setup, ordinal, true);
    try {
      return new CudaDevice(id, ordinal, setup, worker);
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  /** Work that needs a worker, and ends with a request. */
  interface Work {
    /** Makes the request, while others may use the device. */
    Request prepare(WorkerProcess worker) throws WorkerEnded;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public GpuSpec spec() {
    return spec;
  }

  @Override
  public String version() {
    return "CUDA driver " + report.versionText() + " on " + report.name();
  }

  @Override
  public Optional<LaunchTimer> timer() {
    return Optional.of(new CudaTimer(this));
  }

  @Override
  public Optional<LaunchJobs> jobs() {
    return Optional.of(new CudaJobs(setup, ordinal));
  }

  @Override
  public long generation() {
    return generation;
  }

  DriverReport report() {
    return report;
  }

  WorkerSetup setup() {
    return setup;
  }

  /** Returns the SM clock in MHz, if it is locked. */
  OptionalInt lockedClock() {
    return lockedClock;
  }

  void clockLocked(OptionalInt mhz) {
    lockedClock = mhz;
  }

  /** Returns why the last worker ended. */
  String lastEnd() {
    return lastEnd;
  }

  DeviceLock lock() {
    return lock;
  }

  int nextNumber() {
    return ++lastNumber;
  }

  /**
   * Returns the worker, a fresh one if there is none.
   *
   * @throws DeviceException if the driver does not start any more
   */
  WorkerProcess worker() {
    WorkerProcess known = worker;
    if (known == null) {
      known = WorkerProcess.start(setup, ordinal, true);
      worker = known;
    }
    return known;
  }

  /** Ends the worker: nothing on the device is left. */
  void discard(String reason) {
    WorkerProcess known = worker;
    if (known != null) {
      worker = null;
      generation++;
      lastEnd = reason;
      buffers.values().forEach(CudaBuffer::lose);
      modules.forEach(CudaModule::lose);
      known.close();
    }
  }

  /**
   * Says why the device is of no more use, if a fresh worker cannot be had.
   *
   * @return empty if there is one now
   */
  Optional<String> trouble() {
    try {
      worker();
      return Optional.empty();
    } catch (DeviceException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Asks the worker for something that no candidate can make fail.
   *
   * @return the staging memory, from its start
   * @throws DeviceException if it fails all the same
   */
  ByteBuffer use(String doing, Work work) {
    try {
      WorkerProcess with = worker();
      Request request = work.prepare(with);
      return lock.exclusively(() -> asked(doing, with, request));
    } catch (WorkerEnded e) {
      discard(e.reason());
      throw new DeviceException(id + ": " + doing + ": " + e.reason(), e);
    }
  }

  private ByteBuffer asked(String doing, WorkerProcess with, Request request) throws WorkerEnded {
    Reply reply = with.call(request, setup.request());
    if (reply instanceof Reply.Failed failed) {
      throw failed(doing, failed);
    }
    return with.staging();
  }

  private DeviceException failed(String doing, Reply.Failed failed) {
    String reason = failed.call() + ": " + CudaFaults.name(failed.code());
    if (failed.sticky()) {
      discard(reason);
    }
    return new DeviceException(id + ": " + doing + ": " + reason);
  }

  @Override
  public DeviceBuffer allocate(String label, int elementBytes, long bytes) {
    CudaBuffer buffer = new CudaBuffer(this, nextNumber(), label, elementBytes, bytes);
    try {
      lock.exclusively(() -> buffer.settle(worker()));
    } catch (WorkerEnded e) {
      discard(e.reason());
      throw new DeviceException(id + ": allocating " + label + ": " + e.reason(), e);
    }
    buffers.put(buffer.number(), buffer);
    return buffer;
  }

  /** Allocates a buffer's memory in a worker. */
  void allocate(CudaBuffer buffer, WorkerProcess with) throws WorkerEnded {
    Request request = new Request.Allocate(buffer.number(), buffer.bytes());
    Reply reply = lock.exclusively(() -> with.call(request, setup.request()));
    if (reply instanceof Reply.Failed failed) {
      throw failed.code() == CUresult.CUDA_ERROR_OUT_OF_MEMORY
          ? outOfMemory(buffer, with)
          : failed("allocating " + buffer.label(), failed);
    }
  }

  private DeviceException outOfMemory(CudaBuffer buffer, WorkerProcess with) throws WorkerEnded {
    Reply health = with.call(new Request.Health(), setup.request());
    String free = health instanceof Reply.Memory memory ? memory.free() + " are free" : "too much";
    return new DeviceException(
        id
            + ": no memory for "
            + buffer.label()
            + ": "
            + buffer.bytes()
            + " bytes, "
            + free
            + "; use smaller sizes, or end what else uses the GPU (see nvidia-smi)");
  }

  /** Returns the buffer of a number. */
  CudaBuffer buffer(int number) {
    CudaBuffer buffer = buffers.get(number);
    if (buffer == null) {
      throw new IllegalStateException("no buffer " + number);
    }
    return buffer;
  }

  /** Frees a buffer, if the worker that holds it is still there. */
  void free(CudaBuffer buffer, @Nullable WorkerProcess home) {
    buffers.remove(buffer.number());
    release("freeing " + buffer.label(), home, new Request.Free(buffer.number()));
  }

  /** Unloads a module, if the worker that holds it is still there. */
  void unload(CudaModule module, @Nullable WorkerProcess home) {
    modules.remove(module);
    release("unloading a module", home, new Request.Unload(module.number()));
  }

  private void release(String doing, @Nullable WorkerProcess home, Request request) {
    if (home != null && home == worker) {
      use(doing, with -> request);
    }
  }

  @Override
  public LoadResult load(ModuleImage image) {
    CudaModule module = new CudaModule(this, nextNumber(), image);
    try {
      Reply reply = lock.exclusively(() -> module.load(worker()));
      if (reply instanceof Reply.Failed failed) {
        return refused(failed);
      }
      modules.add(module);
      return new LoadResult.Loaded(module);
    } catch (WorkerEnded e) {
      discard(e.reason());
      return new LoadResult.Refused("the driver cannot load it: " + e.reason());
    }
  }

  private LoadResult refused(Reply.Failed failed) {
    if (!CudaFaults.refusesModule(failed.code())) {
      throw failed("loading a module", failed);
    }
    return new LoadResult.Refused(
        "the driver cannot load it: " + CudaFaults.name(failed.code()) + " on " + report.name());
  }

  @Override
  public void close() {
    WorkerProcess known = worker;
    worker = null;
    buffers.clear();
    modules.clear();
    if (known != null) {
      known.close();
    }
  }
}
