package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import org.junit.jupiter.api.Test;

class UnfusedRooflineTest {
  private static final GpuSpec GPU = Gpus.find("h200");
  private static final double ELEMENTS = 4096.0 * 8192;

  @Test
  void addsUpOperatorsThatEachReadAndWriteDram() {
    Task task =
        TaskReader.parse(
            "swish.json",
            """
            { "name": "swish", "dims": {"n": 4096, "d": 8192}, "check": {"n": 3, "d": 130},
              "inputs": {"x": "f32[n, d] ~ normal(0, 1)"},
              "graph": ["s = sigmoid(x)", "unused = exp(x)", "y = mul(x, s)"], "outputs": ["y"] }
            """);
    double sigmoid = 2 * 4 * ELEMENTS / (GPU.dramGbps() * 1e3);
    double product = 3 * 4 * ELEMENTS / (GPU.dramGbps() * 1e3);
    assertThat(UnfusedRoofline.micros(task, GPU))
        .hasValueCloseTo(sigmoid + product + 2 * GPU.launchMicros(), within(1e-6));
  }

  @Test
  void knowsNothingOfATaskWhoseMeaningIsAKernel() {
    Task task =
        TaskReader.parse(
            "copy.cu",
            """
            // @task copy "Copies"
            // @dim n = 32
            // @size check: n = 31
            // @input x: f32[n] ~ uniform(-1, 1)
            // @output y: f32[n]
            // @launch copy<<<1, 32>>>(x, y, n)
            extern "C" __global__ void copy(const float* x, float* y, int n) {
              if (threadIdx.x < n) y[threadIdx.x] = x[threadIdx.x];
            }
            """);
    assertThat(UnfusedRoofline.micros(task, GPU)).isEmpty();
  }
}
