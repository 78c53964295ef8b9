package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceFileTest {
  @TempDir Path runs = Path.of("unset");
  private Path run = Path.of("unset");
  private Path file = Path.of("unset");

  @BeforeEach
  void aRun() {
    try (RunFolder folder = Fakes.folder(runs, 2)) {
      new Optimizer(
              folder,
              Fakes.task(),
              new Fakes.FakeProver(0),
              new Fakes.FakeCoder(),
              new Fakes.FakeJudge(),
              Progress.none())
          .run();
      run = folder.path();
      file = run.resolve(EvidenceFile.NAME);
    }
  }

  private void isRefused(String text, String... parts) throws IOException {
    Files.writeString(file, text);
    assertThatThrownBy(() -> EvidenceFile.read(file))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void holdsAllThatTheRunClaims() {
    EvidenceFile read = EvidenceFile.read(file);
    assertThat(read.hasHash()).isEqualTo(read.saysHash());
    assertThat(read.bundle()).isEqualTo(EvidenceBundle.of(run));
    assertThat(read.bundle().text().text()).isEqualTo(Fakes.TASK);
    assertThat(read.bundle().claimed()).isEqualTo(Fakes.candidate(2));
    assertThat(read.bundle().isNaive(Fakes.candidate(1))).isTrue();
    assertThat(read.bundle().isNaive(Fakes.candidate(2))).isFalse();
  }

  @Test
  void knowsThatItWasChanged() throws IOException {
    Files.writeString(file, Files.readString(file).replace("\"seed\" : 7", "\"seed\" : 8"));
    EvidenceFile read = EvidenceFile.read(file);
    assertThat(read.hasHash()).isNotEqualTo(read.saysHash());
  }

  @Test
  void refusesANewerFormat() throws IOException {
    isRefused(
        Files.readString(file).replace("\"version\" : 1", "\"version\" : 2"),
        "format 2, this version reads format 1; use the Warpsmith that wrote it (test)");
  }

  @Test
  void refusesWhatIsNoBundle() throws IOException {
    String text = Files.readString(file);
    isRefused(text.substring(0, text.length() / 2), "is no evidence bundle: line ", "was cut off");
    isRefused("{}", "is no evidence bundle; expected a run's folder or its evidence.json");
    isRefused("[1]", "is no evidence bundle");
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    String text = Files.readString(file);
    isRefused(text.replace("\"claim\" :", "\"clam\" :"), "is damaged: no object 'claim'");
    isRefused(text.replace("\"time\" :", "\"tim\" :"), "is damaged: its claim has no time");
  }
}
