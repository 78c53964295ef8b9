package dev.warpsmith.kernelbench.torch.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelNewFileTest {
  private static final String LAUNCHES =
      """
      // @tune TILE = 32 | 64
      // @scratch part: f32[rows]
      // @flags -use_fast_math
      // @launch[cooperative, cluster = (2)] first<<<(2 * ceildiv(cols, TILE), rows), (256), 65536>>>(x, part, alpha, cols)
      // @launch second<<<(rows), (TILE)>>>(part, y, rows * cols)
      extern "C" __global__ void first(const float* x, float* part, float alpha, int cols) {}
      extern "C" __global__ void second(const float* __restrict__ part, float* y, long long n) {}
      """;

  private static Task task() {
    return TaskReader.parse(
        "scaled.json",
        """
        {
          "name": "scaled",
          "description": "rows summed and scaled",
          "dims": {"rows": 6, "cols": 100},
          "check": [{"rows": 3, "cols": 5}],
          "inputs": {"x": "f32[rows, cols] ~ normal(0, 1)"},
          "scalars": {"alpha": "f32 = 0.5"},
          "graph": ["s = sum(x, dim=1)", "y = mul(s, alpha)"],
          "outputs": ["y"]
        }
        """);
  }

  private static String text(Candidate candidate, Optional<String> module) {
    return new ModelNewFile(task(), candidate, module, List.of("Proven on emulated:h200.")).text();
  }

  @Test
  void launchesThePlanWithItsValuesAtTheFullSize() {
    assertThat(text(Candidates.parse("c.cu", LAUNCHES), Optional.empty()))
        .contains("# Proven on emulated:h200.\n", "# Made for cols = 100, rows = 6 only.\n")
        .contains("warpsmith_expect(tensor_x, \"x\", torch::kFloat32, {6, 100});")
        .contains("torch::Tensor tensor_part = torch::empty({6}, torch::dtype(torch::kFloat32)")
        .contains("cudaFuncSetAttribute(first, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536)")
        .contains(
            "warpsmith_launch(first, dim3(8, 6), dim3(256), 65536, true, dim3(2),"
                + " (const float*)tensor_x.data_ptr(), (float*)tensor_part.data_ptr(),"
                + " (float)(0x1.0p-1), (int)100LL);")
        .contains(
            "warpsmith_launch(second, dim3(6), dim3(32), 0, false, dim3(0),"
                + " (const float*)tensor_part.data_ptr(), (float*)tensor_y.data_ptr(),"
                + " (long long)600LL);")
        .contains("return {tensor_y};")
        .contains("\"-use_fast_math\",\"-DTILE=32\"]");
  }

  @Test
  void anotherSourceIsAnotherExtension() {
    Candidate one = Candidates.parse("c.cu", LAUNCHES);
    String name = "name=\"warpsmith_[0-9a-f]{16}\"";
    assertThat(text(one, Optional.empty())).containsPattern(name);
    Candidate other = Candidates.parse("c.cu", LAUNCHES + "// more\n");
    assertThat(text(one, Optional.empty()).replaceAll("(?s).*(" + name + ").*", "$1"))
        .isNotEqualTo(text(other, Optional.empty()).replaceAll("(?s).*(" + name + ").*", "$1"));
  }

  @Test
  void quotesInTheSourceStayInTheSource() {
    Candidate odd = Candidates.parse("c.cu", LAUNCHES + "// ''' \\n\n");
    assertThat(text(odd, Optional.empty())).contains("CUDA_SOURCE = r\"\"\"\n", "// ''' \\n\n");
    Candidate both = Candidates.parse("c.cu", LAUNCHES + "// ''' \"\"\" \\n\n");
    assertThat(text(both, Optional.empty()))
        .contains("CUDA_SOURCE = \"#include", "// ''' \\\"\\\"\\\" \\\\n\\n");
  }

  /** KernelBench's static check refuses these words; a word in a comment is none. */
  @Test
  void hasNoWordThatKernelBenchTakesForACheat() {
    Task softmax = BuiltInTasks.find("softmax").orElseThrow();
    String file =
        new ModelNewFile(softmax, NaiveKernels.of(softmax), Optional.empty(), List.of()).text();
    String code = file.replaceAll("(#(?!include)|//)[^\n]*", "");
    assertThat(code).doesNotContainPattern("\\b(try|except|pass)\\b");
    assertThat(code).contains("load_inline", "class ModelNew(nn.Module)");
  }
}
