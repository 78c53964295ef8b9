package dev.warpsmith.kernels.nvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.nvcc.CompilationResult.CompileFailed;
import dev.warpsmith.kernels.nvcc.CompilationResult.Compiled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles with the real nvcc. */
class NvccCompilerIT {
  private final Toolchain toolchain = RealToolchain.assumed();
  private @TempDir Path folder;
  private NvccCompiler compiler;

  @BeforeEach
  void makeCompiler() {
    compiler = new NvccCompiler(toolchain, CompileCache.at(folder));
  }

  @Test
  void compilesToPtxAndMachineCode() {
    Compiled compiled =
        compiled(
            """
            #include <cuda_fp16.h>
            // @tune BLOCK = 64 | 128
            // @launch add<<<1, BLOCK>>>(x)
            extern "C" __global__ void add(float* x) {
              __shared__ float s[BLOCK];
              int unused;
              s[threadIdx.x] = x[threadIdx.x];
              __syncthreads();
              x[threadIdx.x] = s[BLOCK - 1 - threadIdx.x];
            }
            """,
            "my kernel.cu");

    assertThat(compiled.image().ptx())
        .contains(".target sm_90", ".visible .entry add(", ".loc")
        .containsPattern("\\.file\\s+1 \"my kernel.cu\"")
        .doesNotContain(System.getProperty("java.io.tmpdir"));
    assertThat(compiled.image().cubin().orElseThrow()).startsWith(0x7f, 'E', 'L', 'F');
    assertThat(compiled.image().resources()).containsOnlyKeys("add");
    assertThat(compiled.image().resources().values())
        .allMatch(used -> used.staticSharedBytes() == 64 * 4 && used.registers() > 0);
    assertThat(compiled.diagnostics())
        .hasToString(
            "[my kernel.cu:6:7: warning: variable \"unused\" was declared but never referenced]");
  }

  @Test
  void tunablesReachCompiler() {
    Candidate candidate =
        candidate(
            "// @tune N = 32 | 64\n",
            "__shared__ float s[N]; s[threadIdx.x] = *x; __syncthreads(); *x = s[threadIdx.y];");
    Candidate wider = candidate.with(Bindings.of(Map.of("N", 64L)));

    assertThat(shared(candidate)).isEqualTo(32 * 4);
    assertThat(shared(wider)).isEqualTo(64 * 4);
  }

  @Test
  void asksCompilersOnceForOneSource() throws Exception {
    Candidate candidate = candidate("", "*x = 1;");
    compiler.compile(candidate, "sm_90");
    Toolchain broken =
        new Toolchain(
            toolchain.nvcc(),
            toolchain.cicc(),
            folder.resolve("gone"),
            toolchain.hostCompiler(),
            false,
            toolchain.version(),
            toolchain.cudaIncludes(),
            toolchain.hostIncludes(),
            "other");

    assertThat(new NvccCompiler(toolchain, CompileCache.at(folder)).compile(candidate, "sm_90"))
        .isInstanceOf(Compiled.class);
    assertThat(files()).isEqualTo(1);
    assertThatThrownBy(
            () -> new NvccCompiler(broken, CompileCache.at(folder)).compile(candidate, "sm_90"))
        .isInstanceOf(ToolchainException.class);
    compiler.compile(candidate, "sm_80");
    assertThat(files()).isEqualTo(2);
  }

