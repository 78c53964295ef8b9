package dev.warpsmith.kernels.jcuda;

import static dev.warpsmith.kernels.jcuda.DriverError.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUuuid;
import jcuda.driver.JCudaDriver;

/** The worker's context on one device, and what it does on request. */
final class DriverSession {
  private static final int NAME_BYTES = 256;

  private final RedZones memory = new RedZones();
  private final WorkerModules modules = new WorkerModules();
  private final EventTimer timer;
  private final ByteBuffer staging;

  private DriverSession(EventTimer timer, ByteBuffer staging) {
    this.timer = timer;
    this.staging = staging;
  }

  /** Starts the driver and says what it finds. */
  static DriverReport report(int ordinal) throws DriverError {
    JCudaDriver.setExceptionsEnabled(false);
    check("cuInit", JCudaDriver.cuInit(0));
    int[] version = new int[1];
    check("cuDriverGetVersion", JCudaDriver.cuDriverGetVersion(version));
    int[] count = new int[1];
    check("cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(count));
    CUdevice device = new CUdevice();
    check("cuDeviceGet", JCudaDriver.cuDeviceGet(device, ordinal));
    byte[] name = new byte[NAME_BYTES];
    check("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, NAME_BYTES, device));
    CUuuid uuid = new CUuuid();
    check("cuDeviceGetUuid", JCudaDriver.cuDeviceGetUuid(uuid, device));
    long[] bytes = new long[1];
    check("cuDeviceTotalMem", JCudaDriver.cuDeviceTotalMem(bytes, device));
    return new DriverReport(
        version[0],
        count[0],
        new String(name, StandardCharsets.UTF_8).split("\0", 2)[0].strip(),
        HexFormat.of().formatHex(uuid.bytes),
        bytes[0],
        attributes(device));
  }

  private static Map<Attribute, Integer> attributes(CUdevice device) {
    Map<Attribute, Integer> attributes = new EnumMap<>(Attribute.class);
    int[] value = new int[1];
    for (Attribute attribute : Attribute.values()) {
      if (JCudaDriver.cuDeviceGetAttribute(value, attribute.number(), device) == 0) {
        attributes.put(attribute, value[0]);
      }
    }
    return attributes;
  }

  /** Makes a context, once {@link #report} has started the driver. */
  static DriverSession open(int ordinal, DriverReport report, ByteBuffer staging)
      throws DriverError {
    CUdevice device = new CUdevice();
    check("cuDeviceGet", JCudaDriver.cuDeviceGet(device, ordinal));
    check("cuCtxCreate", JCudaDriver.cuCtxCreate(new CUcontext(), 0, device));
    int l2 = Math.max(0, report.attributes().getOrDefault(Attribute.L2_BYTES, 0));
    return new DriverSession(new EventTimer(l2), staging);
  }

  /** Answers one request. */
  Reply answer(Request request) {
    try {
      return carryOut(request);
    } catch (DriverError e) {
      boolean sticky = JCudaDriver.cuCtxSynchronize() != 0;
      return new Reply.Failed(e.code(), e.call(), sticky);
    }
  }

  private Reply carryOut(Request request) throws DriverError {
    if (request instanceof Request.Allocate allocate) {
      memory.allocate(allocate.buffer(), allocate.bytes());
    } else if (request instanceof Request.Free free) {
      memory.free(free.buffer());
    } else if (request instanceof Request.Write write) {
      copyIn(write);
    } else if (request instanceof Request.Read read) {
      copyOut(read);
    } else if (request instanceof Request.Fill fill) {
      memory.fill(fill.buffer(), fill.value());
    } else if (request instanceof Request.Load load) {
      modules.load(load.module(), load.image().array());
    } else if (request instanceof Request.Unload unload) {
      modules.unload(unload.module());
    } else if (request instanceof Request.Run run) {
      return run(run.order());
    } else if (request instanceof Request.Sample sample) {
      return sample(sample);
    } else if (request instanceof Request.Health) {
      return health();
    } else {
      throw new IllegalStateException("unknown request " + request);
    }
    return new Reply.Done();
  }

  private void copyIn(Request.Write write) throws DriverError {
    check(
        "cuMemcpyHtoD",
        JCudaDriver.cuMemcpyHtoD(
            memory.address(write.buffer(), write.offset()), Pointer.to(staging), write.length()));
  }

  private void copyOut(Request.Read read) throws DriverError {
    check(
        "cuMemcpyDtoH",
        JCudaDriver.cuMemcpyDtoH(
            Pointer.to(staging), memory.address(read.buffer(), read.offset()), read.length()));
  }

  private Reply run(Order order) throws DriverError {
    PreparedLaunch.of(order, modules, memory).enqueue();
    check("cuCtxSynchronize", JCudaDriver.cuCtxSynchronize());
    List<Reply.Damage> damages = memory.look();
    return damages.isEmpty() ? new Reply.Done() : new Reply.Overrun(damages);
  }

  private Reply sample(Request.Sample request) throws DriverError {
    List<PreparedLaunch> plan = new ArrayList<>();
    for (Order order : request.orders()) {
      plan.add(PreparedLaunch.of(order, modules, memory));
    }
    List<Double> micros = timer.time(plan, request);
    List<Reply.Damage> damages = memory.look();
    return damages.isEmpty() ? new Reply.Times(micros) : new Reply.Overrun(damages);
  }

  private static Reply health() throws DriverError {
    check("cuCtxSynchronize", JCudaDriver.cuCtxSynchronize());
    long[] free = new long[1];
    long[] total = new long[1];
    check("cuMemGetInfo", JCudaDriver.cuMemGetInfo(free, total));
    return new Reply.Memory(free[0], total[0]);
  }
}
