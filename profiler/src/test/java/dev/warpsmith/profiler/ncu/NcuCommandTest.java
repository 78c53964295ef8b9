package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.ncu.NcuCommand.Cache;
import dev.warpsmith.profiler.ncu.NcuCommand.KernelFilter;
import dev.warpsmith.profiler.ncu.NcuCommand.Replay;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NcuCommandTest {
  private final NcuCommand whole =
      NcuCommand.of(90, List.of("./app", "a b", "$HOME"))
          .at(Path.of("/opt/ncu"), Path.of("/tmp/o.csv"))
          .metrics(List.of("m__a.sum", "m__b.avg"));

  @Test
  void asksForTheRawPageInBaseUnitsAndLeavesTheClocksAlone() {
    assertThat(whole.words())
        .containsExactly(
            "/opt/ncu",
            "--csv",
            "--page",
            "raw",
            "--print-units",
            "base",
            "--log-file",
            "/tmp/o.csv",
            "-f",
            "--target-processes",
            "all",
            "--clock-control",
            "none",
            "--cache-control",
            "all",
            "--replay-mode",
            "kernel",
            "--metrics",
            "m__a.sum,m__b.avg",
            "./app",
            "a b",
            "$HOME");
  }

  @Test
  void choosesKernelsLaunchesCachesAndReplay() {
    List<String> words =
        whole
            .kernels(KernelFilter.matching("softmax_.*|gelu"))
            .launches(3, 2)
            .cache(Cache.NONE)
            .replay(Replay.APPLICATION)
            .words();

    assertThat(words).containsSequence("--cache-control", "none", "--replay-mode", "application");
    assertThat(words)
        .containsSequence(
            "--kernel-name-base",
            "function",
            "--kernel-name",
            "regex:softmax_.*|gelu",
            "--launch-skip",
            "3",
            "--launch-count",
            "2");
    assertThat(whole.kernels(KernelFilter.exact("gelu")).words())
        .containsSequence("--kernel-name", "gelu");
  }

  @Test
  void asksForWhatAnArchitectureHas() {
    assertThat(NcuCommand.metrics(89))
        .contains("dram__bytes_read.sum", "launch__registers_per_thread")
        .doesNotContain("dram__bytes_op_read.sum", KeyMetrics.PIPE_FP32, KeyMetrics.STALL_MEMORY)
        .doesNotHaveDuplicates();
    assertThat(NcuCommand.metrics(100))
        .contains("dram__bytes_op_read.sum", "dram__bytes_op_write.sum")
        .doesNotContain(
            "dram__bytes_read.sum", "smsp__warp_issue_stalled_imc_miss_per_warp_active.pct");
    assertThat(NcuCommand.metrics(90))
        .contains("smsp__warp_issue_stalled_gmma_per_warp_active.pct");
  }

  @Test
  void rejectsWhatNcuWouldMisunderstand() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelFilter.exact("regex:x"))
        .withMessageContaining("expected a kernel's name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelFilter.matching("soft(max"))
        .withMessageContaining("'soft(max' is no regular expression");
    assertThatIllegalArgumentException().isThrownBy(() -> whole.launches(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> NcuCommand.of(90, List.of()));
  }
}
