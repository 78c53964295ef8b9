package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.InputGenerator;
import dev.warpsmith.kernelbench.task.Distribution;
import dev.warpsmith.kernels.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a tensor of floating-point numbers may hold where nobody computed it: draws of a standard
 * normal distribution, each a function of a seed and its place.
 */
final class LikelyValues implements DeviceBuffer.Content {
  private final InputGenerator values;
  private final int elementBytes;

  private LikelyValues(TensorMemory tensor, long seed) {
    this.values = InputGenerator.of(tensor.spec(), Distribution.normal(0, 1), seed);
    this.elementBytes = tensor.dtype().bytes();
  }

  /** Fills a tensor; one of integers stays as it is, as they may be positions. */
  static void fill(TensorMemory tensor, long seed) {
    if (!tensor.dtype().floating()) {
      return;
    }
    LikelyValues values = new LikelyValues(tensor, seed);
    if (tensor.buffer().supply(values)) {
      return;
    }
    for (long first = 0; first < tensor.elements(); first += tensor.chunkElements()) {
      int count = (int) Math.min(tensor.chunkElements(), tensor.elements() - first);
      ByteBuffer bytes =
          ByteBuffer.allocate(count * values.elementBytes).order(ByteOrder.LITTLE_ENDIAN);
      values.fill(first * values.elementBytes, bytes);
      tensor.write(first, bytes.rewind());
    }
  }

  @Override
  public void fill(long offset, ByteBuffer target) {
    values.fill(offset / elementBytes, target);
  }
}
