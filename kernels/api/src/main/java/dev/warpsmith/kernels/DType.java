package dev.warpsmith.kernels;

import java.util.Arrays;
import java.util.List;

/**
 * The element type of a tensor or scalar, named as in annotated sources ({@code f32}, {@code i64},
 * ...).
 */
public enum DType {
  F64(8, "double"),
  F32(4, "float"),
  F16(2, "__half"),
  BF16(2, "__nv_bfloat16"),
  I64(8, "long long"),
  I32(4, "int"),
  I16(2, "short"),
  I8(1, "signed char"),
  U8(1, "unsigned char"),
  BOOL(1, "bool");

  private final int bytes;
  private final String cudaName;

  DType(int bytes, String cudaName) {
    this.bytes = bytes;
    this.cudaName = cudaName;
  }

  /** Returns the size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Returns the CUDA C++ type, such as {@code float}. */
  public String cudaName() {
    return cudaName;
  }

  /** Tells whether the type is a floating-point type. */
  public boolean floating() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }

  /** Returns the name used in directives, such as {@code f32}. */
  public String directiveName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns the ten directive names. */
  public static List<String> directiveNames() {
    return Arrays.stream(values()).map(DType::directiveName).toList();
  }

  /**
   * Parses a directive name.
   *
   * @throws IllegalArgumentException if the name is not one of the ten types; the message lists
   *     them
   */
  public static DType parse(String name) {
    for (DType type : values()) {
      if (type.directiveName().equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "unknown type '"
            + name
            + "' (expected one of: "
            + String.join(", ", directiveNames())
            + ")");
  }
}
