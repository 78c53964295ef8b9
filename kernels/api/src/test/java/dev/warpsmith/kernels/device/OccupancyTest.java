package dev.warpsmith.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OccupancyTest {
  private static final GpuSpec H200 = Gpus.find("h200");

  @Test
  void warpsLimitALightKernel() {
    Occupancy occupancy = Occupancy.of(H200, 256, 32, 0);
    assertThat(occupancy.blocksPerSm()).isEqualTo(8);
    assertThat(occupancy.fraction()).isEqualTo(1.0);
    assertThat(occupancy.binding())
        .containsExactlyInAnyOrder(Occupancy.Limit.WARPS, Occupancy.Limit.REGISTERS);
  }

  @Test
  void registersLimitAHeavyKernel() {
    Occupancy occupancy = Occupancy.of(H200, 256, 128, 0);
    assertThat(occupancy.limitRegisters()).isEqualTo(2);
    assertThat(occupancy.fraction()).isEqualTo(0.25);
    assertThat(occupancy.binding()).containsExactly(Occupancy.Limit.REGISTERS);
  }

  @Test
  void sharedMemoryCountsWithWhatCudaReserves() {
    Occupancy occupancy = Occupancy.of(H200, 128, 32, 48 * 1024);
    assertThat(occupancy.sharedBytesPerBlock()).isEqualTo(49 * 1024);
    assertThat(occupancy.limitSharedMemory()).isEqualTo(4);
    assertThat(occupancy.binding()).containsExactly(Occupancy.Limit.SHARED_MEMORY);
  }

  @Test
  void smallBlocksAreLimitedByTheirNumber() {
    assertThat(Occupancy.of(H200, 32, 16, 0).binding()).containsExactly(Occupancy.Limit.BLOCKS);
    assertThat(Occupancy.of(Gpus.find("t4"), 32, 16, 0).blocksPerSm()).isEqualTo(16);
  }

  @Test
  void impossibleLaunchesHaveNoBlock() {
    assertThat(Occupancy.of(H200, 2048, 16, 0).blocksPerSm()).isZero();
    assertThat(Occupancy.of(H200, 1024, 128, 0).blocksPerSm()).isZero();
    assertThat(Occupancy.of(H200, 32, 16, 228 * 1024).blocksPerSm()).isZero();
    assertThatThrownBy(() -> Occupancy.of(H200, 0, 16, 0)).hasMessageContaining("0 threads");
  }

  @Test
  void l1IsWhatSharedMemoryLeaves() {
    assertThat(Occupancy.of(H200, 256, 32, 0).l1Bytes(H200)).isEqualTo((256 - 8) * 1024);
    assertThat(Occupancy.of(H200, 128, 32, 48 * 1024).l1Bytes(H200)).isEqualTo((256 - 196) * 1024);
  }
}
