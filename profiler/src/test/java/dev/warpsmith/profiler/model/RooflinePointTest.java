package dev.warpsmith.profiler.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.profiler.model.Work.Precision;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Points worked out by hand for an H200: 4.8 TB/s, 67 TFLOP/s of FP32, 989.5 of FP16 tensor. */
class RooflinePointTest {
  private final GpuSpec gpu = Gpus.find("h200");

  @Test
  void fewOperationsPerByteStandUnderTheMemoryRoof() {
    RooflinePoint point = RooflinePoint.of(gpu, Work.fp32(48e6, 12e6), 20).orElseThrow();
    assertThat(point.intensity()).isEqualTo(0.25);
    assertThat(point.ridge()).isCloseTo(67 / 4.8, within(1e-9));
    assertThat(point.underMemory()).isTrue();
    assertThat(point.roofTflops()).isCloseTo(1.2, within(1e-9));
    assertThat(point.attainedTflops()).isCloseTo(0.6, within(1e-9));
    assertThat(point.fraction()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void theUnitThatIsBusyLongestDecides() {
    Work work = new Work(1e6, Map.of(Precision.FP32, 1e9, Precision.FP16_TENSOR, 100e9));
    RooflinePoint point = RooflinePoint.of(gpu, work, 1000).orElseThrow();
    assertThat(point.unit()).isEqualTo(Precision.FP16_TENSOR);
    assertThat(point.underMemory()).isFalse();
    assertThat(point.roofTflops()).isEqualTo(989.5);
  }

  @Test
  void withoutTrafficTheRoofIsThePeakAndWithoutOperationsThereIsNone() {
    assertThat(RooflinePoint.of(gpu, Work.fp32(0, 1e6), 1))
        .hasValueSatisfying(point -> assertThat(point.roofTflops()).isEqualTo(67));
    assertThat(RooflinePoint.of(gpu, Work.fp32(1e6, 0), 1)).isEmpty();
  }
}
