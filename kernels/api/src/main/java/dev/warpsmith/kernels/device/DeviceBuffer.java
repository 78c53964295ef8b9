package dev.warpsmith.kernels.device;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Memory on a device. Little-endian, as CUDA devices are. */
public interface DeviceBuffer extends AutoCloseable {
  /** Returns how messages name the buffer, such as {@code x: f32[4096]}. */
  String label();

  /** Returns the size in bytes. */
  long bytes();

  /** Copies all remaining bytes of {@code source} to the buffer, from {@code offset} on. */
  void write(long offset, ByteBuffer source);

  /** Copies bytes of the buffer, from {@code offset} on, until {@code target} is full. */
  void read(long offset, ByteBuffer target);

  /** Sets every byte; the bytes count as initialised. */
  void fill(byte value);

  /**
   * Sets every byte and marks all of them as not initialised, where the device tracks that: a read
   * of one before it is written is then a fault of a sanitizing launch.
   */
  void poison(byte value);

  /** What a buffer holds, made a part at a time. */
  interface Content {
    /** Fills what remains of the target with the bytes from an offset on, on any thread. */
    void fill(long offset, ByteBuffer target);
  }

  /**
   * Sets every byte to what a content says, each part when it is first needed, where the device can
   * do that; the bytes count as initialised. For large buffers of which little is needed.
   *
   * @return false if the device or the buffer's size does not allow it; then nothing has changed
   */
  default boolean supply(Content content) {
    return false;
  }

  /**
   * Tells whether a range may hold anything but what {@link #supply}, {@link #poison} or {@link
   * #fill} said last: false if nobody has needed it since.
   */
  default boolean touched(long offset, long length) {
    return true;
  }

  /**
   * Says whether kernels must only read the buffer, where the device tracks that: a write is then a
   * fault of a sanitizing launch.
   */
  void setReadOnly(boolean readOnly);

  /**
   * Returns the offset of the first byte that nobody has written, where the device tracks that:
   * after {@link #poison} and sanitizing launches.
   */
  OptionalLong firstUnwritten();

  @Override
  void close();
}
