package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
  void catchesThreePercentOfSectorsThatOneLineAdds() throws IOException {
    String task = write("saxpy.cu", Sources.SAXPY);
    String candidate = write("own.cu", Sources.saxpy("if (i < n) y[i] = a * x[i] + z[i];"));
    String subject = task + "=" + candidate;
    assertThat(regress("--update", subject).code()).isZero();
    // 3 of the 96 sectors that the 256 threads of a block ask for.
    write(
        "own.cu",
        Sources.saxpy(
            """
            if (threadIdx.x < 24) asm volatile("" :: "f"(x[(i + 512) % n]));
              if (i < n) y[i] = a * x[i] + z[i];"""));
    Run run = regress("--annotations", "github");
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.FAILED.number());
    assertThat(run.out())
        .contains("sectors: 393216 -> 405504 sector (+3.1 %), allowed 2 %")
        .containsPattern("::error file=.*own.cu,line=5,title=warpsmith sectors::");
  }

  /** {@code -Dwarpsmith.gate.runs=50} takes as many; threads and seeds differ from run to run. */
  @Test
  void anUntouchedKernelNeverTripsAndGivesTheSameBytes() throws IOException, InterruptedException {
    write("saxpy.cu", Sources.SAXPY);
    write("swish_sum.json", Sources.SWISH_SUM);
    write("own.cu", Sources.saxpy("if (i < n) y[i] = a * x[i] + z[i];"));
    String[] update = {"regress", "--update", "saxpy.cu", "saxpy.cu=own.cu", "swish_sum.json"};
    assertThat(Forked.start(folder, Map.of(), update).end().code()).isZero();
    Set<String> outputs = new HashSet<>();
    int runs = Integer.getInteger("warpsmith.gate.runs", 2);
    for (int run = 0; run < runs; run++) {
      Run gate = gate(1 + 2 * run % 7, 1 + run);
      assertThat(gate.code()).as("run %d: %s%s", run, gate.out(), gate.err()).isZero();
      outputs.add(gate.out() + Files.readString(folder.resolve("r.md")));
    }
    assertThat(outputs).as("what %d runs said", runs).hasSize(1);
  }

  private Run gate(int processors, int seed) throws IOException, InterruptedException {
    Map<String, String> threads =
        Map.of("JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=" + processors);
    String[] args = {"regress", "--json", "--markdown", "r.md", "--seed", Integer.toString(seed)};
    return Forked.start(folder, threads, args).end();
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
    String candidate = write("own.cu", Sources.saxpy("if (i < n) y[i] = a * x[i] + z[i];"));
    String before = Files.readString(file);
    Run part = regress("--update", task + "=" + candidate);
    assertThat(part.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(part.err()).contains("other subjects (" + task + ") were made with");
    assertThat(file).content().isEqualTo(before);
  }

  @Test
  void needsABaseline() {
    Run run = regress("softmax");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err()).contains("no baseline file").contains("regress --update");
  }
}
