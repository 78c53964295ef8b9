package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import org.junit.jupiter.api.Test;

class SourceMovesTest {
  private static final String SCALE =
      """
      // @tune BLOCK = 64 | 128
      // @launch scale<<<(ceildiv(n, 256)), (256)>>>(x, y, n)
      // @launch shift<<<(ceildiv(n, BLOCK)), (BLOCK)>>>(y, n)
      extern "C" __global__ void scale(float* x, float* y, int n) {
        for (int i = threadIdx.x; i < n; i += 256) y[i] = 2 * x[i];
      }
      __global__ void shift(float* y, int n) { y[threadIdx.x] += 1; }
      """;

  private static Candidate applied(Candidate candidate, String text) {
    Move move =
        SourceMoves.of(candidate).stream()
            .filter(legal -> legal.text().equals(text))
            .findFirst()
            .orElseThrow();
    return SourceEdits.apply(candidate, move);
  }

  private static String text(String move) {
    return applied(Candidates.parse("k.cu", SCALE), move).source().text();
  }

  @Test
  void listsTunablesFirstAndEachChangeOnce() {
    assertThat(SourceMoves.of(Candidates.parse("k.cu", SCALE)))
        .extracting(Move::text)
        .startsWith("tune: BLOCK = 128")
        .contains(
            "scale: block = 512",
            "scale: launch_bounds = 1",
            "shift: launch_bounds = 1",
            "source: restrict = 1",
            "source: unroll = 4")
        .doesNotHaveDuplicates();
  }

  @Test
  void promisesConstantMemoryOnlyWhereNothingIsWritten() {
    assertThat(text("source: restrict = 1"))
        .contains("scale(const float* __restrict__ x, float* __restrict__ y, int n)")
        .contains("shift(float* __restrict__ y, int n)");
  }

  @Test
  void boundsAKernelByItsLaunchEvenWhereThatIsTuned() {
    assertThat(text("scale: launch_bounds = 1"))
        .contains("__global__ void __launch_bounds__(256) scale(");
    assertThat(text("shift: launch_bounds = 1"))
        .contains("__global__ void __launch_bounds__(BLOCK) shift(");
  }

  @Test
  void changesBoundsTogetherWithTheBlock() {
    Candidate bounded = applied(Candidates.parse("k.cu", SCALE), "scale: launch_bounds = 1");
    assertThat(applied(bounded, "scale: block = 512").source().text())
        .contains("scale<<<(ceildiv(n, 512)), (512)>>>")
        .contains("__launch_bounds__(512) scale(");
    assertThat(applied(bounded, "source: restrict = 1").source().text())
        .contains("__launch_bounds__(256) scale(const float* __restrict__ x,");
  }

  @Test
  void unrollsInnermostLoops() {
    assertThat(text("source: unroll = 4")).contains("  #pragma unroll 4\n  for (int i");
  }
}
