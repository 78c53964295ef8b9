package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.CRC32C;

/**
 * An input whose elements are generated a part at a time, when a device first needs them. Keeps a
 * checksum of each part, so that a candidate that changes one is found.
 */
final class SuppliedInput implements DeviceBuffer.Content {
  private final TaskInput input;
  private final CaseInputs values;
  private final Map<Long, Sum> sums = new ConcurrentSkipListMap<>();

  private record Sum(int length, long checksum) {}

  /** A part that was changed, as it is now. */
  record Part(long first, ByteBuffer bytes) {}

  SuppliedInput(TaskInput input, CaseInputs values) {
    this.input = input;
    this.values = values;
  }

  /**
   * Becomes the content of a buffer, which holds nothing of it at first.
   *
   * @return false if the buffer holds all it has
   */
  boolean supply(DeviceBuffer buffer) {
    sums.clear();
    return buffer.supply(this);
  }

  @Override
  public void fill(long offset, ByteBuffer target) {
    values.fill(input, offset / elementBytes(), target);
    sums.put(offset, new Sum(target.remaining(), checksum(target)));
  }

  /** Returns the first part that a buffer no longer holds as it was made. */
  Optional<Part> changed(DeviceBuffer buffer) {
    for (Map.Entry<Long, Sum> part : sums.entrySet()) {
      ByteBuffer bytes =
          ByteBuffer.allocate(part.getValue().length()).order(ByteOrder.LITTLE_ENDIAN);
      buffer.read(part.getKey(), bytes);
      bytes.rewind();
      if (checksum(bytes) != part.getValue().checksum()) {
        return Optional.of(new Part(part.getKey() / elementBytes(), bytes));
      }
    }
    return Optional.empty();
  }

  private int elementBytes() {
    return input.tensor().dtype().bytes();
  }

  private static long checksum(ByteBuffer bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.duplicate());
    return sum.getValue();
  }
}
