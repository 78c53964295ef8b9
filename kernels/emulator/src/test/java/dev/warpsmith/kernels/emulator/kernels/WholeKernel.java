package dev.warpsmith.kernels.emulator.kernels;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelArgument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kernel, its launch, its arguments and what it must leave.
 *
 * @param family the {@code .cu} resource, without its ending
 * @param arguments in the order of the kernel's parameters
 * @param ordered whether results depend on the order of blocks and warps, as sums of floats by
 *     atomics do
 */
record WholeKernel(
    String family,
    String name,
    List<String> architectures,
    Dim3 grid,
    Dim3 block,
    int dynamicShared,
    boolean cooperative,
    boolean ordered,
    List<Argument> arguments) {

  /** An argument. */
  sealed interface Argument {
    /**
     * A pointer to a buffer.
     *
     * @param initial its bytes; empty for a buffer that nobody has written
     * @param expected what must be in it afterwards; empty for scratch
     */
    record Buffer(
        int bytes, int elementBytes, Optional<byte[]> initial, Optional<Expected> expected)
        implements Argument {}

    /** A scalar. */
    record Value(KernelArgument argument) implements Argument {}
  }

  WholeKernel {
    architectures = List.copyOf(architectures);
    arguments = List.copyOf(arguments);
  }

  /** Returns the buffers among the arguments. */
  List<Argument.Buffer> buffers() {
    return arguments.stream()
        .filter(Argument.Buffer.class::isInstance)
        .map(Argument.Buffer.class::cast)
        .toList();
  }

  static WholeKernel of(String family, String name) {
    List<String> all = List.of("sm_75", "sm_80", "sm_90", "sm_100");
    return new WholeKernel(family, name, all, Dim3.of(1), Dim3.of(1), 0, false, false, List.of());
  }

  WholeKernel grid(int x) {
    return grid(x, 1, 1);
  }

  WholeKernel grid(int x, int y) {
    return grid(x, y, 1);
  }

  WholeKernel grid(int x, int y, int z) {
    return new WholeKernel(
        family,
        name,
        architectures,
        new Dim3(x, y, z),
        block,
        dynamicShared,
        cooperative,
        ordered,
        arguments);
  }

  WholeKernel block(int x) {
    return block(x, 1, 1);
  }

  WholeKernel block(int x, int y) {
    return block(x, y, 1);
  }

  WholeKernel block(int x, int y, int z) {
    return new WholeKernel(
        family,
        name,
        architectures,
        grid,
        new Dim3(x, y, z),
        dynamicShared,
        cooperative,
        ordered,
        arguments);
  }

  WholeKernel dynamicShared(int bytes) {
    return new WholeKernel(
        family, name, architectures, grid, block, bytes, cooperative, ordered, arguments);
  }

  /** Launches all blocks at once, as a grid-wide barrier needs. */
  WholeKernel asCooperative() {
    return new WholeKernel(
        family, name, architectures, grid, block, dynamicShared, true, ordered, arguments);
  }

  WholeKernel dependingOnOrder() {
    return new WholeKernel(
        family, name, architectures, grid, block, dynamicShared, cooperative, true, arguments);
  }

  /** Leaves out the architectures below, such as {@code 80}. */
  WholeKernel from(int architecture) {
    List<String> kept =
        architectures.stream()
            .filter(a -> Integer.parseInt(a.substring(3)) >= architecture)
            .toList();
    return new WholeKernel(
        family, name, kept, grid, block, dynamicShared, cooperative, ordered, arguments);
  }

  private WholeKernel with(Argument argument) {
    List<Argument> more = new ArrayList<>(arguments);
    more.add(argument);
    return new WholeKernel(
        family, name, architectures, grid, block, dynamicShared, cooperative, ordered, more);
  }

  private WholeKernel read(byte[] bytes, int elementBytes) {
    return inout(bytes, new Expected(bytes.length, elementBytes, Expected.exactly(bytes).check()));
  }

  WholeKernel in(int[] values) {
    return read(Bytes.of(values), 4);
  }

  WholeKernel in(float[] values) {
    return read(Bytes.of(values), 4);
  }

  WholeKernel in(long[] values) {
    return read(Bytes.of(values), 8);
  }

  WholeKernel in(double[] values) {
    return read(Bytes.of(values), 8);
  }

  WholeKernel in(short[] values) {
    return read(Bytes.of(values), 2);
  }

  WholeKernel in(byte[] values) {
    return read(values, 1);
  }

  /** Adds a buffer that nobody has written and that the kernel must fill. */
  WholeKernel out(Expected expected) {
    return with(
        new Argument.Buffer(
            expected.bytes(), expected.elementBytes(), Optional.empty(), Optional.of(expected)));
  }

  WholeKernel inout(byte[] initial, Expected expected) {
    return with(
        new Argument.Buffer(
            initial.length, expected.elementBytes(), Optional.of(initial), Optional.of(expected)));
  }

  /** Adds a buffer of zeros. */
  WholeKernel zeroed(Expected expected) {
    return inout(new byte[expected.bytes()], expected);
  }

  /** Adds a buffer of zeros for the kernel's own use. */
  WholeKernel scratch(int bytes) {
    return with(new Argument.Buffer(bytes, 4, Optional.of(new byte[bytes]), Optional.empty()));
  }

  WholeKernel value(long value) {
    return with(new Argument.Value(new KernelArgument.Int(value)));
  }

  WholeKernel value(float value) {
    return with(new Argument.Value(new KernelArgument.Scalar(DType.F32, value)));
  }

  WholeKernel value(double value) {
    return with(new Argument.Value(new KernelArgument.Scalar(DType.F64, value)));
  }

  @Override
  public String toString() {
    return family + ".cu: " + name;
  }
}
