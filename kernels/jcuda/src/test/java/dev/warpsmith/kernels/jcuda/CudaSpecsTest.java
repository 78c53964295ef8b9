package dev.warpsmith.kernels.jcuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaSpecsTest {
  @ParameterizedTest
  @CsvSource({
    "NVIDIA H200, 90, h200",
    "NVIDIA H100 80GB HBM3, 90, h100",
    "NVIDIA A100-SXM4-80GB, 80, a100-80",
    "NVIDIA A100-SXM4-40GB, 80, a100-40",
    "NVIDIA L40S, 89, l40s",
    "NVIDIA L4, 89, l4",
    "NVIDIA A10, 86, a10",
    "Tesla T4, 75, t4",
    "NVIDIA GeForce RTX 4090, 89, rtx4090",
    "NVIDIA GeForce RTX 2080 Ti, 75, rtx2080ti",
    "NVIDIA RTX A6000, 86, rtx-a6000",
    "NVIDIA RTX 6000 Ada Generation, 89, rtx6000-ada",
    "NVIDIA B200, 100, b200"
  })
  void findsTheRowOfTheDriversName(String driver, int capability, String row) {
    GpuSpec spec = CudaSpecs.of(report(driver, capability, Map.of()));
    assertThat(spec.name()).isEqualTo(row);
    assertThat(spec.description()).isEqualTo(driver);
    assertThat(spec.dramGbps()).isEqualTo(Gpus.find(row).dramGbps());
  }

  @Test
  void believesTheDriverWhereItKnows() {
    GpuSpec spec =
        CudaSpecs.of(
            report(
                "NVIDIA H200",
                90,
                Map.of(
                    Attribute.SMS, 114,
                    Attribute.CLOCK_KHZ, 1_785_000,
                    Attribute.L2_BYTES, 62_914_560,
                    Attribute.SHARED_BYTES_PER_BLOCK, 232_448)));
    assertThat(spec.sms()).isEqualTo(114);
    assertThat(spec.clockMhz()).isEqualTo(1785);
    assertThat(spec.l2Bytes()).isEqualTo(62_914_560);
    assertThat(spec.limits().sharedBytesPerBlock()).isEqualTo(232_448);
    assertThat(spec.limits().registersPerSm()).isEqualTo(65_536);
    assertThat(spec.sources().get("sms, clockMhz, l2Bytes, memoryBytes, limits"))
        .contains("CUDA driver 13.0");
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "-2147483648"})
  void takesTheTablesValueForAnAttributeThatMakesNoSense(int odd) {
    Map<Attribute, Integer> attributes = new EnumMap<>(Attribute.class);
    for (Attribute attribute : Attribute.values()) {
      attributes.put(attribute, odd);
    }
    GpuSpec spec = CudaSpecs.of(report("NVIDIA H200", 90, attributes));
    assertThat(spec.sms()).isEqualTo(132);
    assertThat(spec.limits()).isEqualTo(Gpus.find("h200").limits());
  }

  @Test
  void estimatesAGpuThatIsNotInTheTableAndSaysSo() {
    GpuSpec spec =
        CudaSpecs.of(
            report(
                "NVIDIA GeForce RTX 4060",
                89,
                Map.of(
                    Attribute.SMS, 24,
                    Attribute.CLOCK_KHZ, 2_460_000,
                    Attribute.MEMORY_CLOCK_KHZ, 8_501_000,
                    Attribute.MEMORY_BUS_BITS, 128)));
    assertThat(spec.arch()).isEqualTo("sm_89");
    assertThat(spec.name()).isEqualTo("nvidiageforcertx4060");
    assertThat(spec.dramGbps()).isCloseTo(272, within(1.0));
    assertThat(spec.fp32Tflops()).isCloseTo(15.1, within(0.3));
    assertThat(spec.sources().get("everything else"))
        .isEqualTo(
            "NVIDIA GeForce RTX 4060 is not in the table of GPUs: estimated from rtx4070,"
                + " scaled by SMs and clock");
  }

  @Test
  void refusesGpusThatAreTooOld() {
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> CudaSpecs.of(report("Tesla K80", 37, Map.of())))
        .withMessage("Tesla K80 has compute capability 3.7; 7.0 or later expected");
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> CudaSpecs.of(report("odd", 0, Map.of())));
  }

  private static DriverReport report(
      String name, int capability, Map<Attribute, Integer> attributes) {
    Map<Attribute, Integer> all = new EnumMap<>(Attribute.class);
    all.putAll(attributes);
    all.put(Attribute.CAPABILITY_MAJOR, capability / 10);
    all.put(Attribute.CAPABILITY_MINOR, capability % 10);
    return new DriverReport(13000, 1, name, "00", 150L << 30, all);
  }
}
