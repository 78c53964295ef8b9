package dev.warpsmith.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The C++ type of a kernel's parameter, as far as text alone tells it.
 *
 * @param base without {@code const} and pointers, such as {@code float} or {@code unsigned int}
 * @param constant whether what is passed or pointed to is {@code const}
 * @param pointers number of {@code *}
 */
public record ParameterType(String base, boolean constant, int pointers) {
  private static final Set<String> INTEGERS =
      Set.of(
          "int",
          "unsigned",
          "unsigned int",
          "signed",
          "signed int",
          "long",
          "long int",
          "unsigned long",
          "unsigned long int",
          "long long",
          "long long int",
          "unsigned long long",
          "unsigned long long int",
          "short",
          "unsigned short",
          "char",
          "signed char",
          "unsigned char",
          "size_t",
          "ptrdiff_t",
          "int64_t",
          "uint64_t",
          "int32_t",
          "uint32_t",
          "int16_t",
          "uint16_t",
          "int8_t",
          "uint8_t",
          "uint",
          "ulong",
          "ushort",
          "uchar",
          "bool");

  /** Types through which a kernel may look at any tensor's bits. */
  private static final Set<String> RAW =
      Set.of(
          "void",
          "char",
          "unsigned char",
          "uint8_t",
          "byte",
          "unsigned",
          "unsigned int",
          "uint32_t",
          "uint",
          "unsigned short",
          "uint16_t",
          "unsigned long long",
          "unsigned long long int",
          "unsigned long",
          "uint64_t",
          "int2",
          "int4",
          "uint2",
          "uint4",
          "ushort4",
          "longlong2",
          "ulonglong2",
          "long4",
          "ulong2");

  /** Parses a type such as {@code const float *}. */
  static ParameterType parse(String text) {
    int pointers = (int) text.chars().filter(c -> c == '*').count();
    List<String> words =
        Arrays.stream(text.replace("*", " ").replace("&", " ").strip().split("\\s+"))
            .map(word -> word.startsWith("std::") ? word.substring(5) : word)
            .toList();
    String base =
        words.stream()
            .filter(word -> !word.equals("const") && !word.equals("volatile"))
            .filter(word -> !word.equals("struct"))
            .collect(Collectors.joining(" "));
    String pointee = text.contains("*") ? text.substring(0, text.indexOf('*')) : text;
    return new ParameterType(base, pointee.matches("(?s).*\\bconst\\b.*"), pointers);
  }

  /** Tells whether a tensor of the element type may be passed; true where the type is unknown. */
  public boolean acceptsTensor(DType element) {
    if (pointers != 1) {
      return pointers == 0 && !known();
    }
    return !known() || RAW.contains(base) || elementTypes().contains(element);
  }

  /** Tells whether an integer expression may be passed; true where the type is unknown. */
  public boolean acceptsInteger() {
    return pointers == 0 && (!known() || INTEGERS.contains(base));
  }

  /** Tells whether a scalar of the type may be passed; true where the type is unknown. */
  public boolean acceptsScalar(DType scalar) {
    return pointers == 0 && (!known() || elementTypes().contains(scalar));
  }

  /** Tells whether a kernel may write through the parameter. */
  public boolean writable() {
    return pointers > 0 && !constant;
  }

  /** Returns the element types that the base type is, or is a vector of. */
  private Set<DType> elementTypes() {
    return switch (base) {
      case "double", "double2", "double4" -> Set.of(DType.F64);
      case "float", "float1", "float2", "float3", "float4" -> Set.of(DType.F32);
      case "__half", "half", "__half2", "half2" -> Set.of(DType.F16);
      case "__nv_bfloat16", "nv_bfloat16", "__nv_bfloat162", "nv_bfloat162" -> Set.of(DType.BF16);
      case "long long", "long long int", "long", "long int", "int64_t" -> Set.of(DType.I64);
      case "unsigned long long", "unsigned long", "uint64_t", "size_t", "ulong" ->
          Set.of(DType.I64);
      case "int", "signed", "signed int", "int32_t", "int2", "int3", "int4" -> Set.of(DType.I32);
      case "unsigned", "unsigned int", "uint32_t", "uint" -> Set.of(DType.I32);
      case "short", "int16_t", "short2", "short4" -> Set.of(DType.I16);
      case "unsigned short", "uint16_t", "ushort" -> Set.of(DType.I16);
      case "signed char", "int8_t", "char4" -> Set.of(DType.I8);
      case "char", "unsigned char", "uint8_t", "uchar", "uchar4" ->
          Set.of(DType.U8, DType.I8, DType.BOOL);
      case "bool" -> Set.of(DType.BOOL, DType.U8);
      default -> Set.of();
    };
  }

  private boolean known() {
    return INTEGERS.contains(base) || RAW.contains(base) || !elementTypes().isEmpty();
  }

  @Override
  public String toString() {
    return (constant ? "const " : "") + base + "*".repeat(pointers);
  }
}
