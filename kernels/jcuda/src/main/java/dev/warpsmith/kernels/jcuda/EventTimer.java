package dev.warpsmith.kernels.jcuda;

import static dev.warpsmith.kernels.jcuda.DriverError.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * Times launches with events in the worker.
 *
 * <p>All samples are put into the stream before the first is waited for, each behind a write of
 * twice the L2 cache: that makes L2 cold, and gives the host time to enqueue what follows, so that
 * the GPU never waits for it.
 */
final class EventTimer {
  private static final double MICROS_PER_MILLI = 1000;
  private static final int LEAST_FLUSH_BYTES = 8 << 20;

  private final long flushBytes;
  private @Nullable CUdeviceptr flush;
  private int pattern;

  /**
   * @param l2Bytes as the driver reports it
   */
  EventTimer(long l2Bytes) {
    this.flushBytes = Math.max(LEAST_FLUSH_BYTES, 2 * l2Bytes) / 4 * 4;
  }

  /** Returns the time of each sample in microseconds. */
  List<Double> time(List<PreparedLaunch> plan, Request.Sample request) throws DriverError {
    CUevent[] events = new CUevent[2 * request.samples()];
    try {
      for (int i = 0; i < events.length; i++) {
        events[i] = new CUevent();
        check(
            "cuEventCreate", JCudaDriver.cuEventCreate(events[i], CUevent_flags.CU_EVENT_DEFAULT));
      }
      for (int i = 0; i < request.samples(); i++) {
        sample(plan, request, events[2 * i], events[2 * i + 1]);
      }
      check("cuCtxSynchronize", JCudaDriver.cuCtxSynchronize());
      return elapsed(events, request.repeats());
    } finally {
      for (CUevent event : events) {
        Optional.ofNullable(event).ifPresent(JCudaDriver::cuEventDestroy);
      }
    }
  }

  private void sample(List<PreparedLaunch> plan, Request.Sample request, CUevent start, CUevent end)
      throws DriverError {
    overwriteL2();
    if (!request.cold()) {
      enqueue(plan);
    }
    check("cuEventRecord", JCudaDriver.cuEventRecord(start, null));
    for (int i = 0; i < request.repeats(); i++) {
      enqueue(plan);
    }
    check("cuEventRecord", JCudaDriver.cuEventRecord(end, null));
  }

  private static void enqueue(List<PreparedLaunch> plan) throws DriverError {
    for (PreparedLaunch launch : plan) {
      launch.enqueue();
    }
  }

  private void overwriteL2() throws DriverError {
    CUdeviceptr memory = flush;
    if (memory == null) {
      memory = new CUdeviceptr();
      check("cuMemAlloc", JCudaDriver.cuMemAlloc(memory, flushBytes));
      flush = memory;
    }
    check(
        "cuMemsetD32Async", JCudaDriver.cuMemsetD32Async(memory, ++pattern, flushBytes / 4, null));
  }

  private static List<Double> elapsed(CUevent[] events, int repeats) throws DriverError {
    List<Double> micros = new ArrayList<>();
    float[] millis = new float[1];
    for (int i = 0; i < events.length / 2; i++) {
      check(
          "cuEventElapsedTime",
          JCudaDriver.cuEventElapsedTime(millis, events[2 * i], events[2 * i + 1]));
      micros.add(millis[0] * MICROS_PER_MILLI / repeats);
    }
    return micros;
  }
}
