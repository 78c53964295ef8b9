package dev.warpsmith.kernelbench.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PointwiseFunctionTest {
  private static double value(PointwiseFunction function, double... operands) {
    double[] parameters = function.parameters().stream().mapToDouble(Parameter::initial).toArray();
    return function.apply(operands, parameters);
  }

  /** Values from an independent implementation in 40 digits. */
  @ParameterizedTest
  @CsvSource({
    "ERF, 0.5, 0.5204998778130465",
    "ERF, 2.5, 0.9995930479825550",
    "ERF, -3, -0.9999779095030014",
    "GELU, 1, 0.8413447460685429",
    "GELU, -4, -0.00012668496733247987",
    "GELU_TANH, 1, 0.8411919906082768",
    "SIGMOID, -1, 0.2689414213699951",
    "SILU, 2, 1.7615941559557649",
    "SOFTPLUS, 1, 1.3132616875182228",
    "SOFTPLUS, 21, 21",
    "ELU, -1, -0.6321205588285577",
    "SELU, -1, -1.1113307378125625",
    "MISH, 1, 0.8650983882673103",
    "LEAKY_RELU, -2, -0.02",
    "HARDSIGMOID, 1, 0.6666666666666666",
    "HARDSWISH, -1, -0.3333333333333333",
    "SOFTSIGN, -3, -0.75",
    "HARDTANH, 7, 1",
    "CLAMP, 7, 7",
    "RELU6, 7, 6",
    "LOGSIGMOID, -2, -2.1269280110429727",
    "RSQRT, 4, 0.5",
    "ROUND, 2.5, 2",
  })
  void computesKnownValues(PointwiseFunction function, double x, double expected) {
    assertThat(value(function, x)).isEqualTo(expected, within(4e-16 + 1e-13 * Math.abs(expected)));
  }

  @ParameterizedTest
  @EnumSource
  void givesNanForNanExceptWherePyTorchDoesNot(PointwiseFunction function) {
    double[] nans = new double[function.arity()];
    Arrays.fill(nans, Double.NaN);

    double result = value(function, nans);

    if (function.logical()) {
      assertThat(result).isIn(0.0, 1.0);
    } else if (function == PointwiseFunction.SIGN || function == PointwiseFunction.FULL_LIKE) {
      assertThat(result).isZero();
    } else {
      assertThat(result).isNaN();
    }
  }

  @Test
  void powerOfOneIsOneWhateverTheExponentAsInC() {
    double[] none = {};
    assertThat(PointwiseFunction.POW.apply(new double[] {1, Double.NaN}, none)).isEqualTo(1);
    assertThat(PointwiseFunction.POW.apply(new double[] {-1, Double.NEGATIVE_INFINITY}, none))
        .isEqualTo(1);
  }

  @Test
  void keepsErrorFunctionMonotoneAcrossItsTwoMethods() {
    double below = ErrorFunction.erfc(Math.nextDown(2.5));
    double above = ErrorFunction.erfc(2.5);
    assertThat(above).isEqualTo(below, within(1e-12 * below));
    assertThat(ErrorFunction.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(ErrorFunction.erfc(Double.NEGATIVE_INFINITY)).isEqualTo(2);
  }
}
