package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JournalChainTest {
  private static String journal(String... lines) {
    JournalChain chain = JournalChain.after("");
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(chain.seal(line)).append('\n');
    }
    return text.toString();
  }

  private final String journal = journal("{\"a\":1}", "{\"a\":2}", "{\"a\":3}");

  @Test
  void followsWhatItWrote() {
    JournalChain.Reading read = JournalChain.read(journal);
    assertThat(read.lines()).isEqualTo(3);
    assertThat(read.broken()).isEmpty();
    assertThat(read.torn()).isFalse();
    assertThat(journal).endsWith(",\"chain\":\"" + read.end() + "\"}\n");
  }

  @Test
  void goesOnAfterTheLinesOfAnEarlierSession() {
    String more = journal + JournalChain.after(journal).seal("{\"a\":4}") + "\n";
    assertThat(more).isEqualTo(journal("{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"a\":4}"));
  }

  @Test
  void findsTheFirstLineThatWasChangedOrTakenOut() {
    assertThat(JournalChain.read(journal.replace("\"a\":2", "\"a\":9")).broken())
        .isEqualTo(OptionalInt.of(2));
    String without = journal.lines().skip(1).reduce("", (all, line) -> all + line + "\n");
    assertThat(JournalChain.read(without).broken()).isEqualTo(OptionalInt.of(1));
  }

  @Test
  void saysThatTheEndWasTornOff() {
    JournalChain.Reading read = JournalChain.read(journal.substring(0, journal.length() - 5));
    assertThat(read.torn()).isTrue();
    assertThat(read.lines()).isEqualTo(2);
  }

  @Test
  void takesLinesWithoutHashesOnlyFromTheBeginning() {
    JournalChain.Reading old = JournalChain.read("{\"a\":0}\n" + journal);
    assertThat(old.unsealed()).isEqualTo(1);
    assertThat(old.broken()).isEmpty();
    assertThat(JournalChain.read(journal + "{\"a\":4}\n").broken()).isEqualTo(OptionalInt.of(4));
  }
}
