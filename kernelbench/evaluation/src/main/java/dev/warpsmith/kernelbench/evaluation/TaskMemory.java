package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.Device;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * A task's inputs and outputs in a device's memory, at one size.
 *
 * <p>Checksums of the inputs are taken while they are generated, on the host, so that a candidate
 * that changes an input is found.
 */
final class TaskMemory implements AutoCloseable {
  private final Task task;
  private final Bindings size;
  private final Map<String, TensorMemory> tensors = new LinkedHashMap<>();
  private final Map<String, long[]> checksums = new LinkedHashMap<>();
  private final Map<String, SuppliedInput> supplied = new LinkedHashMap<>();

  private TaskMemory(Task task, Bindings size) {
    this.task = task;
    this.size = size;
  }

  /** Allocates all inputs and outputs; their content is undefined. */
  static TaskMemory allocate(Device device, Task task, Bindings size) {
    TaskMemory memory = new TaskMemory(task, size);
    for (TaskInput input : task.inputs()) {
      memory.put(TensorMemory.allocate(device, input.tensor(), size));
    }
    for (TensorSpec output : task.outputs()) {
      if (!memory.tensors.containsKey(output.name())) {
        memory.put(TensorMemory.allocate(device, output, size));
      }
    }
    return memory;
  }

  private void put(TensorMemory tensor) {
    tensors.put(tensor.spec().name(), tensor);
  }

  Bindings size() {
    return size;
  }

