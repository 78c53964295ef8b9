package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.emulator.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * Floating-point operations of one PTX instruction.
 *
 * @param counter the unit that does them
 * @param count operations; a fused multiply-add is two
 * @param perWarp whether the count is of the whole warp, as for matrix instructions, or of one lane
 */
record Operations(Counter counter, int count, boolean perWarp) {
  /** Returns the operations of an opcode such as {@code fma.rn.f32}, if it has any. */
  static Optional<Operations> of(String opcode) {
    if (opcode.startsWith("mma.")
        || opcode.startsWith("wmma.mma")
        || opcode.startsWith("wgmma.mma")) {
      return matrix(opcode);
    }
    int count = perElement(opcode);
    if (count == 0) {
      return Optional.empty();
    }
    if (opcode.endsWith("x2")) {
      count *= 2;
    }
    if (opcode.contains(".f64")) {
      return Optional.of(new Operations(Counter.FP64_OPERATIONS, count, false));
    }
    if (opcode.contains(".f32")) {
      return Optional.of(new Operations(Counter.FP32_OPERATIONS, count, false));
    }
    return opcode.contains(".f16") || opcode.contains(".bf16")
        ? Optional.of(new Operations(Counter.FP16_OPERATIONS, count, false))
        : Optional.empty();
  }

  private static int perElement(String opcode) {
    String name = opcode.substring(0, Math.max(0, opcode.indexOf('.')));
    return switch (name) {
      case "fma", "mad" -> 2;
      case "add", "sub", "mul", "div", "rcp", "sqrt", "rsqrt", "ex2", "lg2", "sin", "cos", "tanh" ->
          1;
      default -> 0;
    };
  }

  private static Optional<Operations> matrix(String opcode) {
    Counter unit =
        opcode.contains(".tf32") ? Counter.TENSOR_TF32_OPERATIONS : Counter.TENSOR_FP16_OPERATIONS;
    return shape(opcode)
        .filter(shape -> !opcode.contains(".s32"))
        .map(
            shape ->
                new Operations(
                    opcode.contains(".f64") ? Counter.FP64_OPERATIONS : unit,
                    2 * shape.m() * shape.n() * shape.k(),
                    true));
  }

  /** Returns the shape that an opcode names, if it names one. */
  static Optional<Shape> shape(String opcode) {
    return Arrays.stream(opcode.split("\\."))
        .flatMap(word -> Shape.find(word).stream())
        .findFirst();
  }
}
