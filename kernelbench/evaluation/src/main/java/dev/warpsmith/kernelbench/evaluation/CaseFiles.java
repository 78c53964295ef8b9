package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;

/** Tensors as files of raw little-endian elements, which other processes read and write. */
final class CaseFiles {
  private static final int CHUNK_BYTES = 4 << 20;

  private CaseFiles() {}

  /** Fills consecutive elements, from the one of an index on. */
  private interface Filling {
    void fill(long first, ByteBuffer target);
  }

  /** Writes an input as a case has it, on all cores. */
  static void write(Path file, TaskInput input, CaseInputs values, Bindings size) {
    write(file, input, size, (first, target) -> values.fill(input, first, target));
  }

  /** Writes an input whose elements are given. */
  static void write(Path file, TaskInput input, ElementSource values, Bindings size) {
    DType dtype = input.tensor().dtype();
    write(
        file,
        input,
        size,
        (first, target) -> {
          for (int i = 0; i < target.capacity() / dtype.bytes(); i++) {
            Elements.put(dtype, target, i, values.at(first + i));
          }
        });
  }

  private static void write(Path file, TaskInput input, Bindings size, Filling filling) {
    int bytes = input.tensor().dtype().bytes();
    int chunk = CHUNK_BYTES / bytes;
    long elements = input.tensor().elements(size);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      IntStream.range(0, Math.toIntExact((elements + chunk - 1) / chunk))
          .parallel()
          .forEach(
              i -> {
                long first = (long) i * chunk;
                int count = (int) Math.min(chunk, elements - first);
                ByteBuffer buffer = buffer(count * bytes);
                filling.fill(first, buffer);
                write(channel, buffer.rewind(), first * bytes);
              });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static void write(FileChannel channel, ByteBuffer buffer, long at) {
    try {
      for (long to = at; buffer.hasRemaining(); ) {
        to += channel.write(buffer, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns memory of a number of bytes, little-endian. */
  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes indices as 64-bit integers. */
  static void write(Path file, long[] indices) {
    byte[] bytes = new byte[Math.multiplyExact(indices.length, Long.BYTES)];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(indices);
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Returns all elements of a file of few. */
  static double[] read(Path file, DType dtype) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      return IntStream.range(0, bytes.limit() / dtype.bytes())
          .mapToDouble(i -> Elements.get(dtype, bytes, i))
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Adds elements of an output's file to a comparison, one for each index. */
  static void compare(
      Path file, DType dtype, long[] indices, double[] expected, Comparison comparison) {
    try (FileChannel channel = FileChannel.open(file)) {
      for (int i = 0; i < indices.length; i++) {
        ByteBuffer bytes = buffer(dtype.bytes());
        channel.read(bytes, indices[i] * dtype.bytes());
        comparison.add(indices[i], expected[i], Elements.get(dtype, bytes.rewind(), 0), false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
