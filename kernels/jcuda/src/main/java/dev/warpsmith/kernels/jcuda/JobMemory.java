package dev.warpsmith.kernels.jcuda;

import static dev.warpsmith.kernels.jcuda.DriverError.check;

import dev.warpsmith.kernels.device.LaunchJobs.Content;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** A job's device memory: each buffer an allocation of just its size. */
final class JobMemory implements BufferAddresses {
  /** Bytes of a file that are mapped and copied at once. */
  private static final long PART = 1L << 30;

  private final Map<Integer, CUdeviceptr> buffers = new HashMap<>();

  /** Allocates a buffer and gives it its content. */
  void add(JobFile.Memory memory) throws DriverError, IOException {
    CUdeviceptr start = new CUdeviceptr();
    check("cuMemAlloc", JCudaDriver.cuMemAlloc(start, Math.max(1, memory.bytes())));
    buffers.put(memory.buffer(), start);
    if (memory.content() instanceof Content.Saved saved) {
      copy(saved.file(), start, memory.bytes());
    } else if (memory.content() instanceof Content.Filled filled && memory.bytes() > 0) {
      check("cuMemsetD8", JCudaDriver.cuMemsetD8(start, filled.value(), memory.bytes()));
    }
  }

  private static void copy(Path file, CUdeviceptr to, long bytes) throws DriverError, IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != bytes) {
        throw new IOException(file + " has " + channel.size() + " bytes, expected " + bytes);
      }
      for (long at = 0; at < bytes; at += PART) {
        long length = Math.min(PART, bytes - at);
        MappedByteBuffer part = channel.map(FileChannel.MapMode.READ_ONLY, at, length);
        check(
            "cuMemcpyHtoD",
            JCudaDriver.cuMemcpyHtoD(to.withByteOffset(at), Pointer.toBuffer(part), length));
      }
    }
  }

  @Override
  public CUdeviceptr address(int buffer) {
    CUdeviceptr start = buffers.get(buffer);
    if (start == null) {
      throw new IllegalStateException("the job has no buffer " + buffer);
    }
    return start;
  }
}