  /** Returns an input or output. */
  TensorMemory tensor(String name) {
    TensorMemory tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("task " + task.name() + " has no tensor " + name);
    }
    return tensor;
  }

  /** Returns an input or output, or empty if the name is no such. */
  Optional<TensorMemory> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Copies a tensor to another one of the same size. */
  void copy(String name, TensorMemory target) {
    TensorMemory source = tensor(name);
    ByteBuffer bytes = source.bytes(source.chunkElements());
    for (int i = 0; i < chunks(source); i++) {
      long first = (long) i * source.chunkElements();
      source.read(first, sized(bytes, source, i));
      target.write(first, bytes);
    }
  }

  /** Generates every input, on all cores. */
  void fill(CaseInputs values) {
    for (TaskInput input : task.inputs()) {
      fill(input, values);
    }
  }

  /**
   * Lets devices that hold inputs on demand forget the parts that they hold, so that what a launch
   * may still need does not depend on the launches before it.
   */
  void forgetSupplied() {
    supplied.forEach((name, input) -> input.supply(tensor(name).buffer()));
  }

  /** Generates again the inputs that are updated in place. */
  void restoreUpdated(CaseInputs values) {
    task.inputs().stream().filter(TaskInput::updated).forEach(input -> fill(input, values));
  }

  /** Fills the outputs that are no inputs with a byte and marks them as not written. */
  void poisonOutputs(byte poison) {
    for (TensorSpec output : task.outputs()) {
      if (!updated(output.name())) {
        tensor(output.name()).buffer().poison(poison);
      }
    }
  }

  /** Says whether kernels must only read the inputs that they do not update. */
  void protectInputs(boolean readOnly) {
    for (TaskInput input : task.inputs()) {
      tensor(input.tensor().name()).buffer().setReadOnly(readOnly && !input.updated());
    }
  }

  /** Says which element of which output nobody has written, where the device knows. */
  Optional<String> unwritten() {
    for (TensorSpec output : task.outputs()) {
      TensorMemory tensor = tensor(output.name());
      OptionalLong first = tensor.buffer().firstUnwritten();
      if (first.isPresent()) {
        long index = first.getAsLong() / tensor.dtype().bytes();
        return Optional.of(Indices.element(output.name(), tensor.shape(), index));
      }
    }
    return Optional.empty();
  }

  /** Tells whether an output is an input that is updated in place. */
  boolean updated(String output) {
    return task.inputs().stream()
        .anyMatch(input -> input.updated() && input.tensor().name().equals(output));
  }

  /** Says which constant input is not what {@link #fill} made, if there is one. */
  Optional<String> changedInput(CaseInputs values) {
    for (TaskInput input : task.inputs()) {
      if (!input.updated()) {
        Optional<String> changed = changed(input, values);
        if (changed.isPresent()) {
          return changed;
        }
      }
    }
    return Optional.empty();
  }

  private void fill(TaskInput input, CaseInputs values) {
    TensorMemory tensor = tensor(input.tensor().name());
    SuppliedInput onDemand = new SuppliedInput(input, values);
    supplied.remove(input.tensor().name());
    if (onDemand.supply(tensor.buffer())) {
      supplied.put(input.tensor().name(), onDemand);
      return;
    }
    int chunk = Math.max(1, tensor.chunkElements());
    int chunks = chunks(tensor);
    long[] sums = new long[chunks];
    int batch = Runtime.getRuntime().availableProcessors();
    List<ByteBuffer> buffers = buffers(tensor, Math.min(batch, chunks));
    for (int from = 0; from < chunks; from += batch) {
      int begin = from;
      int count = Math.min(batch, chunks - from);
      IntStream.range(0, count)
          .parallel()
          .forEach(
              i -> {
                ByteBuffer bytes = sized(buffers.get(i), tensor, begin + i);
                values.fill(input, (long) (begin + i) * chunk, bytes);
                bytes.rewind();
                sums[begin + i] = checksum(bytes);
              });
      for (int i = 0; i < count; i++) {
        tensor.write((long) (begin + i) * chunk, buffers.get(i));
      }
    }
    checksums.put(input.tensor().name(), sums);
  }

  private Optional<String> changed(TaskInput input, CaseInputs values) {
    TensorMemory tensor = tensor(input.tensor().name());
    SuppliedInput onDemand = supplied.get(input.tensor().name());
    if (onDemand != null) {
      return onDemand
          .changed(tensor.buffer())
          .map(part -> firstChange(input, values, tensor, part.first(), part.bytes()));
    }
    long[] sums = checksums.getOrDefault(input.tensor().name(), new long[0]);
    ByteBuffer bytes = tensor.bytes(tensor.chunkElements());
    for (int i = 0; i < sums.length; i++) {
      long first = (long) i * tensor.chunkElements();
      tensor.read(first, sized(bytes, tensor, i));
      if (checksum(bytes) != sums[i]) {
        return Optional.of(firstChange(input, values, tensor, first, bytes));
      }
    }
    return Optional.empty();
  }

  private static String firstChange(
      TaskInput input, CaseInputs values, TensorMemory tensor, long first, ByteBuffer bytes) {
    String name = input.tensor().name();
    for (int i = 0; i < bytes.limit() / tensor.dtype().bytes(); i++) {
      double now = Elements.get(tensor.dtype(), bytes, i);
      double before = values.value(input, first + i);
      if (Double.compare(now, before) != 0) {
        return Indices.element(name, tensor.shape(), first + i)
            + " was "
            + before
            + " and is now "
            + now;
      }
    }
    return name + " was changed";
  }

  private static int chunks(TensorMemory tensor) {
    int chunk = Math.max(1, tensor.chunkElements());
    return Math.toIntExact((tensor.elements() + chunk - 1) / chunk);
  }

  private static List<ByteBuffer> buffers(TensorMemory tensor, int count) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      buffers.add(tensor.bytes(tensor.chunkElements()));
    }
    return buffers;
  }

  /** Limits the buffer to what the chunk holds. */
  private static ByteBuffer sized(ByteBuffer bytes, TensorMemory tensor, int chunk) {
    long left = tensor.elements() - (long) chunk * tensor.chunkElements();
    bytes.clear();
    bytes.limit((int) Math.min(left, tensor.chunkElements()) * tensor.dtype().bytes());
    return bytes;
  }

  private static long checksum(ByteBuffer bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.duplicate());
    return sum.getValue();
  }

  @Override
  public void close() {
    tensors.values().forEach(TensorMemory::close);
  }
}
