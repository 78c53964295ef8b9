package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The CUDA type in which elements are computed, and how scalar functions are written in it. */
public enum CudaScalar {
  FLOAT("float", "f"),
  DOUBLE("double", ""),
  INTEGER("long long", "");

  private final String typeName;
  private final String suffix;

  CudaScalar(String typeName, String suffix) {
    this.typeName = typeName;
    this.suffix = suffix;
  }

  /** Returns the type in which elements of the given types are computed together. */
  public static CudaScalar of(Collection<DType> types) {
    if (types.contains(DType.F64)) {
      return DOUBLE;
    }
    return types.isEmpty() || types.stream().anyMatch(DType::floating) ? FLOAT : INTEGER;
  }

  /** Returns the {@code #include} lines that the element types need, each with its line end. */
  public static String includes(Collection<DType> types) {
    return (types.contains(DType.F16) ? "#include <cuda_fp16.h>\n" : "")
        + (types.contains(DType.BF16) ? "#include <cuda_bf16.h>\n" : "");
  }

  /** Returns the C++ type, such as {@code float}. */
  public String typeName() {
    return typeName;
  }

  /** Returns the element type that holds the computed values exactly. */
  public DType dtype() {
    return switch (this) {
      case FLOAT -> DType.F32;
      case DOUBLE -> DType.F64;
      case INTEGER -> DType.I64;
    };
  }

  /** Returns a C++ literal, in parentheses if it has a sign. */
  public String literal(double value) {
    String text = this == INTEGER ? integer(value) : real(value);
    return text.startsWith("-") ? "(" + text + ")" : text;
  }

  private String real(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "INFINITY" : "-INFINITY";
    }
    return Double.isNaN(value) ? "NAN" : Double.toString(value) + suffix;
  }

  private static String integer(double value) {
    long rounded = Math.round(value);
    return rounded == Long.MIN_VALUE ? "-9223372036854775807LL - 1" : rounded + "LL";
  }

  /**
   * Returns the C++ expression of a scalar function, in parentheses.
   *
   * @param operands variables or literals, as one may be written twice
   * @param parameters the function's own constants
   */
  public String apply(PointwiseFunction function, List<String> operands, List<Double> parameters) {
    String text = function.cudaTemplate();
    text = this == INTEGER ? text.replace(".0~", "").replace("fabs~", "llabs") : text;
    text = text.replace("~", suffix);
    for (int i = 0; i < operands.size(); i++) {
      text = text.replace("{" + i + "}", operands.get(i));
    }
    for (int i = 0; i < parameters.size(); i++) {
      text = text.replace("{p" + i + "}", literal(parameters.get(i)));
    }
    return "(" + text + ")";
  }

  /** Returns a function of the C++ library by its name in double, such as {@code exp}. */
  public String function(String name) {
    return name + suffix;
  }

  /** Returns the expression of a stored element converted to this type. */
  public String load(DType stored, String element) {
    return switch (stored) {
      case F16 -> conversion("__half2float(" + element + ")");
      case BF16 -> conversion("__bfloat162float(" + element + ")");
      case BOOL -> "(" + element + " ? " + literal(1) + " : " + literal(0) + ")";
      case F64, F32, I64, I32, I16, I8, U8 ->
          stored.cudaName().equals(typeName) ? element : "(" + typeName + ") " + element;
    };
  }

  private String conversion(String value) {
    return this == FLOAT ? value : "(" + typeName + ") " + value;
  }

  /** Returns the expression of a value of this type converted to what is stored. */
  public String store(DType stored, String value) {
    String from = this == DOUBLE ? "double" : "float";
    return switch (stored) {
      case F16 -> "__" + from + "2half(" + value + ")";
      case BF16 -> "__" + from + "2bfloat16(" + value + ")";
      case BOOL -> "(" + value + ") != 0";
      case F64, F32, I64, I32, I16, I8, U8 ->
          stored.cudaName().equals(typeName)
              ? value
              : "(" + stored.cudaName() + ") (" + value + ")";
    };
  }

  /** Returns the name used in names of helper functions, such as {@code float}. */
  String word() {
    return this == INTEGER ? "int" : name().toLowerCase(Locale.ROOT);
  }

  /** Returns the types of tensors. */
  static List<DType> types(Stream<TensorSpec> tensors) {
    return tensors.map(TensorSpec::dtype).distinct().toList();
  }
}
