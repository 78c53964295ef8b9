package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Exchanges within a warp whose lanes have parted. */
class WarpExchangesTest {
  private static int[] run(String code) {
    String ptx =
        """
        .version 8.5
        .target sm_90
        .address_size 64
        .visible .entry k(.param .u64 py)
        {
        .reg .pred %p<4>;
        .reg .b32 %r<8>;
        .reg .b64 %l<4>;
        ld.param.u64 %l1, [py];
        mov.u32 %r0, %laneid;
        mul.wide.u32 %l2, %r0, 4;
        add.s64 %l1, %l1, %l2;
        CODE
        ret;
        }
        """
            .replace("CODE", code);
    try (KernelRunner runner = new KernelRunner(ptx)) {
      DeviceBuffer y = runner.ints("y", new int[64]);
      runner.run("k", 1, 32, y);
      return KernelRunner.ints(y);
    }
  }

  /** Lanes 0 to 7 wait for all while the others vote among themselves at two places. */
  @Test
  void doesNotTakeLanesThatWaitForOthersForArrived() {
    int[] y =
        run(
            """
            setp.lt.u32 %p1, %r0, 8;
            setp.lt.u32 %p2, %r0, 16;
            mov.b32 %r2, 0;
            @%p1 bra END;
            @%p2 bra OTHER;
            vote.sync.ballot.b32 %r2, %p2, 0xffffff00;
            bra END;
            OTHER:
            vote.sync.ballot.b32 %r2, %p2, 0xffffff00;
            END:
            shfl.sync.idx.b32 %r1, %r0, 31, 31, -1;
            st.global.b32 [%l1], %r1;
            st.global.b32 [%l1+128], %r2;
            """);
    assertThat(y).startsWith(IntStream.range(0, 32).map(lane -> 31).toArray());
    assertThat(y).endsWith(IntStream.range(0, 32).map(lane -> lane < 8 ? 0 : 0xFF00).toArray());
  }

  /** The first vote's result is never read, and its register may share room with another. */
  @Test
  void keepsWhatIsNeededApartFromResultsThatNobodyReads() {
    int[] y =
        run(
            """
            setp.lt.u32 %p1, %r0, 5;
            add.s32 %r1, %r0, 100;
            vote.sync.ballot.b32 %r2, %p1, -1;
            st.global.b32 [%l1], %r1;
            vote.sync.ballot.b32 %r2, %p1, -1;
            st.global.b32 [%l1+128], %r2;
            """);
    assertThat(y).startsWith(IntStream.range(100, 132).toArray());
    assertThat(y).endsWith(IntStream.range(0, 32).map(lane -> 31).toArray());
  }
}
