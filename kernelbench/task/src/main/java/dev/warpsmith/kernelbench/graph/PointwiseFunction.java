package dev.warpsmith.kernelbench.graph;

import static dev.warpsmith.kernelbench.graph.Formula.binary;
import static dev.warpsmith.kernelbench.graph.Formula.test;
import static dev.warpsmith.kernelbench.graph.Formula.unary;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * A scalar function of one or more elements, with PyTorch's name, defaults and NaN behaviour.
 *
 * <p>Each has its arity, the work of one element, its float64 meaning, and the same as a CUDA
 * expression: {@code {0}}, {@code {1}}, ... stand for operands, {@code {p0}}, ... for parameters,
 * and {@code ~} for the suffix of the type ({@code exp~} is {@code expf} in float and {@code exp}
 * in double). An operand may occur twice, so it must be a variable or a literal.
 */
// Unmodifiable lists, records of numbers and functions without state are immutable.
@SuppressWarnings("ImmutableEnumChecker")
public enum PointwiseFunction {
  ADD(2, Work.of(1, 0), binary((a, b) -> a + b), "{0} + {1}"),
  SUB(2, Work.of(1, 0), binary((a, b) -> a - b), "{0} - {1}"),
  MUL(2, Work.of(1, 0), binary((a, b) -> a * b), "{0} * {1}"),
  DIV(2, Work.of(1, 1), binary((a, b) -> a / b), "{0} / {1}"),
  MAXIMUM(2, Work.of(1, 0), binary(Math::max), "{0} > {1} || {0} != {0} ? {0} : {1}"),
  MINIMUM(2, Work.of(1, 0), binary(Math::min), "{0} < {1} || {0} != {0} ? {0} : {1}"),
  POW(2, Work.of(1, 2), binary(PointwiseFunction::power), "pow~({0}, {1})"),
  NEG(1, Work.of(1, 0), unary(x -> -x), "-{0}"),
  ABS(1, Work.of(1, 0), unary(Math::abs), "fabs~({0})"),
  /** 0 for NaN, as in PyTorch. */
  SIGN(
      1,
      Work.of(2, 0),
      unary(x -> x > 0 ? 1 : x < 0 ? -1 : 0),
      "{0} > 0.0~ ? 1.0~ : ({0} < 0.0~ ? -1.0~ : 0.0~)"),
  FLOOR(1, Work.of(1, 0), unary(Math::floor), "floor~({0})"),
  CEIL(1, Work.of(1, 0), unary(Math::ceil), "ceil~({0})"),
  ROUND(1, Work.of(1, 0), unary(Math::rint), "rint~({0})"),
  EXP(1, Work.of(1, 1), unary(Math::exp), "exp~({0})"),
  EXPM1(1, Work.of(2, 1), unary(Math::expm1), "expm1~({0})"),
  LOG(1, Work.of(1, 1), unary(Math::log), "log~({0})"),
  LOG1P(1, Work.of(2, 1), unary(Math::log1p), "log1p~({0})"),
  SQRT(1, Work.of(0, 1), unary(Math::sqrt), "sqrt~({0})"),
  RSQRT(1, Work.of(0, 1), unary(x -> 1 / Math.sqrt(x)), "rsqrt~({0})"),
  SQUARE(1, Work.of(1, 0), unary(x -> x * x), "{0} * {0}"),
  RECIPROCAL(1, Work.of(0, 1), unary(x -> 1 / x), "1.0~ / {0}"),
  SIN(1, Work.of(0, 1), unary(Math::sin), "sin~({0})"),
  COS(1, Work.of(0, 1), unary(Math::cos), "cos~({0})"),
  TANH(1, Work.of(4, 2), unary(Math::tanh), "tanh~({0})"),
  ERF(1, Work.of(8, 1), unary(ErrorFunction::erf), "erf~({0})"),
  SIGMOID(1, Work.of(2, 2), unary(PointwiseFunction::logistic), "1.0~ / (1.0~ + exp~(-{0}))"),
  LOGSIGMOID(
      1,
      Work.of(4, 2),
      unary(x -> Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)))),
      "({0} > 0.0~ ? 0.0~ : {0}) - log1p~(exp~(-fabs~({0})))"),
  RELU(1, Work.of(1, 0), unary(x -> x < 0 ? 0 : x), "{0} < 0.0~ ? 0.0~ : {0}"),
  RELU6(1, Work.of(2, 0), unary(x -> clamp(x, 0, 6)), clamped("{0}", "0.0~", "6.0~")),
  /** The exact form, x times the normal distribution's cumulative function. */
  GELU(
      1,
      Work.of(12, 1),
      unary(x -> 0.5 * x * ErrorFunction.erfc(-x * 0.7071067811865476)),
      "0.5~ * {0} * (1.0~ + erf~({0} * 0.70710678118654752~))"),
  /** {@code gelu(x, approximate='tanh')}. */
  GELU_TANH(
      1,
      Work.of(10, 2),
      unary(x -> 0.5 * x * (1 + Math.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))),
      "0.5~ * {0} * (1.0~ + tanh~(0.79788456080286536~ * ({0} + 0.044715~ * {0} * {0} * {0})))"),
  SILU(1, Work.of(2, 2), unary(x -> x * logistic(x)), "{0} / (1.0~ + exp~(-{0}))"),
  SOFTPLUS(
      1,
      List.of(new Parameter("beta", 1), new Parameter("threshold", 20)),
      Work.of(5, 2),
      (x, p) -> x[0] * p[0] > p[1] ? x[0] : Math.log1p(Math.exp(x[0] * p[0])) / p[0],
      "{0} * {p0} > {p1} ? {0} : log1p~(exp~({0} * {p0})) / {p0}"),
  LEAKY_RELU(
      1,
      List.of(new Parameter("negative_slope", 0.01)),
      Work.of(2, 0),
      (x, p) -> x[0] > 0 ? x[0] : x[0] * p[0],
      "{0} > 0.0~ ? {0} : {0} * {p0}"),
  ELU(
      1,
      List.of(new Parameter("alpha", 1)),
      Work.of(4, 1),
      (x, p) -> x[0] > 0 ? x[0] : p[0] * Math.expm1(x[0]),
      "{0} > 0.0~ ? {0} : {p0} * expm1~({0})"),
  SELU(
      1,
      Work.of(5, 1),
      unary(x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))),
      "1.0507009873554805~ * ({0} > 0.0~ ? {0} : 1.6732632423543772~ * expm1~({0}))"),
  MISH(
      1,
      Work.of(7, 4),
      unary(x -> x * Math.tanh(Math.log1p(Math.exp(x)))),
      "{0} * tanh~(log1p~(exp~({0})))"),
  CLAMP(
      1,
      List.of(
          new Parameter("min", Double.NEGATIVE_INFINITY),
          new Parameter("max", Double.POSITIVE_INFINITY)),
      Work.of(2, 0),
      (x, p) -> clamp(x[0], p[0], p[1]),
      clamped("{0}", "{p0}", "{p1}")),
  HARDTANH(
      1,
      List.of(new Parameter("min_val", -1), new Parameter("max_val", 1)),
      Work.of(2, 0),
      (x, p) -> clamp(x[0], p[0], p[1]),
      clamped("{0}", "{p0}", "{p1}")),
  HARDSIGMOID(
      1,
      Work.of(4, 0),
      unary(x -> clamp(x + 3, 0, 6) / 6),
      "(" + clamped("{0} + 3.0~", "0.0~", "6.0~") + ") / 6.0~"),
  HARDSWISH(
      1,
      Work.of(5, 0),
      unary(x -> x * clamp(x + 3, 0, 6) / 6),
      "{0} * (" + clamped("{0} + 3.0~", "0.0~", "6.0~") + ") / 6.0~"),
  SOFTSIGN(1, Work.of(2, 1), unary(x -> x / (1 + Math.abs(x))), "{0} / (1.0~ + fabs~({0}))"),
  /** The operand itself: what a dropout is outside of training. */
  DROPOUT(1, List.of(new Parameter("p", 0.5)), Work.NONE, (x, p) -> x[0], "{0}"),
  /** One number, in the operand's shape and type. */
  FULL_LIKE(1, List.of(new Parameter("fill_value", 0)), Work.NONE, (x, p) -> p[0], "{p0}"),
  /** The element of {@code mse_loss(a, b, reduction='none')}; so are those after it. */
  MSE_LOSS(2, Work.of(2, 0), binary((a, b) -> (a - b) * (a - b)), "({0} - {1}) * ({0} - {1})"),
  L1_LOSS(2, Work.of(2, 0), binary((a, b) -> Math.abs(a - b)), "fabs~({0} - {1})"),
  SMOOTH_L1_LOSS(
      2,
      List.of(new Parameter("beta", 1)),
      Work.of(5, 0),
      (x, p) -> smooth(Math.abs(x[0] - x[1]), p[0]),
      "fabs~({0} - {1}) < {p0} ? 0.5~ * ({0} - {1}) * ({0} - {1}) / {p0} : fabs~({0} - {1}) - 0.5~"
          + " * {p0}"),
  HUBER_LOSS(
      2,
      List.of(new Parameter("delta", 1)),
      Work.of(5, 0),
      (x, p) -> huber(Math.abs(x[0] - x[1]), p[0]),
      "fabs~({0} - {1}) <= {p0} ? 0.5~ * ({0} - {1}) * ({0} - {1}) : {p0} * (fabs~({0} - {1}) -"
          + " 0.5~ * {p0})"),
  /** {@code b * (log(b) - a)}, 0 times the logarithm of 0 being 0. */
  KL_DIV(
      2,
      Work.of(3, 1),
      binary((a, b) -> (b == 0 ? 0 : b * Math.log(b)) - b * a),
      "({1} == 0.0~ ? 0.0~ : {1} * log~({1})) - {1} * {0}"),
  /** {@code kl_div(a, b, log_target=true)}: the target is given as its logarithm. */
  KL_DIV_LOG(2, Work.of(3, 1), binary((a, b) -> Math.exp(b) * (b - a)), "exp~({1}) * ({1} - {0})"),
  /** The second operand where the first is not zero, else the third. */
  WHERE(3, Work.of(1, 0), (x, p) -> x[0] != 0 ? x[1] : x[2], "{0} != 0.0~ ? {1} : {2}"),
  GT(2, Work.of(1, 0), test((a, b) -> a > b), "{0} > {1} ? 1.0~ : 0.0~"),
  GE(2, Work.of(1, 0), test((a, b) -> a >= b), "{0} >= {1} ? 1.0~ : 0.0~"),
  LT(2, Work.of(1, 0), test((a, b) -> a < b), "{0} < {1} ? 1.0~ : 0.0~"),
  LE(2, Work.of(1, 0), test((a, b) -> a <= b), "{0} <= {1} ? 1.0~ : 0.0~"),
  EQ(2, Work.of(1, 0), test((a, b) -> a == b), "{0} == {1} ? 1.0~ : 0.0~"),
  NE(2, Work.of(1, 0), test((a, b) -> a != b), "{0} != {1} ? 1.0~ : 0.0~");

  private final int arity;
  private final List<Parameter> parameters;
  private final Work work;
  private final Formula formula;
  private final String cuda;

  PointwiseFunction(int arity, Work work, Formula formula, String cuda) {
    this(arity, List.of(), work, formula, cuda);
  }

  PointwiseFunction(
      int arity, List<Parameter> parameters, Work work, Formula formula, String cuda) {
    this.arity = arity;
    this.parameters = parameters;
    this.work = work;
    this.formula = formula;
    this.cuda = cuda;
  }

  /** Returns the number of operands. */
  public int arity() {
    return arity;
  }

  /** Returns the function's own constants, in the order of {@link Op.Pointwise#parameters}. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Returns the arithmetic of one element. */
  public Work work() {
    return work;
  }

  /** Computes the function in float64. Reads both arrays, keeps neither. */
  public double apply(double[] operands, double[] parameters) {
    return formula.apply(operands, parameters);
  }

  /** Returns the name in the textual form, such as {@code leaky_relu}. */
  public String word() {
    return switch (this) {
      case GELU_TANH -> "gelu";
      case KL_DIV_LOG -> "kl_div";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }

  /** Returns the CUDA expression's template; see the class's description. */
  public String cudaTemplate() {
    return cuda;
  }

  /** Tells whether the function is the element of a loss. */
  public boolean loss() {
    return compareTo(MSE_LOSS) >= 0 && compareTo(KL_DIV_LOG) <= 0;
  }

  /** Tells whether integers have it too, with an integer result. */
  public boolean integral() {
    return EnumSet.of(ADD, SUB, MUL, MAXIMUM, MINIMUM, NEG, ABS, SIGN, SQUARE, RELU, RELU6)
            .contains(this)
        || EnumSet.of(CLAMP, WHERE, DROPOUT, FULL_LIKE).contains(this);
  }

  /** Tells whether the result is a truth value, of type {@code bool}. */
  public boolean logical() {
    return compareTo(GT) >= 0;
  }

  private static String clamped(String x, String low, String high) {
    return "X < L ? L : (X > H ? H : X)".replace("X", x).replace("L", low).replace("H", high);
  }

  private static double clamp(double x, double low, double high) {
    return x < low ? low : (x > high ? high : x);
  }

  /** Java's power is NaN where C's, and so CUDA's and PyTorch's, is 1. */
  private static double power(double base, double exponent) {
    boolean one = base == 1 || (base == -1 && Double.isInfinite(exponent));
    return one ? 1 : Math.pow(base, exponent);
  }

  private static double smooth(double distance, double beta) {
    return distance < beta ? 0.5 * distance * distance / beta : distance - 0.5 * beta;
  }

  private static double huber(double distance, double delta) {
    return distance <= delta ? 0.5 * distance * distance : delta * (distance - 0.5 * delta);
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
