package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.jcuda.FakeDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * NVIDIA's compute-sanitizer on the best candidates: a script in its place runs the job on a fake
 * driver, and writes what the manual's samples show.
 */
class ComputeSanitizerIT {
  private static final String NOTHING =
      "printf '========= COMPUTE-SANITIZER\\n========= ERROR SUMMARY: 0 errors\\n' > \"$log\"";

  private static final String WRITE =
      """
      cat > "$log" <<END
      ========= COMPUTE-SANITIZER
      ========= Invalid __global__ write of size 4 bytes
      =========     at past_end+0x70
      =========     by thread (0,0,0) in block (0,0,0)
      =========     Address 0x7f6510c00004 is out of bounds
      =========     Saved host backtrace up to driver entry point at kernel launch time
      =========
      ========= ERROR SUMMARY: 1 error
      END
      """;

  private static final String RACE =
      """
      cat > "$log" <<END
      ========= COMPUTE-SANITIZER
      ========= Error: Race reported between Write access at add+0x100
      =========     and Read access at add+0x380 [496 hazards]
      =========
      ========= RACECHECK SUMMARY: 1 hazard displayed (1 error, 0 warnings)
      END
      """;

  @TempDir Path folder;

  @BeforeAll
  static void needsACompiler() {
    Nvcc.require();
  }

  /** Writes a tool that finds a job that fails, and does something else with one that does not. */
  private Path tool(String failing, String working) throws IOException {
    Path file = folder.resolve("compute-sanitizer");
    Files.writeString(
        file,
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "version 2025.3.1.0 (build 1)"; exit 0; fi
        while [ $# -gt 0 ]; do
          case $1 in
            --log-file) log=$2; shift 2;;
            --tool) tool=$2; shift 2;;
            --*) shift 2;;
            *) break;;
          esac
        done
        echo "$tool" >> FOLDER/tools.txt
        if "$@"; then
        WORKING
        else
        FAILING
        fi
        """
            .replace("FOLDER", folder.toString())
            .replace("WORKING", working)
            .replace("FAILING", failing));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private Run run(FakeDriver driver, Path tool, String... args)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("add.cu"), CudaIT.TASK);
    Map<String, String> environment =
        Map.of(
            "LD_LIBRARY_PATH",
            driver.install().toString(),
            "WARPSMITH_NCU",
            "none",
            "WARPSMITH_COMPUTE_SANITIZER",
            tool.toString());
    return Forked.start(folder, environment, args).end();
  }

  @Test
  void everyToolLooksAtACandidateThatPassedAfterItFoundWhatWasPlanted() throws Exception {
    FakeDriver driver = FakeDriver.in(folder);

    Run run = run(driver, tool(WRITE, NOTHING), "check", "add.cu", "--device", "cuda:0");

    assertThat(run.out())
        .startsWith("Passed: ")
        .contains("compute-sanitizer: nothing found at 1 check sizes by memcheck, racecheck,");
    assertThat(Files.readAllLines(folder.resolve("tools.txt")))
        .containsExactly("memcheck", "memcheck", "racecheck", "initcheck", "synccheck");
    assertThat(run.code()).isZero();
  }

  @Test
  void aFindingRefusesTheCandidate() throws Exception {
    Path tool = tool(WRITE, "if [ $tool = racecheck ]; then\n" + RACE + "else " + NOTHING + "\nfi");

    Run run = run(FakeDriver.in(folder), tool, "check", "add.cu", "--device", "cuda:0");

    assertThat(run.out())
        .startsWith(
            "SanitizerFailed: compute-sanitizer racecheck: Error: Race reported between Write"
                + " access at add+0x100, and Read access at add+0x380 [496 hazards]")
        .contains("failed at gate 'on the GPU'");
    assertThat(run.code()).isEqualTo(ExitCode.FAILED.number());
  }

  @Test
  void aToolThatMissesWhatWasPlantedIsNotBelieved() throws Exception {
    Run run =
        run(FakeDriver.in(folder), tool(NOTHING, RACE), "check", "add.cu", "--device", "cuda:0");

    assertThat(run.out())
        .startsWith("Passed: ")
        .contains("skipped, its memcheck does not find a write past the end that was planted")
        .contains("install the compute-sanitizer of the CUDA toolkit");
    assertThat(Files.readAllLines(folder.resolve("tools.txt"))).isEqualTo(List.of("memcheck"));
  }

  @Test
  void aRunKeepsWhatWasFoundOfItsBestCandidates() throws Exception {
    Path tool = tool(WRITE, NOTHING);

    Run run =
        run(
            FakeDriver.in(folder),
            tool,
            "optimize",
            "add.cu",
            "--device",
            "cuda:0",
            "--rounds",
            "1");

    assertThat(run.code()).isZero();
    Path evidence;
    try (var files = Files.walk(folder.resolve("runs"))) {
      evidence = files.filter(file -> file.endsWith("evidence.json")).findFirst().orElseThrow();
    }
    assertThat(evidence).content().contains("compute-sanitizer: nothing found at 1 check sizes");
  }
}
