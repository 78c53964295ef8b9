package dev.warpsmith.kernels.emulator.conformance;

import java.util.Arrays;
import java.util.List;

/** What an instruction must compute: plain Java that shares nothing with the emulator. */
@FunctionalInterface
interface Reference {
  /** Returns the patterns of the outputs for the patterns of the inputs. */
  long[] results(long[] inputs);

  /** Tells whether results are right: equal bit for bit, unless a bound is all that PTX gives. */
  default boolean accepts(long[] inputs, long[] actual) {
    return Arrays.equals(results(inputs), actual);
  }

  /** Finds the reference of a form. */
  static Reference of(Form form) {
    return switch (form.opcode()) {
      case "setp", "set", "selp", "slct" -> ComparisonReference.of(form);
      case "cvt" -> ConversionReference.of(form);
      case "popc",
          "clz",
          "bfind",
          "fns",
          "brev",
          "bfe",
          "bfi",
          "szext",
          "bmsk",
          "dp4a",
          "dp2a",
          "lop3",
          "prmt",
          "shf",
          "shl",
          "shr",
          "and",
          "or",
          "xor",
          "not",
          "cnot",
          "mov" ->
          BitReference.of(form);
      case "rcp", "sqrt", "rsqrt", "sin", "cos", "lg2", "ex2", "tanh", "div" ->
          Types.isFloat(form.type()) ? RootReference.of(form) : new IntegerReference(form);
      default ->
          form.opcode().startsWith("v")
              ? VideoReference.of(form)
              : Types.isFloat(form.type()) ? new FloatReference(form) : new IntegerReference(form);
    };
  }

  /** Applies a reference of one half to both halves of packed operands. */
  static Reference halves(List<String> inputs, Reference half) {
    return in -> {
      long[] low = new long[in.length];
      long[] high = new long[in.length];
      for (int k = 0; k < in.length; k++) {
        boolean packed = k < inputs.size() && inputs.get(k).endsWith("x2");
        low[k] = packed ? in[k] & 0xFFFF : in[k];
        high[k] = packed ? in[k] >>> 16 & 0xFFFF : in[k];
      }
      return new long[] {half.results(low)[0] | half.results(high)[0] << 16};
    };
  }
}
