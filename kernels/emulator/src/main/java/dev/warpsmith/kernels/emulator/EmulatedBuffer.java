package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/** A buffer on the emulated GPU. */
final class EmulatedBuffer implements DeviceBuffer {
  private static final int CHUNK = 1 << 16;

  private final AddressSpace space;
  private final Allocation allocation;
  private boolean closed;

  EmulatedBuffer(AddressSpace space, Allocation allocation) {
    this.space = space;
    this.allocation = allocation;
  }

  Allocation allocation() {
    checkOpen();
    return allocation;
  }

  @Override
  public String label() {
    return allocation.label();
  }

  @Override
  public long bytes() {
    return allocation.bytes();
  }

  @Override
  public void write(long offset, ByteBuffer source) {
    checkRange(offset, source.remaining());
    int length = source.remaining();
    allocation.require(offset, length);
    byte[] chunk = new byte[Math.min(CHUNK, length)];
    for (int done = 0; done < length; ) {
      int count = Math.min(chunk.length, length - done);
      source.get(chunk, 0, count);
      OffHeap.copyFrom(chunk, allocation.host() + offset + done, count);
      done += count;
    }
    allocation.written(offset, length);
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    checkRange(offset, target.remaining());
    if (allocation.read(offset, target)) {
      return;
    }
    int length = target.remaining();
    byte[] chunk = new byte[Math.min(CHUNK, length)];
    for (int done = 0; done < length; ) {
      int count = Math.min(chunk.length, length - done);
      OffHeap.copyTo(allocation.host() + offset + done, chunk, count);
      target.put(chunk, 0, count);
      done += count;
    }
  }

  @Override
  public void fill(byte value) {
    checkOpen();
    set(value);
    allocation.markAll();
  }

  @Override
  public void poison(byte value) {
    checkOpen();
    set(value);
    allocation.markNothing();
  }

  private void set(byte value) {
    if (bytes() < OnDemand.LEAST_BYTES) {
      OffHeap.fill(allocation.host(), allocation.bytes(), value);
    } else {
      allocation.makeOnDemand((offset, part) -> Arrays.fill(part, value), space.made());
    }
  }

  @Override
  public boolean supply(Content content) {
    checkOpen();
    if (bytes() < OnDemand.LEAST_BYTES) {
      return false;
    }
    allocation.makeOnDemand(
        (offset, part) -> content.fill(offset, ByteBuffer.wrap(part)), space.made());
    allocation.markAll();
    return true;
  }

  @Override
  public boolean touched(long offset, long length) {
    checkRange(offset, length);
    return allocation.touched(offset, length);
  }

  @Override
  public void setReadOnly(boolean readOnly) {
    checkOpen();
    allocation.setReadOnly(readOnly);
  }

  @Override
  public OptionalLong firstUnwritten() {
    checkOpen();
    long first = allocation.firstUnwritten();
    return first < 0 ? OptionalLong.empty() : OptionalLong.of(first);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      space.free(allocation);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("buffer " + label() + " is closed");
    }
  }

  private void checkRange(long offset, long length) {
    checkOpen();
    if (offset < 0 || length > bytes() - offset) {
      throw new IllegalArgumentException(
          label() + ": bytes " + offset + " to " + (offset + length) + " of " + bytes());
    }
  }
}
