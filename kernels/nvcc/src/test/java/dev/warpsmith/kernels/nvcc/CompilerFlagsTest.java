package dev.warpsmith.kernels.nvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompilerFlagsTest {
  @Test
  void sortsFlagsByTool() {
    CompilerFlags flags =
        CompilerFlags.of(
            List.of(
                "-use_fast_math", "--maxrregcount=64", "-fmad=false", "-Xptxas=-dlcm=cg", "-O2"));

    assertThat(flags.frontEnd()).containsExactly("-use_fast_math", "-fmad=false");
    assertThat(flags.assembler())
        .containsExactly("--maxrregcount=64", "--fmad=false", "-dlcm=cg", "-O2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-include",
        "-I/etc",
        "-Xcompiler=-fplugin=x",
        "--compiler-bindir=/tmp",
        "-o",
        "-run",
        "-fmad=maybe",
        "--options-file=x",
        "-maxrregcount=9999",
        "-DX=1",
        "kernel.cu"
      })
  void refusesEverythingElse(String flag) {
    assertThat(CompilerFlags.refused(List.of("-O2", flag))).contains(flag);
  }
}
