package dev.warpsmith.kernels.emulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Special registers in a grid of 3 blocks of 80 threads (PTX ISA, "Special Registers"). */
class SpecialRegistersTest {
  private static final int BLOCKS = 3;
  private static final int THREADS = 80;

  private static final Map<String, IntToLongFunction> EXPECTED = new LinkedHashMap<>();

  static {
    EXPECTED.put("%tid.x", t -> t % THREADS);
    EXPECTED.put("%tid.y", t -> 0);
    EXPECTED.put("%tid.z", t -> 0);
    EXPECTED.put("%ntid.x", t -> THREADS);
    EXPECTED.put("%ntid.y", t -> 1);
    EXPECTED.put("%ntid.z", t -> 1);
    EXPECTED.put("%ctaid.x", t -> t / THREADS);
    EXPECTED.put("%ctaid.y", t -> 0);
    EXPECTED.put("%nctaid.x", t -> BLOCKS);
    EXPECTED.put("%nctaid.z", t -> 1);
    EXPECTED.put("%laneid", t -> t % THREADS % 32);
    EXPECTED.put("%warpid", t -> t % THREADS / 32);
    EXPECTED.put("%lanemask_eq", t -> 1L << lane(t));
    EXPECTED.put("%lanemask_lt", t -> (1L << lane(t)) - 1);
    EXPECTED.put("%lanemask_le", t -> (2L << lane(t)) - 1);
    EXPECTED.put("%lanemask_gt", t -> 0xFFFFFFFFL & -(2L << lane(t)));
    EXPECTED.put("%lanemask_ge", t -> 0xFFFFFFFFL & -(1L << lane(t)));
    EXPECTED.put("%clusterid.x", t -> t / THREADS);
    EXPECTED.put("%nclusterid.x", t -> BLOCKS);
    EXPECTED.put("%cluster_ctaid.x", t -> 0);
    EXPECTED.put("%cluster_nctaid.x", t -> 1);
    EXPECTED.put("%cluster_ctarank", t -> 0);
    EXPECTED.put("%cluster_nctarank", t -> 1);
    EXPECTED.put("%dynamic_smem_size", t -> 0);
    EXPECTED.put("%gridid", t -> 1);
  }

  private static int lane(int thread) {
    return thread % THREADS % 32;
  }

  private static String kernel() {
    StringBuilder text =
        new StringBuilder(
            """
            .version 9.0
            .target sm_90
            .address_size 64
            .visible .entry batch(.param .u64 in, .param .u64 out)
            {
            .reg .pred %p1;
            .reg .b32 %r<4>;
            .reg .b64 %l<6>;
            ld.param.u64 %l1, [out];
            mad.lo.u32 %r1, %ctaid.x, 80, %tid.x;
            mul.wide.u32 %l2, %r1, 8;
            add.u64 %l1, %l1, %l2;
            """);
    int k = 0;
    for (String register : EXPECTED.keySet()) {
      text.append("mov.u32 %r2, " + register + ";\ncvt.u64.u32 %l3, %r2;\n");
      text.append("st.global.u64 [%l1+" + 8 * BLOCKS * THREADS * k++ + "], %l3;\n");
    }
    text.append("mov.pred %p1, %is_explicit_cluster;\nselp.u64 %l3, 1, 0, %p1;\n");
    text.append("mov.u64 %l4, %current_graph_exec;\nor.b64 %l3, %l3, %l4;\n");
    text.append("st.global.u64 [%l1+" + 8 * BLOCKS * THREADS * k + "], %l3;\n");
    return text.append("ret;\n}\n").toString();
  }

  @Test
  void holdTheThreadsPlaceAndTheLaunchsShape() {
    int threads = BLOCKS * THREADS;
    try (Launcher launcher = new Launcher(kernel())) {
      int words = threads * (EXPECTED.size() + 1);
      long[] out = launcher.run(LaunchOptions.compute(), BLOCKS, THREADS, new long[1], words);
      int k = 0;
      for (Map.Entry<String, IntToLongFunction> register : EXPECTED.entrySet()) {
        for (int t = 0; t < threads; t++) {
          assertThat(out[threads * k + t])
              .as("%s of thread %d", register.getKey(), t)
              .isEqualTo(register.getValue().applyAsLong(t));
        }
        k++;
      }
      for (int t = 0; t < threads; t++) {
        assertThat(out[threads * k + t]).as("no cluster, no graph").isZero();
      }
    }
  }
}
