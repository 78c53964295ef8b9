package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final LocalDateTime WHEN = LocalDateTime.of(2026, 11, 23, 9, 5, 7);

  @TempDir Path runs = Path.of("unset");

  @Test
  void namesTheFolderByTaskAndTime() {
    try (RunFolder first = RunFolder.create(runs, "kernelbench/1/23", WHEN);
        RunFolder second = RunFolder.create(runs, "kernelbench/1/23", WHEN)) {
      assertThat(first.path()).isEqualTo(runs.resolve("kernelbench-1-23/20261123-090507"));
      assertThat(second.path()).isEqualTo(runs.resolve("kernelbench-1-23/20261123-090507-2"));
    }
  }

  @Test
  void letsOneProcessWriteIt() {
    try (RunFolder folder = Fakes.folder(runs, 1)) {
      assertThatThrownBy(() -> RunFolder.open(folder.path()))
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("another process is working on");
    }
  }

  @Test
  void keepsSettings() {
    try (RunFolder folder = Fakes.folder(runs, 3)) {
      assertThat(folder.settings()).isEqualTo(Fakes.settings(3));
    }
  }

  @Test
  void refusesAnyOtherFolder() {
    assertThatThrownBy(() -> RunFolder.open(runs))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("is no run's folder: it has no run.json");
  }
}
