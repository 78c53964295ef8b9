package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates real kernels on the emulated GPU. */
class RegressIT {
  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private Run regress(String... more) {
    String[] args = new String[3 + more.length];
    args[0] = "regress";
    args[1] = "--baseline";
    args[2] = folder.resolve("baseline.json").toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return Run.of(args);
  }

  @Test
  void passesTheSameKernelsAndTripsOnASlowerOne() throws IOException {
    String task = write("saxpy.cu", Sources.SAXPY);
    String candidate = write("fast.cu", Sources.saxpy("if (i < n) y[i] = a * x[i] + z[i];"));
    String subject = task + "=" + candidate;
    assertThat(regress("--update", task, subject).code()).isZero();
    String junit = folder.resolve("junit.xml").toString();
    Run same = regress("--junit", junit);
    assertThat(same.code()).as(same.out() + same.err()).isZero();
    assertThat(same.out()).startsWith("nothing is worse in 18 comparisons of 2 subjects");
    assertThat(Path.of(junit)).content().contains("tests=\"18\" failures=\"0\"");
    write(
        "fast.cu",
        Sources.saxpy("int j = (i % 4096) * 256 + i / 4096; if (j < n) y[j] = a * x[j] + z[j];")
            .replace("ceildiv(n, 256)", "ceildiv(n, 256) + 4096"));
    Run slower = regress("--junit", junit);
    assertThat(slower.code()).as(slower.out()).isEqualTo(ExitCode.FAILED.number());
    assertThat(Path.of(junit)).content().contains("<failure message=");
  }

  @Test
  void refusesABaselineOfOtherTools() throws IOException {
    String task = write("saxpy.cu", Sources.SAXPY);
    assertThat(regress("--update", task).code()).isZero();
    Path file = folder.resolve("baseline.json");
    Files.writeString(
        file, Files.readString(file).replaceAll("\"model\" : \"[^\"]*\"", "\"model\" : \"m0/g0\""));
    Run run = regress();
    assertThat(run.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(run.err()).contains("model=m0/g0").contains("--update");
  }

  @Test
  void needsABaseline() {
    Run run = regress("softmax");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err()).contains("no baseline file").contains("regress --update");
  }
}
