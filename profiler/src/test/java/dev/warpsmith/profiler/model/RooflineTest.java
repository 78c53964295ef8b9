package dev.warpsmith.profiler.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RooflineTest {
  private static final GpuSpec H200 = Gpus.find("h200");

  @Test
  void softmaxIsBoundByMemory() {
    double bytes = 2.0 * 4096 * 16384 * 4;
    Roofline roofline = Roofline.of(H200, Work.fp32(bytes, 5.0 * 4096 * 16384));
    assertThat(roofline.bound()).isEqualTo(Roofline.Bound.MEMORY);
    assertThat(roofline.micros()).isCloseTo(bytes / 4800e3, within(1e-9));
    assertThat(roofline.fraction(2 * roofline.micros())).isEqualTo(0.5);
  }

  @Test
  void matrixProductIsBoundByArithmetic() {
    Roofline roofline = Roofline.of(H200, Work.fp32(3.0 * 4096 * 4096 * 4, 2 * Math.pow(4096, 3)));
    assertThat(roofline.bound()).isEqualTo(Roofline.Bound.ARITHMETIC);
    assertThat(roofline.micros()).isCloseTo(2051.3, within(0.5));
  }

  @Test
  void tinyWorkIsBoundByTheLaunch() {
    Roofline roofline = Roofline.of(H200, Work.fp32(1024, 1024));
    assertThat(roofline.bound()).isEqualTo(Roofline.Bound.LAUNCH);
    assertThat(roofline.micros()).isEqualTo(H200.launchMicros());
  }

  @Test
  void unitThatTheGpuLacksIsRefused() {
    Work tf32 = new Work(0, Map.of(Work.Precision.TF32_TENSOR, 1.0));
    assertThatThrownBy(() -> Roofline.of(Gpus.find("t4"), tf32))
        .hasMessage("t4 has no unit for TF32_TENSOR");
  }
}
