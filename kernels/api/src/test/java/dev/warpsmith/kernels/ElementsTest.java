package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ElementsTest {
  private final ByteBuffer memory = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

  @Test
  void storesAndReadsEveryTypeAtItsIndex() {
    for (DType type : DType.values()) {
      Elements.put(type, memory, 3, 1);
      assertThat(Elements.get(type, memory, 3)).as(type.directiveName()).isEqualTo(1);
    }
  }

  @Test
  void roundsToHalfTiesToEven() {
    assertThat(Elements.rounded(DType.F16, 1 + 1.0 / 2048)).isEqualTo(1);
    assertThat(Elements.rounded(DType.F16, 1 + 3.0 / 2048)).isEqualTo(1 + 2.0 / 1024);
    assertThat(Elements.rounded(DType.F16, 65519)).isEqualTo(65504);
    assertThat(Elements.rounded(DType.F16, 65520)).isInfinite();
    assertThat(Elements.rounded(DType.F16, Math.scalb(1.0, -24))).isEqualTo(Math.scalb(1.0, -24));
    assertThat(Elements.rounded(DType.F16, Math.scalb(1023.6, -24)))
        .isEqualTo(Math.scalb(1.0, -14));
  }

  @Test
  void roundsToBfloat16() {
    assertThat(Elements.rounded(DType.BF16, 1 + 1.0 / 256)).isEqualTo(1);
    assertThat(Elements.rounded(DType.BF16, -3.140625)).isEqualTo(-3.140625);
    assertThat(Elements.rounded(DType.BF16, 3.39e38)).isEqualTo(0x1.fep127);
    assertThat(Elements.rounded(DType.BF16, Double.NaN)).isNaN();
  }

  @Test
  void everyHalfSurvivesARoundTrip() {
    for (int bits = 0; bits < 0x10000; bits++) {
      memory.putShort(0, (short) bits);
      double value = Elements.get(DType.F16, memory, 0);
      Elements.put(DType.F16, memory, 1, value);
      if (!Double.isNaN(value)) {
        assertThat(memory.getShort(2)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void saturatesIntegers() {
    assertThat(Elements.rounded(DType.I8, 300)).isEqualTo(127);
    assertThat(Elements.rounded(DType.U8, -3)).isEqualTo(0);
  }
}
