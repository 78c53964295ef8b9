package dev.warpsmith.kernels.nvcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.KernelResources;
import org.junit.jupiter.api.Test;

class ResourceUsageTest {
  @Test
  void readsEveryKernel() {
    assertThat(ResourceUsage.parse(StoredOutput.read("ptxas-two-kernels.txt")))
        .containsOnlyKeys("_Z5spillPfi", "add")
        .containsEntry("add", new KernelResources(13, 1024, 0, 0, 0, 0, 1))
        .containsEntry("_Z5spillPfi", new KernelResources(42, 0, 0, 1200, 0, 0, 0));
  }

  @Test
  void doesNotCountDeviceFunctionsForKernel() {
    assertThat(ResourceUsage.parse(StoredOutput.read("ptxas-device-function.txt")))
        .containsOnlyKeys("_Z2k2Pfdi", "_Z2k3Pi", "_ZN1a1kILi3EEEvPf", "_ZN1a1kILi4EEEvPf")
        .containsEntry("_Z2k3Pi", new KernelResources(24, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void readsSpillsAndConstants() {
    String older =
        """
        ptxas info    : Compiling entry function 'k' for 'sm_80'
        ptxas info    : Function properties for k
            8 bytes stack frame, 12 bytes spill stores, 16 bytes spill loads
        ptxas info    : Used 32 registers, 400 bytes smem, 368 bytes cmem[0], 8 bytes cmem[2]
        """;
    assertThat(ResourceUsage.parse(older))
        .containsEntry("k", new KernelResources(32, 400, 376, 8, 12, 16, 0));
    assertThat(ResourceUsage.parse(StoredOutput.read("ptxas-spill.txt")).get("k"))
        .satisfies(
            spilling -> {
              assertThat(spilling.registers()).isEqualTo(32);
              assertThat(spilling.spillStoreBytes()).isPositive();
              assertThat(spilling.spillLoadBytes()).isPositive();
            });
  }
}
