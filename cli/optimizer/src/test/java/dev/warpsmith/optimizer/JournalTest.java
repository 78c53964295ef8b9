package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder = Path.of("unset");

  private Path file() {
    return folder.resolve("journal.jsonl");
  }

  private void write(int rounds) {
    try (Journal journal = Journal.open(file())) {
      for (int round = 1; round <= rounds; round++) {
        journal.append(Kind.ROUND, Journal.data().put("round", round).put("text", "a\nb"));
      }
    }
  }

  @Test
  void writesOneLineForEachEvent() throws IOException {
    write(3);
    assertThat(Files.readAllLines(file())).hasSize(3).allMatch(line -> line.startsWith("{"));
    assertThat(Journal.read(file())).extracting(JournalEvent::round).containsExactly(1, 2, 3);
  }

  @Test
  void dropsALineThatWasTornOff() throws IOException {
    write(2);
    Files.writeString(file(), "{\"event\":\"round\",\"rou", StandardOpenOption.APPEND);
    write(1);
    assertThat(Journal.read(file())).extracting(JournalEvent::round).containsExactly(1, 2, 1);
  }

  @Test
  void namesADamagedLine() throws IOException {
    write(1);
    Files.writeString(file(), "nonsense\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> Journal.open(file()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("journal.jsonl:2: this line is no journal event");
  }

  @Test
  void remembersStepsBySubject() {
    try (Journal journal = Journal.open(file())) {
      new JournalMemory(journal, "a").remember("compile", Journal.data().put("ok", true));
      assertThat(new JournalMemory(journal, "b").recall("compile")).isEmpty();
    }
    try (Journal journal = Journal.open(file())) {
      assertThat(
              new JournalMemory(journal, "a")
                  .recall("compile")
                  .orElseThrow()
                  .path("ok")
                  .asBoolean())
          .isTrue();
    }
  }

  @Test
  void goesOnCountingTheWorkingTime() {
    try (Journal journal = Journal.open(file())) {
      journal.append(Kind.SESSION, Journal.data());
    }
    double before = Journal.read(file()).get(0).seconds();
    try (Journal journal = Journal.open(file())) {
      assertThat(journal.seconds()).isGreaterThanOrEqualTo(before);
    }
  }
}
