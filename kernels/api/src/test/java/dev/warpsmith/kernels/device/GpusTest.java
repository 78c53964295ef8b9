package dev.warpsmith.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GpusTest {
  @Test
  void hasTheGpusThatPeopleUse() {
    assertThat(Gpus.names())
        .contains(
            "h200",
            "h100",
            "a100-40",
            "a100-80",
            "l40s",
            "l4",
            "a10",
            "t4",
            "rtx4090",
            "rtx3090",
            "rtx4070",
            "rtx2080ti",
            "rtx6000-ada",
            "rtx-a6000",
            "rtx-pro-6000",
            "b200")
        .doesNotHaveDuplicates();
    assertThat(Gpus.version()).matches("g\\d+");
  }

  @Test
  void findsByNameAndAliasWhateverTheCase() {
    assertThat(Gpus.find("H200").arch()).isEqualTo("sm_90");
    assertThat(Gpus.find("a100").name()).isEqualTo("a100-80");
  }

  @Test
  void suggestsTheNearestName() {
    assertThatThrownBy(() -> Gpus.find("h20"))
        .isInstanceOf(DeviceException.class)
        .hasMessageStartingWith("no GPU named 'h20', did you mean 'h200'? (known: h200, h100");
    assertThatThrownBy(() -> Gpus.find("radeon"))
        .isInstanceOf(DeviceException.class)
        .hasMessageStartingWith("no GPU named 'radeon' (known: ");
  }

  @Test
  void everyNumberHasItsSource() {
    for (GpuSpec gpu : Gpus.all()) {
      assertThat(String.join(",", gpu.sources().keySet()))
          .contains("limits", "lanes", "latency", "sms", "clockMhz", "l2Mib", "memoryGb")
          .contains("dramGbps", "tflops", "achievableDramGbps", "l2Gbps", "launchMicros");
      assertThat(gpu.sources().values()).allMatch(source -> source.length() > 10);
    }
  }

  @Test
  void datasheetPeaksAgreeWithLanesAndClocks() {
    for (GpuSpec gpu : Gpus.all()) {
      double lanes = 2e-6 * gpu.sms() * gpu.lanes().fp32() * gpu.clockMhz();
      assertThat(gpu.fp32Tflops()).as(gpu.name()).isCloseTo(lanes, within(0.03 * lanes));
    }
  }

  @Test
  void carveOutsLeaveSomethingOfL1() {
    for (GpuSpec gpu : Gpus.all()) {
      List<Integer> carveouts = gpu.limits().sharedCarveoutBytes();
      assertThat(carveouts).as(gpu.name()).isSorted().contains(gpu.limits().sharedBytesPerSm());
      assertThat(gpu.limits().sharedBytesPerSm()).isLessThan(gpu.l1Bytes());
    }
  }
}
