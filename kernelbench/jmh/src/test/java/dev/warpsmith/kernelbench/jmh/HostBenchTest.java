package dev.warpsmith.kernelbench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;

class HostBenchTest {
  private static final Path LOG = Path.of("jmh.log");

  @Test
  void anotherJmhOnTheMachineIsTheEnvironment() {
    RunnerException locked = new RunnerException("Unable to acquire the JMH lock (/tmp/jmh.lock)");
    assertThat(HostBench.failure(locked, LOG))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("another JMH measures on this machine")
        .hasMessageContaining("-Djmh.ignoreLock=true");
  }

  @Test
  void aForkThatFailsNamesTheLog() {
    assertThat(HostBench.failure(new RunnerException("Benchmark caught the exception"), LOG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("jmh.log");
  }

  @Test
  void theNameOfAnArmSaysWhichCandidateItIs() {
    assertThat(HostBench.fileName(1, "runs/soft max/best.cu"))
        .isEqualTo("1-runs_soft_max_best.cu.json");
  }
}
