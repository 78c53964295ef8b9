package dev.warpsmith.kernels.emulator.conformance;

import java.math.BigInteger;

/** Integer arithmetic and carry chains, in unbounded integers (PTX ISA 9.7.1, 9.7.2). */
final class IntegerReference implements Reference {
  private final Form form;
  private final String type;
  private final int bits;
  private final boolean signed;

  IntegerReference(Form form) {
    this.form = form;
    this.type = form.type();
    this.signed = Types.isSigned(type);
    this.bits = type.endsWith("x2") ? 16 : Types.bits(type);
  }

  @Override
  public long[] results(long[] in) {
    if (type.endsWith("x2")) {
      return Reference.halves(form.inputs(), this::one).results(in);
    }
    return one(in);
  }

  private long[] one(long[] in) {
    BigInteger a = value(in[0], bits);
    BigInteger b = value(in[1], bits);
    boolean wide = form.has("wide");
    BigInteger c = value(in[2], wide ? 2 * bits : bits);
    BigInteger carry = BigInteger.valueOf(form.readsCarry() ? in[form.inputs().size() - 1] : 0);
    BigInteger result =
        switch (form.opcode()) {
          case "add", "addc" -> a.add(b).add(carry);
          case "sub", "subc" -> a.subtract(b).subtract(carry);
          case "mul" -> product(a, b);
          case "mad", "madc" -> product(a, b).add(c).add(carry);
          case "mul24" -> product24(a, b);
          case "mad24" -> product24(a, b).add(c);
          case "sad" -> a.subtract(b).abs().add(c);
          case "div" -> b.signum() == 0 ? BigInteger.ONE.negate() : a.divide(b);
          case "rem" ->
              b.signum() == 0 ? BigInteger.ONE.negate() : a.subtract(a.divide(b).multiply(b));
          case "abs" -> a.abs();
          case "neg" -> a.negate();
          case "min" -> relu(a.min(b));
          case "max" -> relu(a.max(b));
          default -> throw new IllegalArgumentException(form.mnemonic());
        };
    int width = wide ? 2 * bits : bits;
    long pattern = pattern(form.has("sat") ? clamp(result) : result, width);
    return form.has("cc") ? new long[] {pattern, carryOut(in, carry)} : new long[] {pattern};
  }

  private BigInteger value(long pattern, int width) {
    BigInteger unsigned = pattern(BigInteger.valueOf(pattern), width, 0);
    boolean negative = signed && unsigned.testBit(width - 1);
    return negative ? unsigned.subtract(BigInteger.ONE.shiftLeft(width)) : unsigned;
  }

  private static BigInteger pattern(BigInteger value, int width, int shift) {
    BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    return value.shiftRight(shift).and(mask);
  }

  private static long pattern(BigInteger value, int width) {
    return pattern(value, width, 0).longValue();
  }

  private BigInteger clamp(BigInteger value) {
    BigInteger most = BigInteger.ONE.shiftLeft(bits - 1).subtract(BigInteger.ONE);
    return value.min(most).max(most.not());
  }

  private BigInteger relu(BigInteger value) {
    return form.has("relu") ? value.max(BigInteger.ZERO) : value;
  }

  /** The half of the product that the form asks for; signed where it is added or clamped. */
  private BigInteger product(BigInteger a, BigInteger b) {
    BigInteger product = a.multiply(b);
    return form.has("hi") ? product.shiftRight(bits) : product;
  }

  private BigInteger product24(BigInteger a, BigInteger b) {
    BigInteger product = low24(a).multiply(low24(b));
    return form.has("hi") ? product.shiftRight(16) : product;
  }

  private BigInteger low24(BigInteger value) {
    BigInteger low = pattern(value, 24, 0);
    return signed && low.testBit(23) ? low.subtract(BigInteger.ONE.shiftLeft(24)) : low;
  }

  /** The carry or borrow out of the unsigned addition of what the form adds last. */
  private long carryOut(long[] in, BigInteger carry) {
    BigInteger x = pattern(BigInteger.valueOf(in[0]), bits, 0);
    BigInteger y = pattern(BigInteger.valueOf(in[1]), bits, 0);
    if (form.opcode().startsWith("sub")) {
      return x.subtract(y).subtract(carry).signum() < 0 ? 1 : 0;
    }
    if (form.opcode().startsWith("mad")) {
      x = pattern(product(value(in[0], bits), value(in[1], bits)), bits, 0);
      y = pattern(BigInteger.valueOf(in[2]), bits, 0);
    }
    return x.add(y).add(carry).testBit(bits) ? 1 : 0;
  }
}
