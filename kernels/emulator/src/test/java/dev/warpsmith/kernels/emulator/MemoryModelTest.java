package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.ModuleImage;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fences, ordered accesses, cache advice, address spaces and clusters of one block. */
class MemoryModelTest {
  private static String refusal(String body) {
    try (EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1)) {
      return device
          .load(new ModuleImage(AsyncKernels.kernel(body), Optional.empty(), Map.of()))
          .match(loaded -> "", refused -> refused.message());
    }
  }

  /** Each thread hands its number to its neighbour around an instruction that changes nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "membar.cta;",
        "membar.gl;",
        "membar.sys;",
        "membar.proxy.alias;",
        "fence.sc.cta;",
        "fence.sc.cluster;",
        "fence.sc.gpu;",
        "fence.sc.sys;",
        "fence.acq_rel.cta;",
        "fence.acq_rel.cluster;",
        "fence.acq_rel.gpu;",
        "fence.acq_rel.sys;",
        "fence.acquire.gpu;",
        "fence.release.gpu;",
        "fence.acquire.sync_restrict::shared::cluster.cluster;",
        "fence.release.sync_restrict::shared::cta.cluster;",
        "fence.mbarrier_init.release.cluster;",
        "fence.proxy.alias;",
        "fence.proxy.async;",
        "fence.proxy.async.global;",
        "fence.proxy.async.shared::cta;",
        "fence.proxy.async.shared::cluster;",
        "fence.proxy.async::generic.acquire.sync_restrict::shared::cluster.cluster;",
        "fence.proxy.async::generic.release.sync_restrict::shared::cta.cluster;",
        "fence.proxy.tensormap::generic.release.gpu;",
        "fence.proxy.tensormap::generic.acquire.sys [%out], 128;",
        "prefetch.global.L1 [%in];",
        "prefetch.global.L2 [%in];",
        "prefetch.global.L2::evict_last [%in];",
        "prefetch.global.L2::evict_normal [%in];",
        "prefetch.L1 [%in];",
        "prefetchu.L1 [%in];",
        "applypriority.global.L2::evict_normal [%in], 128;",
        "griddepcontrol.launch_dependents;",
        "griddepcontrol.wait;",
        "setmaxnreg.inc.sync.aligned.u32 232;",
        "setmaxnreg.dec.sync.aligned.u32 40;",
        "createpolicy.fractional.L2::evict_last.L2::evict_unchanged.b64 %l9, 0.5;",
        "createpolicy.range.global.L2::evict_last.L2::evict_first.b64 %l9, [%in], 64, 128;",
        "createpolicy.cvt.L2.b64 %l9, 0;",
      })
  void changesNoResult(String instruction) {
    String body =
        """
        mov.u32 %r1, data;
        mad.lo.u32 %r2, %tid, 4, %r1;
        st.shared.u32 [%r2], %tid;
        """
            + instruction
            + """

            bar.sync 0;
            xor.b32 %r3, %tid, 1;
            mad.lo.u32 %r3, %r3, 4, %r1;
            ld.shared.u32 %r4, [%r3];
            cvt.u64.u32 %l1, %r4;
            st.global.u64 [%out], %l1;
            """;
    assertThat(AsyncKernels.run(64, body))
        .isEqualTo(LongStream.range(0, 64).map(k -> k ^ 1).toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ld.weak.global.u64",
        "ld.volatile.global.u64",
        "ld.relaxed.cta.global.u64",
        "ld.relaxed.cluster.global.u64",
        "ld.relaxed.gpu.global.u64",
        "ld.relaxed.sys.global.u64",
        "ld.acquire.cta.global.u64",
        "ld.acquire.gpu.global.u64",
        "ld.acquire.sys.global.u64",
        "ld.mmio.relaxed.sys.global.u64",
        "ld.volatile.u64",
        "ld.acquire.gpu.u64",
        "ld.global.nc.u64",
        "ld.global.nc.L1::no_allocate.L2::128B.u64",
        "ld.global.L1::evict_first.u64",
        "ld.global.L1::evict_last.L2::64B.u64",
        "ld.global.L1::evict_unchanged.u64",
        "ld.global.L1::evict_normal.L2::256B.u64",
        "ld.global.ca.u64",
        "ld.global.cg.u64",
        "ld.global.cs.u64",
        "ld.global.lu.u64",
        "ld.global.cv.u64",
        "ldu.global.u64",
      })
  void loadsOfEveryOrder(String load) {
    String body = load + " %l1, [%in];\nst.global.u64 [%out], %l1;\n";
    assertThat(AsyncKernels.run(32, body))
        .isEqualTo(LongStream.range(0, 32).map(AsyncKernels::input).toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "st.weak.global.u64",
        "st.volatile.global.u64",
        "st.relaxed.cta.global.u64",
        "st.relaxed.gpu.global.u64",
        "st.release.cta.global.u64",
        "st.release.cluster.global.u64",
        "st.release.gpu.global.u64",
        "st.release.sys.global.u64",
        "st.mmio.relaxed.sys.global.u64",
        "st.release.gpu.u64",
        "st.global.L1::no_allocate.u64",
        "st.global.L1::evict_first.u64",
        "st.global.wb.u64",
        "st.global.cg.u64",
        "st.global.cs.u64",
        "st.global.wt.u64",
      })
  void storesOfEveryOrder(String store) {
    String body = "cvt.u64.u32 %l1, %tid;\n" + store + " [%out], %l1;\n";
    assertThat(AsyncKernels.run(32, body)).isEqualTo(LongStream.range(0, 32).toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atom.global.add.u64 %l1, [%out], %l2;",
        "atom.relaxed.cta.global.add.u64 %l1, [%out], %l2;",
        "atom.acquire.gpu.global.add.u64 %l1, [%out], %l2;",
        "atom.release.sys.global.add.u64 %l1, [%out], %l2;",
        "atom.acq_rel.cluster.global.add.u64 %l1, [%out], %l2;",
        "atom.acq_rel.gpu.add.u64 %l1, [%out], %l2;",
        "atom.global.add.L2::cache_hint.u64 %l1, [%out], %l2, %l3;",
        "red.global.add.u64 [%out], %l2;",
        "red.relaxed.gpu.global.add.u64 [%out], %l2;",
        "red.release.sys.global.add.u64 [%out], %l2;",
        "red.relaxed.gpu.global.add.L2::cache_hint.u64 [%out], %l2, %l3;",
        "atom.global.cas.b64 %l1, [%out], 0, %l2;",
        "atom.global.cas.L2::cache_hint.b64 %l1, [%out], 0, %l2, %l3;",
      })
  void updatesOfEveryOrder(String update) {
    String body =
        "createpolicy.fractional.L2::evict_first.b64 %l3, 1.0;\nmov.u64 %l2, 7;\n" + update;
    assertThat(AsyncKernels.run(32, body)).containsOnly(7);
  }

  @Test
  void cacheHintsOfLoadsAndStoresAreNoOperands() {
    String body =
        """
        createpolicy.fractional.L2::evict_first.b64 %l3, 1.0;
        ld.global.L2::cache_hint.u64 %l1, [%in], %l3;
        st.global.L2::cache_hint.u64 [%out], %l1, %l3;
        """;
    assertThat(AsyncKernels.run(32, body))
        .isEqualTo(LongStream.range(0, 32).map(AsyncKernels::input).toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cvta.shared.u64 %l2, %l1; cvta.to.shared.u64 %l3, %l2; | shared",
        "cvta.shared::cta.u64 %l2, %l1; cvta.to.shared::cta.u64 %l3, %l2; | shared",
        "cvta.shared::cluster.u64 %l2, %l1; cvta.to.shared::cluster.u64 %l3, %l2; | shared",
        "cvta.local.u64 %l2, %l1; cvta.to.local.u64 %l3, %l2; | local",
        "cvta.global.u64 %l2, %l1; cvta.to.global.u64 %l3, %l2; | -",
        "cvta.const.u64 %l2, %l1; cvta.to.const.u64 %l3, %l2; | -",
        "cvta.param.u64 %l2, %l1; cvta.to.param.u64 %l3, %l2; | -",
      })
  void addressesConvertBothWays(String conversions, String space) {
    String body =
        "mov.u64 %l1, 24;\n"
            + conversions
            + """

            isspacep.shared %p1, %l2;
            isspacep.local %p2, %l2;
            mov.u32 %r1, 0;
            @%p1 add.u32 %r1, %r1, 1000;
            @%p2 add.u32 %r1, %r1, 2000;
            cvt.u64.u32 %l4, %r1;
            add.s64 %l4, %l4, %l3;
            st.global.u64 [%out], %l4;
            """;
    long expected = 24L + (space.equals("shared") ? 1000 : space.equals("local") ? 2000 : 0);
    assertThat(AsyncKernels.run(1, body)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shared | %gbar | 1",
        "shared::cta | %gbar | 1",
        "shared::cluster | %gbar | 1",
        "global | %gbar | 0",
        "local | %gbar | 0",
        "global | %out | 1",
        "shared | %out | 0",
        "local | %out | 0",
        "param | %out | 0",
        "global | %l9 | 0",
        "param | %l9 | 1",
        "param::entry | %l9 | 1",
      })
  void tellsTheSpaceOfAnAddress(String space, String address, int answer) {
    String body =
        """
        mov.u64 %%l9, pin;
        cvta.param.u64 %%l9, %%l9;
        isspacep.%s %%p1, %s;
        selp.u64 %%l1, 1, 0, %%p1;
        st.global.u64 [%%out], %%l1;
        """
            .formatted(space, address);
    assertThat(AsyncKernels.run(1, body)).containsExactly(answer);
  }

  @Test
  void aClusterOfOneBlockIsTheBlock() {
    String body =
        """
        st.shared.u32 [data], %tid;
        mov.u32 %r1, data;
        mov.u32 %r2, %cluster_ctarank;
        mapa.shared::cluster.u32 %r3, %r1, %r2;
        ld.shared::cluster.u32 %r4, [%r3];
        mapa.u64 %l1, %gbar, %r2;
        ld.u32 %r5, [%l1+32];
        getctarank.shared::cluster.u32 %r6, %r3;
        getctarank.u64 %r7, %l1;
        mov.u32 %r8, %cluster_nctarank;
        mov.u32 %r9, %clusterid.x;
        mov.u32 %r10, %nclusterid.x;
        mov.pred %p1, %is_explicit_cluster;
        selp.u32 %r11, 1, 0, %p1;
        mad.lo.u32 %r12, %r4, 10, %r5;
        mad.lo.u32 %r12, %r12, 10, %r6;
        mad.lo.u32 %r12, %r12, 10, %r7;
        mad.lo.u32 %r12, %r12, 10, %r8;
        mad.lo.u32 %r12, %r12, 10, %r9;
        mad.lo.u32 %r12, %r12, 10, %r10;
        mad.lo.u32 %r12, %r12, 10, %r11;
        cvt.u64.u32 %l4, %r12;
        st.global.u64 [%out], %l4;
        """;
    assertThat(AsyncKernels.run(1, body.replace("%tid;", "7;"))).containsExactly(77_001_010L);
  }

  @Test
  void reportsARankThatTheClusterDoesNotHave() {
    DeviceFault fault =
        AsyncKernels.fault(
            LaunchOptions.compute(), 1, "mov.u32 %r2, 1;\nmapa.u64 %l1, %gbar, %r2;");
    assertThat(fault.message())
        .isEqualTo(
            "kernel.cu:2: thread (0,0,0) of block (0,0,0) maps an address to block 1 of its"
                + " cluster, which has 1 block");
  }

  @ParameterizedTest
  @CsvSource({"0xffffffff, 0", "0xfffffff0, 4", "0x80000000, 31"})
  void electsTheLowestMember(String members, int leader) {
    String body =
        """
        mov.u32 %%r5, 99;
        mov.u64 %%l1, 0;
        setp.lt.u32 %%p2, %%tid, %d;
        @%%p2 bra DONE;
        elect.sync %%r5|%%p1, %s;
        selp.u64 %%l1, 1000, 0, %%p1;
        DONE: cvt.u64.u32 %%l2, %%r5;
        add.u64 %%l1, %%l1, %%l2;
        st.global.u64 [%%out], %%l1;
        """
            .formatted(leader, members);
    long[] expected =
        LongStream.range(0, 32)
            .map(k -> k < leader ? 99 : k == leader ? 1000 + leader : leader)
            .toArray();
    assertThat(AsyncKernels.run(32, body)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "setmaxnreg.inc.sync.aligned.u32 100; | setmaxnreg.inc.sync.aligned.u32 is not supported:"
            + " 100 is not a multiple of 8 from 24 to 256",
        "fence.proxy.future; | fence.proxy.future is not supported: the emulator has no translation"
            + " for it",
        "st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.u64 [%r1], %l1, [bar]; |"
            + " st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.u64 is not supported:"
            + " the emulator has no translation for it",
        "cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [data], [%in], 16, [bar];"
            + " | cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes is not"
            + " supported: the emulator has no translation for it",
        "cp.async.bulk.commit_group; | cp.async.bulk.commit_group is not supported: the emulator"
            + " has no translation for it",
        "mbarrier.future.shared.b64 [bar]; | mbarrier.future.shared.b64 is not supported: the"
            + " emulator has no translation for it",
        "isspacep.const %p1, %l1; | isspacep.const is not supported: the emulator has no"
            + " translation for it",
      })
  void refusesByNameWhatItDoesNotKnow(String instruction, String message) {
    assertThat(refusal(instruction)).isEqualTo("kernel.cu:1: " + message);
  }
}
