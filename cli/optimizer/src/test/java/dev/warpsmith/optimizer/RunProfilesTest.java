package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.optimizer.JournalEvent.Kind;
import dev.warpsmith.profiler.selection.Observation;
import dev.warpsmith.profiler.selection.ProfileSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunProfilesTest {
  @TempDir Path runs = Path.of("unset");

  private static void baseline(Journal journal) {
    journal.append(
        Kind.BASELINE,
        Journal.data()
            .put("kind", "naive")
            .put("micros", 100)
            .put("clock", "modelled")
            .put("instrument", "m1/g1")
            .put("speedOfLightMicros", 10)
            .put("bound", "memory")
            .put("sampling", "all"));
  }

  /** Appends a candidate with a launch per time, and the round that found it so. */
  private static void round(
      Journal journal, int number, String digest, String verdict, double... micros) {
    var step = Journal.data().put("subject", digest).put("step", "times " + digest);
    var profiles = step.putObject("result").putObject("timing").putArray("profiles");
    for (double time : micros) {
      var metrics = profiles.addObject().put("kernel", "k" + time).putArray("metrics");
      metrics.addObject().put("name", "gpu__time_duration.sum").put("value", time);
      metrics.addObject().put("name", "x__a.sum").put("value", 2 * time);
      metrics.addObject().put("name", "y__b.sum").put("reason", "not here");
    }
    journal.append(Kind.STEP, step);
    var data = Journal.data().put("round", number).put("digest", digest).put("verdict", verdict);
    if (verdict.equals("Passed")) {
      data.putObject("time").put("micros", 1);
    }
    journal.append(Kind.ROUND, data);
  }

  @Test
  void givesTheLongestLaunchOfEachCandidateThatPassedOnce() {
    Path path;
    try (RunFolder folder = Fakes.folder(runs, 5)) {
      path = folder.path();
      Journal journal = folder.journal();
      baseline(journal);
      round(journal, 1, "aa", "Passed", 5, 20);
      round(journal, 2, "bb", "Wrong", 30);
      round(journal, 3, "aa", "Passed", 5, 20);
      round(journal, 4, "cc", "Passed", 7);
    }
    RunProfiles profiles = RunProfiles.read(path).orElseThrow();

    assertThat(profiles.kernels()).containsOnlyKeys("aa", "cc");
    Observation kernel = profiles.kernels().values().iterator().next();
    assertThat(kernel.micros()).isEqualTo(20);
    assertThat(kernel.kernel()).isEqualTo("k20.0 of aa");
    assertThat(kernel.values()).containsEntry("x__a.sum", 40.0).doesNotContainKey("y__b.sum");
    assertThat(profiles.source())
        .isEqualTo(new ProfileSource("modelled", "m1/g1", Fakes.settings(5).device()));
    assertThat(profiles.task()).isEqualTo(Fakes.settings(5).task());
  }

  @Test
  void aRunWithoutAProfileGivesNothing() {
    Path path;
    try (RunFolder folder = Fakes.folder(runs, 1)) {
      path = folder.path();
      baseline(folder.journal());
      round(folder.journal(), 1, "bb", "Wrong", 30);
    }
    assertThat(RunProfiles.read(path)).isEmpty();
  }

  @Test
  void findsRunsBelowAFolder() {
    Path path;
    try (RunFolder folder = Fakes.folder(runs, 1)) {
      path = folder.path();
      baseline(folder.journal());
    }
    assertThat(RunProfiles.find(runs)).containsExactly(path);
    assertThat(RunProfiles.find(path)).containsExactly(path);
    assertThatThrownBy(() -> RunProfiles.find(runs.resolve("none")))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("there is no folder");
    assertThatThrownBy(() -> RunProfiles.find(path.resolve("candidates")))
        .isInstanceOf(RunFolderException.class);
  }
}
