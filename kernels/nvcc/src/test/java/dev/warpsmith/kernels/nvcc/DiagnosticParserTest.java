package dev.warpsmith.kernels.nvcc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiagnosticParserTest {
  @Test
  void readsErrorsAndWarningsOfFrontEnd() {
    assertThat(DiagnosticParser.parse(StoredOutput.read("nvcc-error.txt"), ""))
        .hasToString(
            "[kernel.cu:4:3: error: expected a \";\", "
                + "kernel.cu:3:7: warning: variable \"i\" was declared but never referenced]");
  }

  @Test
  void readsManyMessagesOfBothCompilers() {
    assertThat(DiagnosticParser.parse(StoredOutput.read("nvcc-many.txt"), ""))
        .extracting(Diagnostic::toString)
        .containsExactly(
            "kernel.cu:8:2: warning: #warning \"careful\" [-Wcpp]",
            "kernel.cu:2:13: error: identifier \"b\" is undefined",
            "kernel.cu:2:17: error: identifier \"__sinff\" is undefined",
            "kernel.cu:3:3: error: identifier \"foo\" is undefined",
            "kernel.cu:3:3: error: kernel launch from __device__ or __global__ functions requires"
                + " separate compilation mode",
            "kernel.cu:4:3: warning: expression has no effect",
            "kernel.cu:6: error: function \"k\" has already been defined (previous definition at"
                + " line 1)",
            "kernel.cu:7:23: error: expected a \";\"",
            "kernel.cu:9:9: warning: this pragma must immediately precede a statement");
  }

  @Test
  void keepsTemplateContext() {
    assertThat(DiagnosticParser.parse(StoredOutput.read("nvcc-template.txt"), ""))
        .extracting(Diagnostic::toString)
        .containsExactly(
            "kernel.cu:1:32: error: static assertion failed with \"tile must be a multiple of 32\""
                + "; detected during instantiation of class \"Tile<N> [with N=17]\" at line 3",
            "kernel.cu:3: error: no instance of function template \"sum\" matches the argument"
                + " list; argument types are: (int)",
            "kernel.cu:2: note: candidate function template \"sum\" failed deduction");
    assertThat(DiagnosticParser.parse(StoredOutput.read("nvcc-recursion.txt"), "").get(0).message())
        .isEqualTo(
            "excessive recursion at instantiation of member \"F<N>::v [with N=-195]\"; detected"
                + " during: instantiation of class \"F<N> [with N=-194]\" at line 2");
  }

  @Test
  void readsEndOfSource() {
    assertThat(DiagnosticParser.parse(StoredOutput.read("nvcc-end-of-source.txt"), ""))
        .extracting(Diagnostic::toString)
        .startsWith("error: expected a \")\" at the end of the source")
        .contains("kernel.cu:1: note: to match this \"{\"");
  }

  @Test
  void readsHostCompiler() {
    assertThat(DiagnosticParser.parse(StoredOutput.read("nvcc-missing-header.txt"), ""))
        .hasToString("[kernel.cu:1:10: error: nosuch.h: No such file or directory]");
  }

  @Test
  void leadsFromPtxLineToSourceLine() {
    assertThat(
            DiagnosticParser.parse(
                StoredOutput.read("nvcc-inline-asm.txt"), StoredOutput.read("inline-asm.ptx")))
        .extracting(Diagnostic::toString)
        .containsExactly(
            "kernel.cu:1: error: Not a name of any known instruction: 'bogus'",
            "kernel.cu:2: error: Instruction 'wgmma.fence' not supported on .target 'sm_90'");
  }

  @Test
  void readsAssemblersErrors() {
    assertThat(DiagnosticParser.parse(StoredOutput.read("ptxas-too-much-shared.txt"), ""))
        .hasToString(
            "[error: Entry function 'big' uses too much shared data (0x61a80 bytes, 0xc000 max)]");
    assertThat(DiagnosticParser.parse(StoredOutput.read("ptxas-unresolved.txt"), ""))
        .hasToString("[error: Unresolved extern function '_Z1ff']");
  }

  @Test
  void findsNothingInOtherText() {
    assertThat(DiagnosticParser.parse("hello\n1 error detected\n", "")).isEmpty();
  }
}
