package dev.warpsmith.kernels.emulator.conformance;

/** Exact float arithmetic in every format (PTX ISA 9.7.3, 9.7.4). */
final class FloatReference implements Reference {
  private final Form form;
  private final Format format;
  private final Rounding rounding;

  FloatReference(Form form) {
    this.form = form;
    this.format = Format.of(form.type());
    this.rounding = Rounding.of(form.modifiers());
  }

  @Override
  public long[] results(long[] in) {
    if (form.type().endsWith("x2")) {
      return Reference.halves(form.inputs(), this::one).results(in);
    }
    return one(in);
  }

  private long[] one(long[] in) {
    long[] flushed = in.clone();
    for (int k = 0; form.has("ftz") && k < form.inputs().size(); k++) {
      flushed[k] = format.flush(in[k]);
    }
    return new long[] {compute(flushed)};
  }

  private long compute(long[] in) {
    Real a = format.decode(in[0]);
    Real b = format.decode(in[1]);
    Real c = format.decode(in[2]);
    return switch (form.opcode()) {
      case "add" -> finish(a.plus(b, rounding));
      case "sub" -> finish(a.plus(b.negate(), rounding));
      case "mul" -> finish(a.times(b));
      case "fma", "mad" -> finish(a.times(b).plus(c, rounding));
      case "abs" -> finish(a.abs());
      case "neg" -> finish(a.negate());
      case "min", "max" -> extreme(a, b, (in[0] ^ in[1]) & sign());
      case "copysign" -> (in[1] & ~sign()) | (in[0] & sign());
      case "testp" -> test(a, in[0]) ? 1 : 0;
      default -> throw new IllegalArgumentException(form.mnemonic());
    };
  }

  private long sign() {
    return 1L << (format.bits() - 1);
  }

  private long finish(Real exact) {
    return finish(form, format, format.encode(exact, rounding));
  }

  /** Applies what happens after rounding. */
  static long finish(Form form, Format format, long rounded) {
    long result = form.has("ftz") ? format.flush(rounded) : rounded;
    Real value = format.decode(result);
    if (form.has("satfinite") && value.infinite()) {
      result--;
    }
    if (form.has("sat")) {
      boolean low = value.nan() || value.negative() || value.isZero();
      boolean high = !low && value.compareTo(Real.of(1.0)) > 0;
      return low ? 0 : high ? format.one() : result;
    }
    return form.has("relu") && !value.nan() && value.negative() ? 0 : result;
  }

  /** Picks an operand; {@code sign} is the exclusive or of the sign bits. */
  private long extreme(Real a, Real b, long sign) {
    if ((a.nan() && b.nan()) || (form.has("NaN") && (a.nan() || b.nan()))) {
      return format.nan();
    }
    boolean magnitudes = form.has("xorsign");
    Real x = magnitudes ? a.abs() : a;
    Real y = magnitudes ? b.abs() : b;
    boolean first = y.nan() || (!x.nan() && prefers(x.compareTotal(y)));
    Real result = first ? x : y;
    long pattern = format.encode(result, rounding);
    return magnitudes ? pattern | sign : pattern;
  }

  private boolean prefers(int order) {
    return form.opcode().equals("min") ? order <= 0 : order >= 0;
  }

  private boolean test(Real value, long pattern) {
    boolean finite = !value.nan() && !value.infinite();
    boolean subnormal = finite && !value.isZero() && format.flush(pattern) != pattern;
    return switch (form.modifiers().get(0)) {
      case "finite" -> finite;
      case "infinite" -> value.infinite();
      case "number" -> !value.nan();
      case "notanumber" -> value.nan();
      case "normal" -> finite && !subnormal;
      default -> subnormal;
    };
  }
}
