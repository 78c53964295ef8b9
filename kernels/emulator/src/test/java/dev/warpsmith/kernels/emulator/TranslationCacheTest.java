package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.PtxSyntaxException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TranslationCacheTest {
  private static final String KERNEL =
      """
      .version 8.0
      .target sm_90
      .address_size 64
      .global .align 4 .u32 value = 7;
      .visible .entry read(.param .u64 out)
      {
      .reg .b32 %r<2>;
      .reg .b64 %rd<2>;
      ld.param.u64 %rd1, [out];
      ld.global.u32 %r1, [value];
      st.global.u32 [%rd1], %r1;
      ret;
      }
      """;

  private static Map<String, SymbolAddress> at(long address) {
    return Map.of("value", new SymbolAddress(SymbolAddress.Space.GLOBAL, address));
  }

  @Test
  void translatesEqualPtxOnce() {
    TranslationCache cache = new TranslationCache(2);
    TranslatedModule first = cache.find(KERNEL);
    assertThat(cache.find(KERNEL + "")).isSameAs(first);
    Function entry = first.ptx().kernels().get(0);
    assertThat(first.program(entry, at(4096))).isSameAs(first.program(entry, at(4096)));
  }

  @Test
  void translatesAnewWhereVariablesLieElsewhere() {
    TranslatedModule module = new TranslationCache(2).find(KERNEL);
    Function entry = module.ptx().kernels().get(0);
    assertThat(module.program(entry, at(4096))).isNotSameAs(module.program(entry, at(8192)));
  }

  @Test
  void readsTheVariablesOfItsOwnModule() {
    for (int floats : new int[] {1, 100_000}) {
      try (KernelRunner runner = new KernelRunner(KERNEL);
          KernelRunner second = new KernelRunner(KERNEL)) {
        runner.floats("moves what follows", new float[floats]);
        DeviceBuffer out = second.ints("out", 0);
        second.run("read", 1, 1, out);
        assertThat(KernelRunner.ints(out)).containsExactly(7);
      }
    }
  }

  @Test
  void forgetsTheModuleNotUsedForLongest() {
    TranslationCache cache = new TranslationCache(2);
    TranslatedModule first = cache.find(KERNEL);
    TranslatedModule second = cache.find(KERNEL + "// two\n");
    assertThat(cache.find(KERNEL)).isSameAs(first);
    cache.find(KERNEL + "// three\n");
    assertThat(cache.find(KERNEL)).isSameAs(first);
    assertThat(cache.find(KERNEL + "// two\n")).isNotSameAs(second);
  }

  @Test
  void keepsNothingOfTextThatIsNotPtx() {
    TranslationCache cache = new TranslationCache(2);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> cache.find("not PTX")).isInstanceOf(PtxSyntaxException.class);
    }
  }
}
