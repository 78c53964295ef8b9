package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelScannerTest {
  @Test
  void readsSignatures() {
    assertThat(
            scan(
                """
                extern "C" __global__ void __launch_bounds__(256, 2)
                softmax(const float* __restrict__ x, float *y, const int rows, unsigned long long n) {
                }
                __global__ __cluster_dims__(2, 1, 1) static void k2(void) {}
                __global__ void k3() noexcept_macro;
                __global__ void k4(__half2* a, const __nv_bfloat16 b[], float, int = 3) {}
                """))
        .extracting(KernelSignature::toString)
        .containsExactly(
            "softmax(const float* x, float* y, const int rows, unsigned long long n)",
            "k2()",
            "k4(__half2* a, const __nv_bfloat16* b, float, int)");
  }

  @Test
  void namesPosition() {
    assertThat(scan("\n  __global__ void k(int n) {}").get(0).position()).hasToString("k.cu:2:19");
  }

  @Test
  void ignoresCommentsStringsAndMacros() {
    assertThat(
            scan(
                """
                // __global__ void a() {}
                /* __global__ void b() {} */
                const char* s = "__global__ void c() {}";
                const char* r = R"x(__global__ void d() {} )" )x";
                #define KERNEL(name) \\
                  __global__ void name() {}
                __global__ void declared(int n);
                int n = 1'000'000; char q = '"';
                __global__ void e() {}
                """))
        .extracting(KernelSignature::name)
        .containsExactly("e");
  }

  @Test
  void seesTemplatesAndNamespaces() {
    List<KernelSignature> kernels =
        scan(
            """
            template <int N, typename T = float>
            __global__ void t(T* x, Pair<int, float> p) {}
            namespace inner { __global__ void k(float* x) { if (x) { x[0] = 1; } } }
            template __global__ void t<3>(float*);
            """);
    assertThat(kernels).extracting(KernelSignature::name).containsExactly("t", "k");
    assertThat(kernels).extracting(KernelSignature::template).containsExactly(true, false);
    assertThat(kernels.get(0).parameters()).hasSize(2);
  }

  @Test
  void survivesAnyText() {
    for (String text :
        List.of(
            "__global__", "__global__ void k(", "__global__ (", "\"", "'", "/*", "R\"(", "R\"")) {
      assertThat(scan(text)).isEmpty();
    }
  }

  private static List<KernelSignature> scan(String text) {
    return CudaSource.parse("k.cu", text).kernels();
  }
}
