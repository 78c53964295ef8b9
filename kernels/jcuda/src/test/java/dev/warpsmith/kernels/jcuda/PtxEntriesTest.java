package dev.warpsmith.kernels.jcuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.KernelParameter;
import dev.warpsmith.kernels.device.KernelParameter.Kind;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PtxEntriesTest {
  @Test
  void tellsPointersFromIntegersByTheirUse() {
    Map<String, PtxEntries.Entry> entries =
        PtxEntries.read(
            """
            .visible .entry _Z3fooPfxfd(
            	.param .u64 _Z3fooPfxfd_param_0,
            	.param .u64 _Z3fooPfxfd_param_1,
            	.param .f32 _Z3fooPfxfd_param_2,
            	.param .f64 _Z3fooPfxfd_param_3
            )
            .maxntid 256, 1, 1
            {
            	ld.param.u64 	%rd1, [_Z3fooPfxfd_param_0];
            	ld.param.u64 	%rd2, [_Z3fooPfxfd_param_1];
            	cvta.to.global.u64 	%rd3, %rd1;
            	add.s64 %rd4, %rd3, %rd2;
            }
            """);
    assertThat(entries).containsOnlyKeys("_Z3fooPfxfd", "foo");
    assertThat(entry(entries, "foo").parameters())
        .containsExactly(
            new KernelParameter(8, Kind.POINTER),
            new KernelParameter(8, Kind.INTEGER),
            new KernelParameter(4, Kind.FLOATING),
            new KernelParameter(8, Kind.FLOATING));
    assertThat(entry(entries, "foo").clusters()).isFalse();
  }

  @Test
  void readsAttributesStructsAndClusters() {
    PtxEntries.Entry entry =
        entry(
            PtxEntries.read(
                """
                .visible .entry k(
                	.param .u64 .ptr .align 1 k_param_0,
                	.param .align 8 .b8 k_param_1[24],
                	.param .u8 k_param_2
                )
                .explicitcluster
                .reqnctapercluster 2, 1, 1
                {
                }
                .visible .entry empty()
                {
                }
                """),
            "k");
    assertThat(entry.parameters())
        .containsExactly(
            new KernelParameter(8, Kind.POINTER),
            new KernelParameter(24, Kind.OPAQUE),
            new KernelParameter(1, Kind.INTEGER));
    assertThat(entry.clusters()).isTrue();
  }

  @Test
  void findsNothingInOtherText() {
    assertThat(PtxEntries.read("this is no PTX")).isEmpty();
  }

  private static PtxEntries.Entry entry(Map<String, PtxEntries.Entry> entries, String name) {
    return Objects.requireNonNull(entries.get(name), name);
  }
}
