package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Elements;
import java.nio.ByteBuffer;

/** Reads single elements of a tensor on a device, ascending ones without copying them twice. */
final class ElementReader {
  private static final int WINDOW = 1 << 14;

  private final TensorMemory tensor;
  private final ByteBuffer window;
  private long first;
  private long end;

  ElementReader(TensorMemory tensor) {
    this.tensor = tensor;
    this.window = tensor.bytes((int) Math.min(WINDOW, tensor.elements()));
  }

  double value(long index) {
    if (index < first || index >= end) {
      int count =
          (int) Math.min(tensor.elements() - index, window.capacity() / tensor.dtype().bytes());
      window.clear().limit(count * tensor.dtype().bytes());
      tensor.read(index, window);
      first = index;
      end = index + count;
    }
    return Elements.get(tensor.dtype(), window, (int) (index - first));
  }
}
