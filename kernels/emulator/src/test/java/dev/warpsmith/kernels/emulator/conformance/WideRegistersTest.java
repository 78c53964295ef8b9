package dev.warpsmith.kernels.emulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Registers of 128 bits: moves, loads and stores, strong ones too. */
class WideRegistersTest {
  private static final String KERNEL =
      """
      .version 9.0
      .target sm_90
      .address_size 64
      .visible .entry batch(.param .u64 in, .param .u64 out)
      {
      .reg .b32 %r<8>;
      .reg .b64 %l<8>;
      .reg .b128 %q<8>;
      ld.param.u64 %l1, [in];
      ld.param.u64 %l2, [out];
      ld.global.b128 %q1, [%l1];
      mov.b128 %q2, %q1;
      mov.b128 {%l3, %l4}, %q2;
      mov.b128 %q3, {%l4, %l3};
      st.global.b128 [%l2], %q3;
      mov.b128 {%r1, %r2, %r3, %r4}, %q1;
      mov.b128 %q4, {%r2, %r1, %r4, %r3};
      st.release.gpu.global.b128 [%l2+16], %q4;
      ld.acquire.gpu.global.b128 %q5, [%l2+16];
      st.relaxed.sys.global.b128 [%l2+32], %q5;
      mov.b128 {%l5, %l6}, %q1;
      mov.b128 %q1, {%l6, %l5};
      st.b128 [%l2+48], %q1;
      ret;
      }
      """;

  @Test
  void keepsBothHalvesInOrder() {
    long low = 0x1122334455667788L;
    long high = 0x99AABBCCDDEEFF00L;
    long crossedLow = Long.rotateLeft(low, 32);
    long crossedHigh = Long.rotateLeft(high, 32);
    List<LaunchOptions> variants =
        List.of(
            LaunchOptions.compute(),
            LaunchOptions.counting(BlockSelection.all()),
            LaunchOptions.sanitizing(1));
    try (Launcher launcher = new Launcher(KERNEL)) {
      for (LaunchOptions options : variants) {
        assertThat(launcher.run(options, 1, 1, new long[] {low, high}, 8))
            .containsExactly(
                high, low, crossedLow, crossedHigh, crossedLow, crossedHigh, high, low);
      }
    }
  }
}
