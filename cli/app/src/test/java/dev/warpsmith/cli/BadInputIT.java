package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each wrong input gets its exit code, its verdict and a message that says what to do. */
class BadInputIT {
  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private void isRefused(String candidate, String verdict, String... parts) throws IOException {
    Path task = write("saxpy.cu", Sources.SAXPY);
    Path file = write("candidate.cu", candidate);
    Run run = Run.of("check", task.toString(), file.toString(), "--json");
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.FAILED.number());
    var json = new ObjectMapper().readTree(run.out());
    assertThat(json.path("verdict").asText()).as(run.out()).isEqualTo(verdict);
    assertThat(json.path("message").asText()).contains(parts);
    assertThat(json.path("evidence")).isNotEmpty();
  }

  private static void isWrongUsage(Run run, String... parts) {
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("warpsmith: ").contains(parts).doesNotContain("Exception");
  }

  @Test
  void anUnknownTaskIsSuggested() {
    isWrongUsage(Run.of("optimize", "sofmax"), "unknown task 'sofmax'; did you mean 'softmax'?");
  }

  @Test
  void aBrokenDirectiveIsNamedByLineAndColumn() throws IOException {
    Path task =
        write(
            "broken.cu",
            Sources.SAXPY.replace("uniform(-1, 1)\n// @input  z", "uniform(-1\n// @input  z"));
    isWrongUsage(Run.of("optimize", task.toString()), "broken.cu:5:");
  }

  @Test
  void anUnknownGpuIsSuggested() {
    isWrongUsage(
        Run.of("check", "softmax", "--device", "emulated:h20"),
        "no GPU named 'h20'",
        "did you mean");
  }

  @Test
  void aMissingGpuIsTheEnvironment() {
    Run run = Run.of("check", "softmax", "--device", "cuda:0");
    assertThat(run.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(run.err()).contains("device cuda:0 cannot be opened").contains("emulated:h200");
  }

  @Test
  void aMissingCandidateFileIsNamed() {
    isWrongUsage(Run.of("check", "softmax", "none.cu"), "no candidate file 'none.cu'; expected");
  }

  @Test
  void anUnwrittenOutputIsRefusedByItsPlan() throws IOException {
    isRefused(
        Sources.saxpy("if (i < n) y[i] = 0;").replace("(x, z, y, a, n)\n", "(x, z, x, a, n)\n"),
        "PlanRejected",
        "y");
  }

  @Test
  void anArgumentOfTheWrongTypeIsRefusedByItsPlan() throws IOException {
    isRefused(
        Sources.saxpy("").replace("const float* x,", "const int* x,"), "PlanRejected", "x", "int");
  }

  @Test
  void aCandidateThatDoesNotCompile() throws IOException {
    isRefused(Sources.saxpy("y[i] = x[i]"), "CompileFailed", "candidate.cu:", "expected a");
  }

  @Test
  void aCandidateThatReadsOutOfBounds() throws IOException {
    isRefused(
        Sources.saxpy("y[i] = a * x[i] + z[i];"),
        "SanitizerFailed",
        "candidate.cu:4: thread ",
        "reads x[1003], 1 past the end of x: f32[1003]");
  }

  @Test
  void aCandidateThatNeverEnds() throws IOException {
    isRefused(Sources.saxpy("while (i < n) y[i] = a * x[i] + z[i];"), "TimedOut", "candidate.cu:4");
  }

  @Test
  void aCandidateThatIsWrongAtOneElement() throws IOException {
    isRefused(
        Sources.saxpy("if (i < n) y[i] = a * x[i] + z[i] + (i == 1001 ? 0.01f : 0);"),
        "WrongNumerics",
        "y[1001]");
  }
}
