package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.SourceNames;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelParameter;
import java.util.List;

/** Lays a launch's arguments out as the kernel's parameters. */
final class ArgumentBuffer {
  private final Program program;
  private final List<KernelParameter> parameters;
  private final Allocation target;

  ArgumentBuffer(Program program, List<KernelParameter> parameters, Allocation target) {
    this.program = program;
    this.parameters = parameters;
    this.target = target;
  }

  /**
   * Stores all arguments.
   *
   * @throws IllegalArgumentException if they do not fit the parameters
   */
  void store(List<KernelArgument> arguments) {
    String kernel = SourceNames.of(program.kernel().name());
    if (arguments.size() != parameters.size()) {
      throw new IllegalArgumentException(
          kernel + " has " + parameters.size() + " parameters, not " + arguments.size());
    }
    OffHeap.fill(target.host(), target.bytes(), (byte) 0);
    for (int k = 0; k < arguments.size(); k++) {
      String name = program.kernel().parameters().get(k).name();
      SymbolAddress place = program.kernel().symbols().get(name);
      if (place == null) {
        throw new IllegalStateException("parameter " + name + " has no place");
      }
      long bits = bits(arguments.get(k), parameters.get(k), kernel + ": argument " + (k + 1));
      put(target.host() + place.value(), parameters.get(k).bytes(), bits);
    }
    target.markAll();
  }

  private static void put(long address, int bytes, long bits) {
    switch (bytes) {
      case 1 -> OffHeap.putByte(address, (byte) bits);
      case 2 -> OffHeap.putShort(address, (short) bits);
      case 4 -> OffHeap.putInt(address, (int) bits);
      case 8 -> OffHeap.putLong(address, bits);
      default -> throw new IllegalArgumentException("a parameter of " + bytes + " bytes");
    }
  }

  private static long bits(KernelArgument argument, KernelParameter parameter, String where) {
    if (argument instanceof KernelArgument.Pointer pointer) {
      check(parameter.bytes() == 8, where, "a pointer", parameter);
      if (!(pointer.buffer() instanceof EmulatedBuffer buffer)) {
        throw new IllegalArgumentException(where + " is a buffer of another device");
      }
      return buffer.allocation().address();
    }
    if (argument instanceof KernelArgument.Int integer) {
      boolean fits =
          parameter.kind() != KernelParameter.Kind.POINTER
              && parameter.kind() != KernelParameter.Kind.FLOATING
              && parameter.bytes() <= 8;
      check(fits, where, "an integer", parameter);
      return integer.value();
    }
    KernelArgument.Scalar scalar = (KernelArgument.Scalar) argument;
    check(scalar.dtype().bytes() == parameter.bytes(), where, "a scalar", parameter);
    return scalarBits(scalar);
  }

  private static long scalarBits(KernelArgument.Scalar scalar) {
    double value = scalar.value();
    return switch (scalar.dtype()) {
      case F64 -> Double.doubleToRawLongBits(value);
      case F32 -> Float.floatToRawIntBits((float) value);
      case F16 -> HalfArithmetic.toHalf(HalfArithmetic.odd(value));
      case BF16 -> HalfArithmetic.toBfloat(HalfArithmetic.odd(value));
      case I64, I32, I16, I8, U8, BOOL -> (long) value;
    };
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
