package dev.warpsmith.kernels.emulator.conformance;

import java.math.BigInteger;
import java.util.List;

/** Conversions through exact values (PTX ISA 9.7.9, "cvt" and "cvt.pack"). */
final class ConversionReference {
  private final Form form;
  private final String to;
  private final String from;
  private final Rounding rounding;

  private ConversionReference(Form form) {
    List<String> types = form.modifiers().stream().filter(Types::isType).toList();
    this.form = form;
    this.to = types.get(0);
    this.from = types.get(1);
    this.rounding = Rounding.of(form.modifiers());
  }

  static Reference of(Form form) {
    if (form.has("pack")) {
      return in -> new long[] {pack(form, in)};
    }
    ConversionReference reference = new ConversionReference(form);
    return in -> new long[] {reference.convert(in)};
  }

  private long convert(long[] in) {
    if (to.endsWith("x2")) {
      boolean two = from.equals("f32");
      int width = Types.bits(to) / 2;
      int source = Types.bits(from) / 2;
      long high = real(two ? in[0] : in[0] >>> source);
      long low = real(two ? in[1] : in[0] & ((1L << source) - 1));
      return high << width | low;
    }
    if (!Types.isFloat(from)) {
      return fromInteger(in[0]);
    }
    return Types.isFloat(to) ? real(in[0]) : toInteger(decode(in[0]));
  }

  private BigInteger integer(long pattern) {
    int shift = 64 - Types.bits(from);
    long cut = Types.isSigned(from) ? pattern << shift >> shift : pattern << shift >>> shift;
    return Types.isSigned(from) ? BigInteger.valueOf(cut) : unsigned(cut);
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  private long fromInteger(long pattern) {
    BigInteger value = integer(pattern);
    if (Types.isFloat(to)) {
      return finish(Format.of(to), Format.of(to).encode(Real.of(value), rounding));
    }
    return register(form.has("sat") ? clamp(value, to) : value);
  }

  /** Cuts to the type and extends to the 16-bit register of 8-bit results. */
  private long register(BigInteger value) {
    int bits = Types.bits(to);
    long shifted = value.longValue() << (64 - bits);
    long extended = Types.isSigned(to) ? shifted >> (64 - bits) : shifted >>> (64 - bits);
    return extended & -1L >>> (64 - Math.max(16, bits));
  }

  private static BigInteger clamp(BigInteger value, String type) {
    int bits = Integer.parseInt(type.substring(1));
    boolean signed = type.startsWith("s");
    BigInteger most = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
    return value.min(most).max(signed ? most.not() : BigInteger.ZERO);
  }

  private Real decode(long pattern) {
    Format format = Format.of(from);
    return format.decode(form.has("ftz") && from.equals("f32") ? format.flush(pattern) : pattern);
  }

  private long toInteger(Real value) {
    if (value.nan()) {
      boolean wide = from.equals("f64") || Types.bits(to) == 64;
      return wide ? register(BigInteger.ONE.shiftLeft(Types.bits(to) - 1)) : 0;
    }
    BigInteger huge = BigInteger.ONE.shiftLeft(100);
    BigInteger rounded =
        value.infinite() ? (value.negative() ? huge.negate() : huge) : value.toInteger(rounding);
    return register(clamp(rounded, to));
  }

  private long real(long pattern) {
    if (form.mnemonic().startsWith("cvt")
        && to.equals("f32")
        && from.equals("bf16")
        && !form.has("ftz")) {
      return pattern << 16;
    }
    Format format = Format.of(to);
    Real value = decode(pattern);
    boolean integral = form.modifiers().stream().anyMatch(m -> m.matches("r[nzmp]i"));
    Real rounded = integral ? value.integral(rounding) : value;
    long result = format.encode(rounded, integral ? Rounding.NEAREST : rounding);
    if (format == Format.TF32) {
      return value.nan() ? 0x7FFFFFFFL : finish(format, result) << 13;
    }
    return finish(format, result);
  }

  private long finish(Format format, long rounded) {
    long result = form.has("ftz") && format == Format.F32 ? format.flush(rounded) : rounded;
    if (form.has("satfinite") && format.decode(result).infinite()) {
      result--;
    }
    Real value = format.decode(result);
    if (form.has("relu") && !value.nan() && value.negative()) {
      return 0;
    }
    if (form.has("sat")) {
      boolean low = value.nan() || value.negative() || value.isZero();
      return low ? 0 : value.compareTo(Real.of(1.0)) > 0 ? format.one() : result;
    }
    return result;
  }

  private static BigInteger signed32(long pattern) {
    return BigInteger.valueOf(pattern << 32 >> 32);
  }

  private static long pack(Form form, long[] in) {
    String target = form.modifiers().get(2);
    int bits = Integer.parseInt(target.substring(1));
    long mask = (1L << bits) - 1;
    long high = clamp(signed32(in[0]), target).longValue() & mask;
    long low = clamp(signed32(in[1]), target).longValue() & mask;
    long both = high << bits | low;
    return bits == 16 ? both : (in[2] << (2 * bits) | both) & 0xFFFFFFFFL;
  }
}
