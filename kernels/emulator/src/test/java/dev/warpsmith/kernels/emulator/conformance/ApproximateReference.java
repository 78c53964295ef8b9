package dev.warpsmith.kernels.emulator.conformance;

/**
 * The approximate functions: special cases as the PTX ISA tables them, other results within the
 * error that it allows.
 */
final class ApproximateReference implements Reference {
  private final Form form;
  private final Format format;

  ApproximateReference(Form form) {
    this.form = form;
    this.format = Format.of(form.type());
  }

  @Override
  public long[] results(long[] in) {
    double expected = expected(in);
    long pattern = format.encode(Real.of(expected), Rounding.NEAREST);
    return new long[] {form.has("ftz") ? format.flush(pattern) : pattern};
  }

  private double value(long pattern) {
    long flushed = form.has("ftz") ? format.flush(pattern) : pattern;
    Real real = format.decode(flushed);
    return Double.longBitsToDouble(Format.F64.encode(real, Rounding.NEAREST));
  }

  private boolean gross() {
    return format == Format.F64 && form.has("ftz");
  }

  private double expected(long[] in) {
    double x = value(gross() ? in[0] & 0xFFFFFFFF00000000L : in[0]);
    double y = value(in[1]);
    return switch (form.opcode()) {
      case "div" -> quotient(x, y);
      case "rcp" -> 1 / x;
      case "sqrt" -> StrictMath.sqrt(x);
      case "rsqrt" -> 1 / StrictMath.sqrt(x);
      case "sin" -> StrictMath.sin(x);
      case "cos" -> StrictMath.cos(x);
      case "lg2" -> StrictMath.log(x) / StrictMath.log(2);
      case "ex2" -> StrictMath.pow(2, x);
      case "tanh" -> StrictMath.tanh(x);
      default -> throw new IllegalArgumentException(form.mnemonic());
    };
  }

  /** {@code div.approx} by more than 2^126 gives zero, or NaN for infinities. */
  private double quotient(double x, double y) {
    boolean huge = Math.abs(y) > 0x1p126 && !Double.isInfinite(y) && form.has("approx");
    if (!huge || Double.isNaN(x)) {
      return x / y;
    }
    return Double.isInfinite(x) ? Double.NaN : x * 0 * Math.signum(y);
  }

  @Override
  public boolean accepts(long[] in, long[] actual) {
    double expected = expected(in);
    long nominal = results(in)[0];
    Real rounded = format.decode(nominal);
    if (rounded.nan() || rounded.infinite() || expected == 0) {
      return actual[0] == nominal;
    }
    if (gross() && (int) actual[0] != 0) {
      return false;
    }
    Real real = format.decode(actual[0]);
    if (real.nan() || real.infinite()) {
      return false;
    }
    double got = Double.longBitsToDouble(Format.F64.encode(real, Rounding.NEAREST));
    double least = form.has("ftz") ? smallestNormal() : smallest();
    return Math.abs(got - expected) <= Math.max(bound(value(in[0]), Math.abs(expected)), least);
  }

  private double smallest() {
    return Double.longBitsToDouble(Format.F64.encode(format.decode(1), Rounding.NEAREST));
  }

  private double smallestNormal() {
    Real normal = format.decode(1L << format.fractionBits());
    return Double.longBitsToDouble(Format.F64.encode(normal, Rounding.NEAREST));
  }

  /** Returns the absolute error that the PTX ISA allows. */
  private double bound(double x, double expected) {
    if (format == Format.F16 || format == Format.BF16) {
      boolean brain = format == Format.BF16;
      double tanh = brain ? 0x1p-8 : StrictMath.pow(2, -10.987);
      double power = brain ? 0x1p-7 : StrictMath.pow(2, -9.9);
      return form.opcode().equals("tanh") ? tanh : power * expected;
    }
    if (format == Format.F64) {
      return expected * (gross() ? 0x1p-20 : 0x1p-51);
    }
    return switch (form.opcode()) {
      case "sin", "cos" -> Math.abs(x) <= 2 * Math.PI ? StrictMath.pow(2, -20.5) : 0x1p-15;
      case "lg2" -> x > 0.5 && x < 2 ? 0x1p-22 : 0x1p-22 * expected;
      case "tanh" -> 0x1p-11 * expected;
      case "div" -> 0x1p-22 * expected;
      default -> 0x1p-22 * expected;
    };
  }
}
