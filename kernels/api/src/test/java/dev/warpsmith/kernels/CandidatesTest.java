package dev.warpsmith.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CandidatesTest {
  private static final String SOFTMAX =
      """
      #include <cuda_fp16.h>
      // @tune   BLOCK = 64 | 128 | 256
      // @tune   VEC = 4
      // @scratch rowMax: f32[rows, ceildiv(cols, BLOCK)]
      // @flags -use_fast_math --fmad=false
      // @launch row_max<<<(rows, ceildiv(cols, BLOCK)), BLOCK>>>(x, rowMax, rows, cols)
      // @launch[cooperative, cluster = (2, 1, 1)] softmax<<<dim3(rows), (BLOCK / 2) * 2, 4 * BLOCK>>>(x, rowMax, y, cols);
      /* // @launch commented<<<1, 1>>>() */
      __global__ void row_max(const float* __restrict__ x, float* m, int rows, int cols) {}
      extern "C" __global__ __launch_bounds__(BLOCK, 2) void softmax(
          const float *x, const float m[], float* y, long long cols) {
        const char* s = "// @launch string<<<1, 1>>>()";
      }
      """;

  @Test
  void readsPlanOfCandidate() {
    Candidate candidate = Candidates.parse("kernel.cu", SOFTMAX);
    LaunchPlan plan = candidate.plan();

    assertThat(candidate.tunables()).hasToString("BLOCK = 64, VEC = 4");
    assertThat(plan.tunables()).hasToString("[BLOCK = 64 | 128 | 256, VEC = 4]");
    assertThat(plan.scratch()).hasToString("[rowMax: f32[rows, ceildiv(cols, BLOCK)]]");
    assertThat(plan.flags()).containsExactly("-use_fast_math", "--fmad=false");
    assertThat(plan.launches())
        .hasToString(
            "[@launch row_max<<<(rows, ceildiv(cols, BLOCK)), (BLOCK)>>>(x, rowMax, rows, cols), "
                + "@launch[cooperative, cluster = (2, 1, 1)] "
                + "softmax<<<(rows), (BLOCK / 2 * 2), 4 * BLOCK>>>(x, rowMax, y, cols)]");
    assertThat(plan.launches().get(1).position()).hasToString("kernel.cu:7:46");
    assertThat(plan.launches().get(0).cooperative()).isFalse();
  }

  @Test
  void reparsesPrintedLaunches() {
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      Launch launch = randomLaunch(random);
      CudaSource source = CudaSource.parse("k.cu", "// " + launch);
      assertThat(Launch.parse(source.directives().get(0)))
          .usingRecursiveComparison()
          .ignoringFields("position")
          .isEqualTo(launch);
    }
  }

  @Test
  void rendersWinningValuesFirst() {
    Candidate best =
        Candidates.parse("kernel.cu", SOFTMAX).with(Bindings.of(Map.of("BLOCK", 256L)));

    String text = Candidates.render(best);

    assertThat(text).isEqualTo(SOFTMAX.replace("BLOCK = 64 | 128 | 256", "BLOCK = 256 | 64 | 128"));
    assertThat(Candidates.parse("best.cu", text).tunables()).isEqualTo(best.tunables());
  }

  @Test
  void readsFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("my kernel.cu"), SOFTMAX);

    assertThat(Candidates.read(file).source().file()).isEqualTo("my kernel.cu");
    assertThatThrownBy(() -> Candidates.read(folder.resolve("none.cu")))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no such file");
    Files.write(file, new byte[] {(byte) 0xC3, (byte) 0x28});
    assertThatThrownBy(() -> Candidates.read(file)).hasMessageContaining("not UTF-8");
  }

  @Test
  void leavesTaskDirectivesOfWholeTaskAlone() {
    CudaSource source =
        CudaSource.parse(
            "softmax.cu",
            """
            // @task softmax "Row-wise"
            // @dim rows = 4
            // @launch k<<<rows, 32>>>(x)
            __global__ void k(float* x) {}
            """);

    assertThat(Candidates.ofTask(source).plan().launches()).hasSize(1);
    assertThatThrownBy(() -> LaunchPlan.parse(source))
        .hasMessage(
            "softmax.cu:1:4: @task describes a task; a candidate has only @tune, @scratch, @flags,"
                + " @tensormap, @launch; remove it");
  }

  /** A broken directive, and the column and text of its message. */
  static Stream<Arguments> brokenDirectives() {
    return Stream.of(
        arguments(
            "@luanch k<<<1, 1>>>(x)",
            4,
            "unknown directive @luanch (known: @tune, @scratch, @flags, @tensormap, @launch); did you mean @launch?"),
        arguments(
            "@todo later",
            4,
            "unknown directive @todo (known: @tune, @scratch, @flags, @tensormap, @launch); write an ordinary comment without '@'"),
        arguments(
            "@launch k2<<<1, 1>>>(x)",
            12,
            "@launch names kernel 'k2', which is not defined (defined: k, t); did you mean 'k'?"),
        arguments(
            "@launch t<<<1, 1>>>(x)",
            12,
            "@launch names kernel 't', which is a template; define a __global__ function that is none"),
        arguments(
            "@launch k<<1, 1>>>(x)",
            13,
            "found '<', expected '<<<' after the kernel's name, as in kernel<<<grid, block, sharedBytes>>>(arguments)"),
        arguments(
            "@launch k<<<1>>>(x)",
            17,
            "found '>', expected ',' and the block after the grid, as in kernel<<<grid, block, sharedBytes>>>(arguments)"),
        arguments(
            "@launch k<<<1, 1, 0, s>>>(x)",
            23,
            "found ',', expected '>>>': a launch names no stream, launches run in file order"),
        arguments(
            "@launch k<<<1, 1>>>(x",
            25,
            "found the end of the line, expected ')' or ',' after an argument"),
        arguments(
            "@launch k<<<(1, 2, 3, 4), 1>>>(x)", 16, "the grid has 4 extents, expected 1 to 3"),
        arguments(
            "@launch k<<<1, 1>>>(0.5)",
            25,
            "found '.', expected an integer expression; pass a floating-point value through a @scalar of the task"),
        arguments(
            "@launch[coop] k<<<1, 1>>>(x)",
            12,
            "unknown launch option 'coop' (defined: cooperative, cluster = (x, y, z))"),
        arguments(
            "@launch[cluster = 2 k<<<1, 1>>>(x)",
            11,
            "the '[' after @launch is not closed on this line; add ']'"),
        arguments(
            "@tune BLOCK",
            15,
            "found the end of the line, expected '=' and the legal values, as in BLOCK = 64 | 128"),
        arguments(
            "@tune BLOCK = 64, 128",
            20,
            "found ',', expected '|' and another value, or the end of the line"),
        arguments("@tune BLOCK = 64 | 64", 23, "BLOCK has the value 64 twice; remove one"),
        arguments("@tune int = 64", 10, "'int' is a word of C++ or of expressions; rename it"),
        arguments(
            "@scratch s: f33[4]",
            16,
            "unknown type 'f33' (expected one of: f64, f32, f16, bf16, i64, i32, i16, i8, u8, bool); did you mean 'f32'?"),
        arguments(
            "@scratch s: f32[4] ~ uniform(0, 1)",
            23,
            "found '~', expected the end of the line: scratch has a type and a shape only"),
        arguments(
            "@flags use_fast_math",
            11,
            "found 'use_fast_math', expected compiler flags such as -use_fast_math"),
        arguments(
            "@tensormap m = tiled(x, box = [64])",
            4,
            "@tensormap is not supported yet (supported: @tune, @scratch, @flags, @launch); load tiles with ordinary loads or cp.async"));
  }

  @ParameterizedTest
  @MethodSource("brokenDirectives")
  void saysWhatIsWrongWithDirective(String directive, int column, String message) {
    String text =
        "// %s\n__global__ void k(float* x) {}\ntemplate <int N> __global__ void t(float* x) {}\n"
            .formatted(directive);
    assertThatThrownBy(() -> Candidates.parse("k.cu", text))
        .isInstanceOf(SourceException.class)
        .hasMessage("k.cu:1:" + column + ": " + message);
  }

  @Test
  void saysThatNothingIsLaunched() {
    assertThatThrownBy(() -> Candidates.parse("k.cu", "__global__ void add(float* x) {}"))
        .hasMessage(
            "k.cu:1: no @launch directive; add one line for each kernel launch, such as"
                + " // @launch add<<<(n), (256)>>>(x, y, n)");
  }

  @Test
  void refusesNameDeclaredTwice() {
    String text = "// @tune N = 1\n// @scratch N: f32[4]\n";
    assertThatThrownBy(() -> Candidates.parse("k.cu", text))
        .hasMessage("k.cu:2:13: 'N' is declared twice, first in line 1; rename one");
  }

  private static Launch randomLaunch(Random random) {
    return new Launch(
        "k",
        expressions(random, 1 + random.nextInt(3)),
        expressions(random, 1 + random.nextInt(3)),
        expression(random),
        expressions(random, random.nextInt(4)),
        random.nextBoolean(),
        random.nextBoolean()
            ? Optional.of(expressions(random, 1 + random.nextInt(3)))
            : Optional.empty(),
        SourcePosition.ofLine("k.cu", 1));
  }

  private static List<Expression> expressions(Random random, int count) {
    return IntStream.range(0, count).mapToObj(i -> expression(random)).toList();
  }

  private static Expression expression(Random random) {
    String[] forms = {"0", "n", "(a + b) * c", "ceildiv(n, 4)", "-n", "(a - 1) / (b)", "4 * B"};
    return Expression.parse(forms[random.nextInt(forms.length)]);
  }
}
