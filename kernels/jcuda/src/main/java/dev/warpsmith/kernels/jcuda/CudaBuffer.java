package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A buffer on a CUDA device; it outlives the worker that holds its memory. */
final class CudaBuffer implements DeviceBuffer {
  private final CudaDevice device;
  private final int number;
  private final String label;
  private final int elementBytes;
  private final long bytes;
  private @Nullable WorkerProcess home;
  private boolean used;
  private boolean lost;
  private long writtenAgain;
  private boolean closed;

  CudaBuffer(CudaDevice device, int number, String label, int elementBytes, long bytes) {
    this.device = device;
    this.number = number;
    this.label = label;
    this.elementBytes = elementBytes;
    this.bytes = bytes;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  int elementBytes() {
    return elementBytes;
  }

  int number() {
    return number;
  }

  /** Makes sure that the worker holds the buffer. */
  CudaBuffer settle(WorkerProcess worker) throws WorkerEnded {
    checkOpen();
    if (home != worker) {
      device.allocate(this, worker);
      home = worker;
    }
    return this;
  }

  /** Makes sure that the worker holds the buffer, and that a kernel finds there what it should. */
  int forKernel(WorkerProcess worker) throws WorkerEnded {
    settle(worker);
    checkContent(bytes);
    used = true;
    return number;
  }

  /** Says that the worker that held the buffer is gone. */
  void lose() {
    home = null;
    lost = lost || used;
    writtenAgain = 0;
  }

  @Override
  public void write(long offset, ByteBuffer source) {
    checkRange(offset, source.remaining());
    for (long at = offset; source.hasRemaining(); ) {
      int length = Math.min(source.remaining(), Staging.BYTES);
      long to = at;
      device.use(
          "writing " + label,
          worker -> {
            settle(worker);
            ByteBuffer part = source.duplicate();
            worker.staging().put(part.limit(part.position() + length));
            return new Request.Write(number, to, length);
          });
      source.position(source.position() + length);
      written(at, length);
      at += length;
    }
  }

  private void written(long offset, long length) {
    used = true;
    if (offset <= writtenAgain) {
      writtenAgain = Math.max(writtenAgain, offset + length);
    }
    lost = lost && writtenAgain < bytes;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    checkRange(offset, target.remaining());
    for (long at = offset; target.hasRemaining(); ) {
      int length = Math.min(target.remaining(), Staging.BYTES);
      long from = at;
      ByteBuffer staging =
          device.use(
              "reading " + label,
              worker -> {
                settle(worker);
                checkContent(from + length);
                return new Request.Read(number, from, length);
              });
      target.put(staging.limit(length));
      at += length;
    }
  }

  @Override
  public void fill(byte value) {
    device.use(
        "filling " + label,
        worker -> {
          settle(worker);
          return new Request.Fill(number, value);
        });
    written(0, bytes);
  }

  @Override
  public void poison(byte value) {
    fill(value);
  }

  @Override
  public void setReadOnly(boolean readOnly) {
    checkOpen();
  }

  @Override
  public OptionalLong firstUnwritten() {
    checkOpen();
    return OptionalLong.empty();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.free(this, home);
      home = null;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("buffer " + label + " is closed");
    }
  }

  private void checkContent(long end) {
    if (lost && end > writtenAgain) {
      throw new DeviceException(
          "the content of "
              + label
              + " was lost with the driver's process ("
              + device.lastEnd()
              + "); write it again");
    }
  }

  private void checkRange(long offset, long length) {
    checkOpen();
    if (offset < 0 || length > bytes - offset) {
      throw new IllegalArgumentException(
          label + ": bytes " + offset + " to " + (offset + length) + " of " + bytes);
    }
  }
}
