package dev.warpsmith.kernelbench.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Launch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NaiveKernelsTest {
  private static final Bindings SMALL = Bindings.of(Map.of("n", 8L, "d", 16L, "m", 4L));

  private static Candidate naive(OpGraph graph, Bindings dims) {
    return NaiveKernels.of(graph, List.of(), dims);
  }

  @Test
  void writesOneThreadForEachElementOfAPointwiseResult() {
    Candidate candidate = naive(Graphs.graph("x: f32[n, d]; b: f32[d]", "y = add(x, b)"), SMALL);

    assertThat(candidate.source().text())
        .isEqualTo(
            """
            // @launch y_add<<<(ceildiv(n * d, 256)), (256)>>>(x, b, y, n * d, n, d)

            extern "C" __global__ void y_add(const float* in0, const float* in1, float* out, int n, int d0, int d1) {
              int i = blockIdx.x * blockDim.x + threadIdx.x;
              if (i < n) {
                float x0 = in0[i];
                float x1 = in1[i % d1];
                out[i] = x0 + x1;
              }
            }
            """);
  }

  @Test
  void keepsIntermediateValuesInScratchAndSkipsDeadNodes() {
    OpGraph graph =
        Graphs.graph(
            "x: f32[n, d]",
            "dead = exp(x)",
            "s = sigmoid(x)",
            "h = mul(x, s)",
            "y = sum(h, dim=1)");

    Candidate candidate = naive(graph, SMALL);

    assertThat(candidate.plan().launches())
        .extracting(Launch::kernel)
        .containsExactly("s_sigmoid", "h_mul", "y_sum");
    assertThat(candidate.plan().scratch())
        .extracting(Object::toString)
        .containsExactly("s: f32[n, d]", "h: f32[n, d]");
  }

  @Test
  void reducesEverythingWithManyBlocks() {
    Candidate candidate = naive(Graphs.graph("x: f32[n, d]", "y = mean(x)"), SMALL);

    assertThat(candidate.plan().launches())
        .extracting(launch -> launch.kernel() + launch.grid() + launch.arguments())
        .containsExactly(
            "y_mean_partial[min(1024, ceildiv(n * d, 256))][x, y_mean_blocks, n * d]",
            "y_mean[1][y_mean_blocks, y, min(1024, ceildiv(n * d, 256)), n * d]");
  }

  @Test
  void widensIndicesWhereATensorNeedsIt() {
    OpGraph graph = Graphs.graph("x: f32[n, d]", "y = relu(x)");
    Bindings large = Bindings.of(Map.of("n", 1L << 20, "d", 1L << 12));

    assertThat(naive(graph, large).source().text())
        .contains("long long i = (long long) blockIdx.x * blockDim.x + threadIdx.x;");
    assertThat(naive(graph, SMALL).source().text()).doesNotContain("long long");
  }
}
