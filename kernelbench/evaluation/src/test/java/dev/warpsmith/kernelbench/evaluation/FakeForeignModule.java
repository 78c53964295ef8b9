package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Bindings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A module on a GPU that is played: {@code y = factor * x}, with the times that a test wants. */
final class FakeForeignModule implements ForeignModule {
  double eventMicros = 40;
  double clockMicros = 45;
  double factor = 2;
  double factorWhenTimed = 2;
  private Bindings size = Bindings.none();
  private List<Map<String, Path>> sets = List.of();

  @Override
  public String version() {
    return "fake";
  }

  @Override
  public String gpu() {
    return "NVIDIA H200";
  }

  @Override
  public Reply<Built> build(Bindings newSize, long seed) {
    size = newSize;
    return new Reply.Done<>(new Built(Map.of(), false, true, 0.1));
  }

  @Override
  public Reply<Returned> call(Call call) {
    return new Reply.Done<>(computed(call.inputs(), call.outputs(), factor));
  }

  private Returned computed(Map<String, Path> inputs, Map<String, Path> outputs, double times) {
    try {
      ByteBuffer x =
          ByteBuffer.wrap(Files.readAllBytes(inputs.get("x"))).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < x.capacity(); i += Float.BYTES) {
        x.putFloat(i, (float) (times * x.getFloat(i)));
      }
      Files.write(outputs.get("y"), x.array());
      long elements = x.capacity() / Float.BYTES;
      Result result = new Result("tensor", "f32", List.of(elements), "cuda:0", true, 0, "");
      return new Returned(List.of(result), List.of(), false, 0, 0, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Reply<Warmed> prepare(List<Map<String, Path>> newSets, boolean loaded, long l2Bytes) {
    sets = newSets;
    return new Reply.Done<>(new Warmed(0.5, 10));
  }

  @Override
  public Reply<List<Double>> sample(int samples) {
    return new Reply.Done<>(Collections.nCopies(samples, eventMicros));
  }

  @Override
  public Reply<Double> rounds(int count) {
    return new Reply.Done<>(1000 + count * clockMicros);
  }

  @Override
  public Reply<List<Returned>> kept(List<Map<String, Path>> outputs) {
    return new Reply.Done<>(
        List.of(
            computed(sets.get(0), outputs.get(0), factor),
            computed(sets.get(1), outputs.get(1), factorWhenTimed)));
  }

  @Override
  public Reply<Map<String, Double>> profile() {
    return new Reply.Done<>(Map.of("void twice(float const*, float*)", 30.0));
  }

  /** Returns the size that it was built for last. */
  Bindings size() {
    return size;
  }
}
