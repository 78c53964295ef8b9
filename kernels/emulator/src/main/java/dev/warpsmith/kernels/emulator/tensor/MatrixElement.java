package dev.warpsmith.kernels.emulator.tensor;

import java.util.Locale;
import java.util.Optional;

/** The type of a matrix's elements. */
public enum MatrixElement {
  F16(16),
  BF16(16),
  TF32(32),
  E4M3(8),
  E5M2(8),
  F32(32),
  F64(64),
  S32(32),
  S8(8),
  U8(8),
  S4(4),
  U4(4),
  /** Handled in words of 32. */
  B1(1);

  private final int bits;

  MatrixElement(int bits) {
    this.bits = bits;
  }

  /** Finds a type by its PTX name without the dot. */
  public static Optional<MatrixElement> find(String name) {
    for (MatrixElement element : values()) {
      if (element.ptxName().equals(name)) {
        return Optional.of(element);
      }
    }
    return Optional.empty();
  }

  String ptxName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the bits of one element. */
  public int bits() {
    return bits;
  }

  /** Returns the bits of what is handled as one element. */
  public int unitBits() {
    return this == B1 ? 32 : bits;
  }

  /** Returns how many elements along k are handled as one. */
  public int perUnit() {
    return unitBits() / bits;
  }

  /** Returns how many units lie in one register. */
  int perRegister() {
    return Math.max(1, 32 / unitBits());
  }

  /** Returns the format, if it is a narrow float that tensor cores multiply. */
  Optional<ElementFormat> format() {
    return switch (this) {
      case F16 -> Optional.of(ElementFormat.F16);
      case BF16 -> Optional.of(ElementFormat.BF16);
      case TF32 -> Optional.of(ElementFormat.TF32);
      case E4M3 -> Optional.of(ElementFormat.E4M3);
      case E5M2 -> Optional.of(ElementFormat.E5M2);
      case F32, F64, S32, S8, U8, S4, U4, B1 -> Optional.empty();
    };
  }
}
