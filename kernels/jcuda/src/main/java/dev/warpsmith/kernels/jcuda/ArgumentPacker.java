package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelParameter;
import dev.warpsmith.kernels.device.KernelParameter.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Turns a launch's arguments into what the kernel's parameters take. */
final class ArgumentPacker {
  private final String kernel;
  private final List<KernelParameter> parameters;
  private final ToIntFunction<CudaBuffer> buffers;

  /**
   * @param buffers returns the number under which the worker has a buffer
   */
  ArgumentPacker(
      String kernel, List<KernelParameter> parameters, ToIntFunction<CudaBuffer> buffers) {
    this.kernel = kernel;
    this.parameters = parameters;
    this.buffers = buffers;
  }

  /**
   * Packs all arguments.
   *
   * @throws IllegalArgumentException if they do not fit the parameters
   */
  List<Slot> pack(List<KernelArgument> arguments) {
    if (arguments.size() != parameters.size()) {
      throw new IllegalArgumentException(
          kernel + " has " + parameters.size() + " parameters, not " + arguments.size());
    }
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      slots.add(slot(arguments.get(i), parameters.get(i), kernel + ": argument " + (i + 1)));
    }
    return slots;
  }

  private Slot slot(KernelArgument argument, KernelParameter parameter, String where) {
    if (argument instanceof KernelArgument.Pointer pointer) {
      check(parameter.bytes() == Long.BYTES, where, "a pointer", parameter);
      if (!(pointer.buffer() instanceof CudaBuffer buffer)) {
        throw new IllegalArgumentException(where + " is a buffer of another device");
      }
      return new Slot.Address(buffers.applyAsInt(buffer));
    }
    if (argument instanceof KernelArgument.Int integer) {
      boolean fits =
          parameter.kind() != Kind.POINTER
              && parameter.kind() != Kind.FLOATING
              && parameter.bytes() <= Long.BYTES;
      check(fits, where, "an integer", parameter);
      return new Slot.Value(parameter.bytes(), integer.value());
    }
    KernelArgument.Scalar scalar = (KernelArgument.Scalar) argument;
    check(scalar.dtype().bytes() == parameter.bytes(), where, "a scalar", parameter);
    return new Slot.Value(parameter.bytes(), bits(scalar.dtype(), scalar.value()));
  }

  private static long bits(DType dtype, double value) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Elements.put(dtype, bytes, 0, value);
    return bytes.getLong(0);
  }

  private static void check(boolean fits, String where, String what, KernelParameter parameter) {
    if (!fits) {
      throw new IllegalArgumentException(
          where
              + " is "
              + what
              + ", but the parameter is "
              + parameter.kind()
              + " of "
              + parameter.bytes()
              + " bytes");
    }
  }
}