  @Test
  void reportsErrorsUnderUsersName() throws Exception {
    CompileFailed failed = failed(candidate("", "int i = undefined_name;"));

    assertThat(failed.firstError())
        .hasToString("k.cu:3:9: error: identifier \"undefined_name\" is undefined");
    assertThat(failed.text()).contains("k.cu(3)").doesNotContain("kernel.cu", "/tmp");
    assertThat(failed(candidate("", "int i = undefined_name;"))).isEqualTo(failed);
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void reportsAssemblersErrors() {
    CompileFailed failed =
        failed(
            candidate(
                "",
                "__shared__ float s[100000]; s[threadIdx.x] = *x; __syncthreads(); *x = s[threadIdx.y];"));
    assertThat(failed.firstError())
        .hasToString(
            "k.cu:2:28: error: Entry function 'k' uses too much shared data"
                + " (0x61a80 bytes, 0xc000 max)");

    CompileFailed inline =
        failed(candidate("", "asm volatile(\"bogus.s32 %0, 1;\" : \"=f\"(*x));"));
    assertThat(inline.firstError())
        .hasToString("k.cu:3: error: Not a name of any known instruction: 'bogus'");
  }

  @Test
  void refusesForbiddenFlagsAndFiles() {
    assertThat(failed(candidate("// @flags -O2 -include=/etc/passwd\n", "")).firstError())
        .asString()
        .startsWith("k.cu:1:4: error: flag -include=/etc/passwd is not allowed (allowed: ");
    assertThat(failed(candidate("#include \"/etc/passwd\"\n", "")).text())
        .startsWith("k.cu:1: error: #include \"/etc/passwd\" is not allowed");
  }

  @Test
  void appliesAllowedFlags() {
    String body = "*x = *x / 3.0f;";
    assertThat(ptx(candidate("", body))).contains("div.rn.f32");
    assertThat(ptx(candidate("// @flags -use_fast_math\n", body))).doesNotContain("div.rn.f32");
  }

  @Test
  void stopsCompilationAtItsLimit() {
    NvccCompiler impatient =
        new NvccCompiler(toolchain, CompileCache.at(folder), Duration.ofMillis(50));
    CompilationResult result = impatient.compile(candidate("", "*x = 1;"), "sm_90");

    assertThat(result).isInstanceOf(CompileFailed.class);
    assertThat(((CompileFailed) result).text()).contains("nvcc was stopped after");
    assertThat(compiler.compile(candidate("", "*x = 1;"), "sm_90")).isInstanceOf(Compiled.class);
  }

  @Test
  void leavesNoTemporaryFolder() throws Exception {
    Path used;
    try (CompileFolder temporary = CompileFolder.create(toolchain, NvccCompiler.DEFAULT_LIMIT)) {
      used = temporary.path();
      CompilerFlags none = CompilerFlags.of(List.of());
      temporary.build(new CompileRequest("broken", none, Bindings.none(), "sm_90"));
      assertThat(used).isNotEmptyDirectory();
    }
    assertThat(used).doesNotExist();
  }

  @Test
  void saysThatToolkitDoesNotKnowGpu() {
    assertThatThrownBy(() -> compiler.compile(candidate("", ""), "sm_999"))
        .isInstanceOf(ToolchainException.class)
        .hasMessageContaining("Unsupported gpu architecture 'sm_999'; install a CUDA toolkit");
  }

  private Compiled compiled(String text, String file) {
    CompilationResult result = compiler.compile(Candidates.parse(file, text), "sm_90");
    assertThat(result).isInstanceOf(Compiled.class);
    return (Compiled) result;
  }

  private CompileFailed failed(Candidate candidate) {
    CompilationResult result = compiler.compile(candidate, "sm_90");
    assertThat(result).isInstanceOf(CompileFailed.class);
    return (CompileFailed) result;
  }

  private int shared(Candidate candidate) {
    return compiler
        .compile(candidate, "sm_90")
        .match(
            compiled -> compiled.image().resources().values().iterator().next().staticSharedBytes(),
            failed -> -1);
  }

  private String ptx(Candidate candidate) {
    return compiler
        .compile(candidate, "sm_90")
        .match(compiled -> compiled.image().ptx(), failed -> failed.text());
  }

  private static Candidate candidate(String head, String body) {
    String text =
        head
            + "// @launch k<<<1, 1>>>(x)\nextern \"C\" __global__ void k(float* x) {\n"
            + body
            + " }\n";
    return Candidates.parse("k.cu", text);
  }

  private int files() throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return (int) files.filter(Files::isRegularFile).count();
    }
  }
}
