package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.ncu.NcuCommand.KernelFilter;
import dev.warpsmith.profiler.ncu.NcuResult.Failed;
import dev.warpsmith.profiler.ncu.NcuResult.Profiled;
import dev.warpsmith.profiler.ncu.NcuResult.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs a shell script in ncu's place, which fails in each way that ncu does. */
@Timeout(60)
class NcuTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String VERSION = "Version 2025.1.1.0 (build 1) (public-release)";
  private static final String PERMISSION =
      "==ERROR== ERR_NVGPUCTRPERM - The user does not have permission to access NVIDIA GPU"
          + " Performance Counters on the target device 0.";

  private @TempDir Path folder;

  @BeforeEach
  void keepTheSample() throws IOException {
    Files.writeString(folder.resolve("sample.csv"), Samples.text("raw-sm80.csv"));
  }

  @Test
  void profilesEveryLaunch() throws Exception {
    Profiled done = profiled(run(ncu(VERSION, "cat sample.csv > \"$log\"")));

    assertThat(done.notes()).isEmpty();
    assertThat(done.profiles()).hasSize(3);
    assertThat(done.profiles().get(0).source()).isEqualTo("ncu 2025.1.1");
  }

  @Test
  void passesItsWordsWithoutAShellAndNoKeyOfAnybodys() throws Exception {
    ncu(
        VERSION,
        "for word; do echo \"$word\"; done > words; env > environment; cat sample.csv > \"$log\"");
    run(
        Map.of(
            "PATH",
            "/usr/bin:/bin",
            "API_KEY",
            "secret",
            "LC_ALL",
            "de_DE",
            "CUDA_VISIBLE_DEVICES",
            "1"));

    assertThat(Files.readString(folder.resolve("words"))).endsWith("./app\na b\n$HOME\n");
    assertThat(Files.readString(folder.resolve("environment")))
        .contains("LC_ALL=C\n", "CUDA_VISIBLE_DEVICES=1\n")
        .doesNotContain("secret");
  }

  @Test
  void refusesAnNcuThatIsTooOld() throws Exception {
    Failed failed = failed(run(ncu("Version 2020.3.1.0 (build 1)", "touch started")));

    assertThat(failed.reason()).isEqualTo(Reason.TOO_OLD);
    assertThat(failed.message()).endsWith("ncu is 2020.3.1; 2022.1.0 is the oldest");
    assertThat(folder.resolve("started")).doesNotExist();
  }

  @Test
  void saysWhereNcuWasLookedFor() {
    assertThat(Ncu.notFound().message()).contains("PATH", "/usr/local/cuda*/bin");
    assertThat(Ncu.notFound().remedy()).contains("2022.1.0");
  }

  @Test
  void killsAHangingRunWithAllThatItStarted() throws Exception {
    String script = "sh -c 'sleep 1000 & echo $! > child; wait' & wait";
    Failed failed = failed(run(ncu(VERSION, script), Duration.ofSeconds(1)));

    assertThat(failed.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(failed.message()).isEqualTo("ncu was stopped after 1 s");
    assertDead(Long.parseLong(Files.readString(folder.resolve("child")).strip()));
  }

  @Test
  void keepsTheLaunchesOfARunThatHung() throws Exception {
    String script = "head -n 7 sample.csv > \"$log\"; sleep 1000";
    Profiled done = profiled(run(ncu(VERSION, script), Duration.ofSeconds(1)));

    assertThat(done.profiles()).hasSize(2);
    assertThat(done.notes())
        .containsExactly(
            "ncu was stopped after 1 s; profile fewer launches or kernels, or allow more time");
  }

  @Test
  void keepsTheLaunchesOfARunThatCrashed() throws Exception {
    String script = "head -c 1900 sample.csv > \"$log\"; echo 'Segmentation fault'; exit 139";
    Profiled done = profiled(run(ncu(VERSION, script)));

    assertThat(done.profiles()).hasSize(2);
    assertThat(done.notes()).hasSize(2);
    assertThat(done.notes().get(0)).contains("the output was cut off there");
    assertThat(done.notes().get(1)).contains("code 139", "Segmentation fault");
  }

  @Test
  void saysThatNcuCrashed() throws Exception {
    Failed failed = failed(run(ncu(VERSION, "echo boom >&2; exit 11")));

    assertThat(failed.reason()).isEqualTo(Reason.CRASHED);
    assertThat(failed.message()).isEqualTo("ncu ended with code 11; its last words: boom");
  }

  @Test
  void saysThatALogIsGarbage() throws Exception {
    Failed failed =
        failed(run(ncu(VERSION, "head -c 1000 /dev/urandom | tr '\\000-\\011' x > \"$log\"")));

    assertThat(failed.reason()).isEqualTo(Reason.UNREADABLE);
    assertThat(failed.remedy()).contains("ncu.csv");
  }

  @Test
  void doesNotReadTheLogOfAnEarlierRun() throws Exception {
    Files.writeString(folder.resolve("ncu.csv"), Samples.text("raw-sm80.csv"));
    assertThat(failed(run(ncu(VERSION, "true"))).reason()).isEqualTo(Reason.UNREADABLE);
  }

  @Test
  void explainsPermissionOnAHostInAContainerAndOnWindows() throws Exception {
    Path script = ncu(VERSION, "echo '" + PERMISSION + "' > \"$log\"; exit 1");

    Failed host = failed(run(script));
    assertThat(host.reason()).isEqualTo(Reason.PERMISSION);
    assertThat(host.message()).contains("ERR_NVGPUCTRPERM");
    assertThat(host.remedy())
        .contains("options nvidia NVreg_RestrictProfilingToAdminUsers=0", "/etc/modprobe.d/");
    assertThat(failed(run(script, Surroundings.CONTAINER)).remedy())
        .contains("--cap-add=SYS_ADMIN", "NVreg_RestrictProfilingToAdminUsers=0");
    assertThat(failed(run(script, Surroundings.WSL)).remedy())
        .contains("Manage GPU Performance Counters");
  }

  @Test
  void namesTheKernelsThatWereLaunchedWhereNoneMatched() throws Exception {
    Path script =
        ncu(
            VERSION,
            "{ echo '==WARNING== No kernels were profiled.'; echo 'Available Kernels:';"
                + " echo '1. wmma_kernel'; echo '2. copy'; } > \"$log\"");
    Failed failed =
        failed(
            ncu(script, Surroundings.HOST)
                .profile(command().kernels(KernelFilter.exact("softmax")), folder, LIMIT));

    assertThat(failed.reason()).isEqualTo(Reason.NO_KERNEL);
    assertThat(failed.message())
        .isEqualTo("no launch matched kernel 'softmax'; launched were: wmma_kernel, copy");
    assertThat(failed.remedy()).isEqualTo("name one of these, or skip fewer launches");
  }

  @Test
  void triesAgainWhileTheCountersAreTaken() throws Exception {
    String busy = "echo '==ERROR== Profiling failed because a driver resource was unavailable.'";
    String script =
        "echo x >> tries; if [ $(wc -l < tries) -lt 3 ]; then "
            + busy
            + " > \"$log\"; exit 9; fi; cat sample.csv > \"$log\"";

    assertThat(profiled(run(ncu(VERSION, script))).profiles()).hasSize(3);
    assertThat(Files.readAllLines(folder.resolve("tries"))).hasSize(3);
  }

  @Test
  void givesUpWhereTheCountersStayTaken() throws Exception {
    String script =
        "echo x >> tries;"
            + " echo '==ERROR== Profiling failed because a driver resource was unavailable.';"
            + " echo '==ERROR== The application returned an error code (9).'; exit 9";
    Failed failed = failed(run(ncu(VERSION, script)));

    assertThat(failed.reason()).isEqualTo(Reason.BUSY);
    assertThat(failed.remedy()).contains("dcgmi profile --pause");
    assertThat(Files.readAllLines(folder.resolve("tries"))).hasSize(3);
  }

  @Test
  void asksForTheOtherMetricsWhereOneIsUnknown() throws Exception {
    String unknown =
        "==ERROR== Failed to find metric regex:^lts__t_sectors_op_red\\.(sum|min|max)$";
    String script =
        "case \"$*\" in *lts__t_sectors_op_red*) echo '"
            + unknown
            + "' > \"$log\"; exit 1;; esac; cat sample.csv > \"$log\"";
    Profiled done = profiled(run(ncu(VERSION, script)));

    assertThat(done.profiles()).hasSize(3);
    assertThat(done.profiles().get(0).metrics())
        .containsEntry(
            "lts__t_sectors_op_red.sum",
            new Metric.Absent(
                "lts__t_sectors_op_red.sum", "ncu 2025.1.1 does not know it on this GPU"));
  }

  @Test
  void takesAListOfUnknownMetrics() throws Exception {
    String unknown =
        "==ERROR== Failed to access the following 2 metrics: dram__bytes_read.sum,"
            + " dram__bytes_write.sum";
    String script =
        "case \"$*\" in *dram__bytes_read*) echo '"
            + unknown
            + "'; exit 1;; esac; grep -v '^==' sample.csv > \"$log\"";
    assertThat(profiled(run(ncu(VERSION, script))).profiles()).hasSize(3);
  }

  @Test
  void givesUpOnANcuThatKnowsNothing() throws Exception {
    String script =
        "m=$(printf '%s\\n' \"$@\" | grep -A1 '^--metrics$' | tail -n 1 | cut -d, -f1);"
            + " echo \"==ERROR== Failed to find metric $m\" > \"$log\"; exit 1";
    Failed failed = failed(run(ncu(VERSION, script)));

    assertThat(failed.reason()).isEqualTo(Reason.NO_METRIC);
    assertThat(failed.remedy()).contains("install an ncu that knows this GPU");
  }

  @Test
  void tellsTheProgramsFaultFromNcus() throws Exception {
    Failed own =
        failed(
            run(
                ncu(
                    VERSION,
                    "echo '==ERROR== The application returned an error code (1).'; exit 1")));
    Failed driver =
        failed(
            run(
                ncu(
                    VERSION,
                    "echo '==ERROR== Cuda driver is not compatible with Nsight Compute.'; exit 1")));

    assertThat(own.reason()).isEqualTo(Reason.PROGRAM);
    assertThat(own.remedy()).isEqualTo("run it without ncu first");
    assertThat(driver.reason()).isEqualTo(Reason.DRIVER);
  }

  @Test
  void aMissingValueIsAbsentAndNeverZero() throws Exception {
    Profiled done = profiled(run(ncu(VERSION, "cat sample.csv > \"$log\"")));
    Metric metric =
        Objects.requireNonNull(done.profiles().get(2).metrics().get(KeyMetrics.DRAM_THROUGHPUT));
    assertThat(metric)
        .isEqualTo(
            new Metric.Absent(KeyMetrics.DRAM_THROUGHPUT, "ncu printed 'nan' for this launch"));
  }

  /** Writes a script that answers --version, finds its log file, and goes on as told. */
  private Path ncu(String version, String body) throws IOException {
    Path script = folder.resolve("ncu");
    Files.writeString(
        script,
        String.join(
            "\n",
            "#!/bin/sh",
            "if [ \"$1\" = --version ]; then echo '" + version + "'; exit; fi",
            "previous=; for word; do [ \"$previous\" = --log-file ] && log=$word; previous=$word; done",
            body,
            ""));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private static Ncu ncu(Path script, Surroundings around) {
    return Ncu.at(script, Map.of("PATH", "/usr/bin:/bin"), around, Duration.ZERO);
  }

  private static NcuCommand command() {
    return NcuCommand.of(80, List.of("./app", "a b", "$HOME"));
  }

  private NcuResult run(Path script) {
    return run(script, LIMIT);
  }

  private NcuResult run(Path script, Duration limit) {
    return ncu(script, Surroundings.HOST).profile(command(), folder, limit);
  }

  private NcuResult run(Path script, Surroundings around) {
    return ncu(script, around).profile(command(), folder, LIMIT);
  }

  private void run(Map<String, String> environment) {
    Ncu.at(folder.resolve("ncu"), environment, Surroundings.HOST, Duration.ZERO)
        .profile(command(), folder, LIMIT);
  }

  private static Profiled profiled(NcuResult result) {
    return result.match(
        done -> done,
        failed -> {
          throw new AssertionError(failed);
        });
  }

  private static Failed failed(NcuResult result) {
    return result.match(
        done -> {
          throw new AssertionError(done.notes());
        },
        failed -> failed);
  }

  private static void assertDead(long pid) throws InterruptedException {
    for (int i = 0; i < 100 && alive(pid); i++) {
      Thread.sleep(50);
    }
    assertThat(alive(pid)).as("process %d is alive", pid).isFalse();
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
