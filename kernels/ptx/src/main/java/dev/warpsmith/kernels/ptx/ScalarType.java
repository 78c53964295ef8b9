package dev.warpsmith.kernels.ptx;

import java.util.Locale;
import java.util.Optional;

/** A fundamental PTX type (PTX ISA, section "Types"). */
public enum ScalarType {
  PRED(Family.PREDICATE, 1),
  B8(Family.BITS, 1),
  B16(Family.BITS, 2),
  B32(Family.BITS, 4),
  B64(Family.BITS, 8),
  B128(Family.BITS, 16),
  U8(Family.UNSIGNED, 1),
  U16(Family.UNSIGNED, 2),
  U32(Family.UNSIGNED, 4),
  U64(Family.UNSIGNED, 8),
  S8(Family.SIGNED, 1),
  S16(Family.SIGNED, 2),
  S32(Family.SIGNED, 4),
  S64(Family.SIGNED, 8),
  F16(Family.FLOATING, 2),
  F16X2(Family.FLOATING, 4),
  BF16(Family.FLOATING, 2),
  BF16X2(Family.FLOATING, 4),
  TF32(Family.FLOATING, 4),
  F32(Family.FLOATING, 4),
  F64(Family.FLOATING, 8),
  E4M3X2(Family.FLOATING, 2),
  E5M2X2(Family.FLOATING, 2),
  U16X2(Family.UNSIGNED, 4),
  S16X2(Family.SIGNED, 4);

  /** How the bits of a type are read. */
  public enum Family {
    PREDICATE,
    BITS,
    UNSIGNED,
    SIGNED,
    FLOATING
  }

  private final Family family;
  private final int bytes;

  ScalarType(Family family, int bytes) {
    this.family = family;
    this.bytes = bytes;
  }

  /** Returns how its bits are read. */
  public Family family() {
    return family;
  }

  /** Returns its size in memory. */
  public int bytes() {
    return bytes;
  }

  /** Returns its size in bits. */
  public int bits() {
    return bytes * 8;
  }

  /** Tells whether it is a signed integer type. */
  public boolean signed() {
    return family == Family.SIGNED;
  }

  /** Tells whether it is a floating-point type. */
  public boolean floating() {
    return family == Family.FLOATING;
  }

  /** Returns the name as PTX writes it, without the dot. */
  public String ptxName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Finds a type by its PTX name without the dot; empty if the text names no type. */
  public static Optional<ScalarType> find(String name) {
    for (ScalarType type : values()) {
      if (type.ptxName().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
