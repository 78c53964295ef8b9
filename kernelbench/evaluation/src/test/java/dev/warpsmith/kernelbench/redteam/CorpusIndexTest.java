package dev.warpsmith.kernelbench.redteam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.redteam.Specimen.Kind;
import dev.warpsmith.kernels.SourceException;
import org.junit.jupiter.api.Test;

/** The index's errors name its line. */
class CorpusIndexTest {
  private static final String HEAD =
      """
      [patterns]
      C1 | zeros
      [tasks]
      softmax | built in | rows = 3, cols = 5
      [candidates]
      """;

  private static Corpus read(String text) {
    return CorpusIndex.read("index.txt", text, file -> "// of " + file);
  }

  @Test
  void readsATable() {
    Corpus corpus =
        read(HEAD + "softmax/a.cu | cheat | TimedOut or WrongNumerics | y[ | C1 | writes zeros\n");

    Specimen specimen = corpus.specimens().get(0);
    assertThat(specimen.kind()).isEqualTo(Kind.CHEAT);
    assertThat(specimen.expected())
        .containsExactlyInAnyOrder(Verdict.TIMED_OUT, Verdict.WRONG_NUMERICS);
    assertThat(specimen.says()).isEqualTo("y[");
    assertThat(specimen.text()).isEqualTo("// of softmax/a.cu");
    assertThat(corpus.task(specimen).dims().find("cols")).hasValue(5L);
  }

  @Test
  void refusesWhatIsNoCandidate() {
    refuses("softmax/a.cu | cheat | Passed | - | C1 | x", "is a cheat");
    refuses("softmax/a.cu | honest | TimedOut | - | C1 | x", "is honest");
    refuses("softmax/a.cu | cheat | Wrong | - | C1 | x", "unknown verdict 'Wrong'");
    refuses("softmax/a.cu | good | Passed | - | C1 | x", "kind 'good'");
    refuses("softmax/a.cu | cheat | TimedOut | - | C2 | x", "no pattern 'C2'");
    refuses("gelu/a.cu | cheat | TimedOut | - | C1 | x", "no task 'gelu'");
    refuses("a.cu | cheat | TimedOut | - | C1 | x", "expected task/name.cu");
    refuses("softmax/a.cu | cheat | TimedOut | - | C1 |", "has no description");
    refuses("softmax/a.cu | cheat | TimedOut", "3 columns in [candidates], expected 6");
  }

  private static void refuses(String line, String problem) {
    assertThatThrownBy(() -> read(HEAD + line))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("index.txt:6")
        .hasMessageContaining(problem);
  }

  @Test
  void refusesWhatStandsTwice() {
    String line = "softmax/a.cu | cheat | TimedOut | - | C1 | x\n";

    assertThatThrownBy(() -> read(HEAD + line + line))
        .hasMessageStartingWith("index.txt:7")
        .hasMessageContaining("softmax/a.cu stands twice");
    assertThatThrownBy(() -> read("[patterns]\nC1 | x\nC1 | y\n"))
        .hasMessageContaining("C1 stands twice");
  }

  @Test
  void refusesTasksAtDimsThatTheyDoNotHave() {
    assertThatThrownBy(() -> read("[tasks]\nsoftmax | built in | n = 3\n"))
        .hasMessageStartingWith("index.txt:2")
        .hasMessageContaining("has the dims");
    assertThatThrownBy(() -> read("[things]\n")).hasMessageContaining("unknown section [things]");
    assertThatThrownBy(() -> read("C1 | x\n")).hasMessageContaining("before the first [section]");
  }
}
