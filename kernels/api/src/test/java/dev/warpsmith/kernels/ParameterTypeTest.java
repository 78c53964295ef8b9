package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterTypeTest {
  @ParameterizedTest
  @CsvSource({
    "const float *, F32, true",
    "float4*, F32, true",
    "float*, F16, false",
    "float*, I32, false",
    "int*, F32, false",
    "const uint4*, F16, true",
    "void*, BF16, true",
    "half*, F16, true",
    "__nv_bfloat16*, F16, false",
    "const std::uint8_t*, BOOL, true",
    "double*, F32, false",
    "MyStruct*, F32, true",
    "int, F32, false",
    "float, F32, false",
    "float**, F32, false",
    "T, F32, true",
  })
  void acceptsTensorsOfItsElementType(String type, DType element, boolean accepted) {
    assertThat(ParameterType.parse(type).acceptsTensor(element)).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({
    "int, true",
    "const unsigned, true",
    "long long, true",
    "std::size_t, true",
    "float, false",
    "int*, false",
    "index_t, true",
  })
  void acceptsIntegers(String type, boolean accepted) {
    assertThat(ParameterType.parse(type).acceptsInteger()).isEqualTo(accepted);
  }

  @Test
  void acceptsScalarsOfItsType() {
    assertThat(ParameterType.parse("float").acceptsScalar(DType.F32)).isTrue();
    assertThat(ParameterType.parse("double").acceptsScalar(DType.F32)).isFalse();
    assertThat(ParameterType.parse("float*").acceptsScalar(DType.F32)).isFalse();
  }

  @Test
  void knowsWhatAKernelMayWrite() {
    assertThat(ParameterType.parse("float* const").writable()).isTrue();
    assertThat(ParameterType.parse("const float*").writable()).isFalse();
    assertThat(ParameterType.parse("float const *").writable()).isFalse();
    assertThat(ParameterType.parse("float").writable()).isFalse();
  }
}
