package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanCheckTest {
  private static final String KERNEL =
      "extern \"C\" __global__ void k(const float* x, float* y, int n) {}\n";

  @Test
  void acceptsASoundPlan() {
    assertThat(new PlanCheck(Scales.task(), Scales.candidate(Scales.SOURCE)).problem()).isEmpty();
  }

  @Test
  void namesTheUnknownArgument() {
    assertThat(problem("// @launch k<<<(1), (32)>>>(x, z, n)\n" + KERNEL))
        .isEqualTo(
            "kernel.cu:1: @launch argument 2 of k is 'z', where 'z' is unknown (known: n, x, y)"
                + " (parameter float* y)");
  }

  @Test
  void countsArguments() {
    assertThat(problem("// @launch k<<<(1), (32)>>>(x, y)\n" + KERNEL))
        .startsWith("kernel.cu:1: @launch passes 2 arguments, but k(")
        .endsWith("takes 3");
  }

  @Test
  void wantsIntegersWhereIntegersAre() {
    assertThat(problem("// @launch k<<<(1), (32)>>>(x, y, y)\n" + KERNEL))
        .isEqualTo(
            "kernel.cu:1: @launch argument 3 of k is 'y', a tensor of f32, which does not fit"
                + " (parameter int n)");
  }

  @Test
  void wantsTensorsOfTheParametersType() {
    assertThat(
            problem(
                "// @launch k<<<(1), (32)>>>(x, y, n)\n" + KERNEL.replace("float* y", "double* y")))
        .contains("argument 2 of k is 'y', a tensor of f32, which does not fit");
  }

  @Test
  void wantsEveryOutputWritten() {
    assertThat(
            problem(
                "// @launch k<<<(1), (32)>>>(x, y, n)\n"
                    + KERNEL.replace("float* y", "const float* y")))
        .isEqualTo(
            "kernel.cu: output y: f32[n] is written by no @launch; pass it to a kernel's non-const"
                + " pointer");
  }

  @Test
  void refusesNamesOfTheTask() {
    assertThat(problem("// @scratch x: f32[n]\n// @launch k<<<(1), (32)>>>(x, y, n)\n" + KERNEL))
        .isEqualTo("kernel.cu: @scratch x: the task already has this name; choose another");
  }

  @Test
  void refusesFastMathThatTheTaskDoesNotAllow() {
    assertThat(problem("// @flags -use_fast_math\n// @launch k<<<(1), (32)>>>(x, y, n)\n" + KERNEL))
        .isEqualTo(
            "kernel.cu: @flags -use_fast_math: task exp does not allow fast math; remove the flag");
  }

  @Test
  void namesUnknownNamesInExtents() {
    assertThat(problem("// @launch k<<<(m), (32)>>>(x, y, n)\n" + KERNEL))
        .isEqualTo("kernel.cu:1: @launch grid 'm' names 'm', which is no dim or tunable");
  }

  private static String problem(String source) {
    return new PlanCheck(Scales.task(), Scales.candidate(source)).problem().orElse("");
  }
}
