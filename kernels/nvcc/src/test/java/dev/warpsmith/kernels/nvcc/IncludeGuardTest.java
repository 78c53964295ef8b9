package dev.warpsmith.kernels.nvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncludeGuardTest {
  private @TempDir Path folder;
  private IncludeGuard guard;

  @BeforeEach
  void makeGuard() throws Exception {
    Path cuda = Files.createDirectories(folder.resolve("cuda/include"));
    Files.createDirectories(cuda.resolve("cooperative_groups"));
    Files.writeString(cuda.resolve("cuda_fp16.h"), "");
    Files.writeString(cuda.resolve("cooperative_groups/reduce.h"), "");
    Path any = folder.resolve("any");
    List<Path> host = List.of(Path.of("/usr/include"));
    guard =
        new IncludeGuard(
            new Toolchain(any, any, any, any, false, "13.0.88", List.of(cuda), host, "hash"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#include <cuda_fp16.h>",
        "  #  include  <cooperative_groups/reduce.h> // groups",
        "#include <cstdint>",
        "#include <math.h> /* more */",
        "// #include \"secret.h\"",
        "/*\n#include </etc/passwd>\n*/",
        "const char* s = \"#include <x>\";",
        "const char* s = R\"(\n#include \"/etc/passwd\"\n)\";",
        "#define INC 1\n#pragma unroll\n#if INC\n#endif",
        "int n = 1'000'000; #\n",
      })
  void admits(String text) {
    assertThat(guard.check("k.cu", text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#include \"cuda_fp16.h\"",
        "#include </etc/passwd>",
        "#include <../../etc/passwd>",
        "#include <cuda_fp16.h/../../../etc/passwd>",
        "#include <openssl/ssl.h>",
        "#include FILE",
        "#include \"x\" <cuda_fp16.h>",
        "#include /* c */ \"x\" <cuda_fp16.h>",
        "%:include \"x\"",
        "#inc\\\nlude \"x\"",
        "#include \\\n  \"x\"",
        "#/* hidden */include \"x\"",
        "#include_next <cuda_fp16.h>",
        "#import <cuda_fp16.h>",
        "#embed \"/etc/passwd\"",
        "#if __has_include(</etc/passwd>)\n#endif",
        "#pragma GCC dependency \"/etc/passwd\"",
        "asm(\".incbin \\\"/etc/passwd\\\"\");",
        "#line 3 \"gcc\"",
        "# 3 \"gcc\"",
      })
  void refuses(String text) {
    assertThat(guard.check("k.cu", text)).hasSize(1).allMatch(Diagnostic::isError);
  }

  @Test
  void namesLineAcrossJoinedLines() {
    String text = "#define A 1 + \\\n  2\n\n#include \"secret.h\"\n";
    assertThat(guard.check("k.cu", text))
        .hasToString(
            "[k.cu:4: error: #include \"secret.h\" is not allowed; a candidate may include CUDA's"
                + " and C++'s own headers only, as #include <name>]");
  }

  @Test
  void refusesFilesReadOutsideHeaders() {
    Path own = folder.resolve("kernel.cu");
    Path header = folder.resolve("cuda/include/cuda_fp16.h");
    Path system = Path.of("/usr/include/math.h");

    assertThat(guard.checkRead(List.of(own, header, system), own)).isEmpty();
    assertThat(guard.checkRead(List.of(own, Path.of("/etc/passwd")), own))
        .hasValueSatisfying(error -> assertThat(error.message()).contains("reads passwd"));
    assertThat(guard.checkRead(List.of(Path.of("/usr/include/../../etc/passwd")), own)).isPresent();
  }
}
