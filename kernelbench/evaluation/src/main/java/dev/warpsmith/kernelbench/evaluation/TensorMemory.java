package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor in a device's memory, at one size. */
final class TensorMemory implements AutoCloseable {
  /** Bytes that are copied at once between device and host. */
  static final int CHUNK_BYTES = 4 << 20;

  private final TensorSpec spec;
  private final long[] shape;
  private final long elements;
  private final DeviceBuffer buffer;

  private TensorMemory(TensorSpec spec, long[] shape, long elements, DeviceBuffer buffer) {
    this.spec = spec;
    this.shape = shape;
    this.elements = elements;
    this.buffer = buffer;
  }

  /**
   * Allocates a tensor.
   *
   * @param values of every name in the shape
   */
  static TensorMemory allocate(Device device, TensorSpec spec, Bindings values) {
    long elements = spec.elements(values);
    return new TensorMemory(spec, spec.shape(values), elements, device.allocate(spec, elements));
  }

  TensorSpec spec() {
    return spec;
  }

  DType dtype() {
    return spec.dtype();
  }

  long[] shape() {
    return shape.clone();
  }

  long elements() {
    return elements;
  }

  long bytes() {
    return elements * dtype().bytes();
  }

  DeviceBuffer buffer() {
    return buffer;
  }

  /** Returns how many elements one chunk holds. */
  int chunkElements() {
    return (int) Math.min(elements, CHUNK_BYTES / dtype().bytes());
  }

  /** Copies elements to the host, little-endian, positioned at the first. */
  ByteBuffer read(long first, int count) {
    ByteBuffer bytes = bytes(count);
    read(first, bytes);
    return bytes;
  }

  /** Fills the target with elements from the given one on, and rewinds it. */
  void read(long first, ByteBuffer target) {
    buffer.read(first * dtype().bytes(), target);
    target.rewind();
  }

  /** Tells whether anybody may have needed elements since all were last set. */
  boolean touched(long first, long count) {
    long some = Math.min(count, elements - first);
    return buffer.touched(first * dtype().bytes(), some * dtype().bytes());
  }

  /** Copies elements from the host. */
  void write(long first, ByteBuffer source) {
    buffer.write(first * dtype().bytes(), source);
  }

  /** Returns host memory for elements of this tensor. */
  ByteBuffer bytes(int count) {
    return ByteBuffer.allocateDirect(count * dtype().bytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns all elements; for small tensors. */
  double[] toArray() {
    double[] values = new double[Math.toIntExact(elements)];
    ByteBuffer bytes = read(0, values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.get(dtype(), bytes, i);
    }
    return values;
  }

  @Override
  public void close() {
    buffer.close();
  }
}
