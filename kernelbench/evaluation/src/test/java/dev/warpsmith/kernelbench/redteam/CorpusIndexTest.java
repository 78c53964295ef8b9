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
        read(
            HEAD
                + "softmax/a.cu | cheat | TimedOut or WrongNumerics | same | y[ | C1 | writes"
                + " zeros\n");

    Specimen specimen = corpus.specimens().get(0);
    assertThat(specimen.kind()).isEqualTo(Kind.CHEAT);
    assertThat(specimen.expected())
        .containsExactlyInAnyOrder(Verdict.TIMED_OUT, Verdict.WRONG_NUMERICS);
    assertThat(specimen.onHardware().verdicts()).isEqualTo(specimen.expected());
    assertThat(specimen.says()).isEqualTo("y[");
    assertThat(specimen.text()).isEqualTo("// of softmax/a.cu");
    assertThat(corpus.task(specimen).dims().find("cols")).hasValue(5L);
  }

  @Test
  void refusesWhatIsNoCandidate() {
    refuses("softmax/a.cu | cheat | Passed | same | - | C1 | x", "is a cheat");
    refuses("softmax/a.cu | honest | TimedOut | same | - | C1 | x", "is honest");
    refuses("softmax/a.cu | cheat | Wrong | same | - | C1 | x", "unknown verdict 'Wrong'");
    refuses("softmax/a.cu | good | Passed | same | - | C1 | x", "kind 'good'");
    refuses("softmax/a.cu | cheat | TimedOut | same | - | C2 | x", "no pattern 'C2'");
    refuses("gelu/a.cu | cheat | TimedOut | same | - | C1 | x", "no task 'gelu'");
    refuses("a.cu | cheat | TimedOut | same | - | C1 | x", "expected task/name.cu");
    refuses("softmax/a.cu | cheat | TimedOut | same | - | C1 |", "has no description");
    refuses("softmax/a.cu | cheat | TimedOut", "3 columns in [candidates], expected 7");
    refuses(
        "softmax/a.cu | cheat | TimedOut | Passed | - | C1 | x", "must be refused or be 'unseen");
    refuses("softmax/a.cu | honest | Passed | unseen: x | - | C1 | x", "on hardware it must pass");
    refuses("softmax/a.cu | cheat | TimedOut | unseen: | - | C1 | x", "and the reason");
    refuses("softmax/a.cu | cheat | TimedOut | never | - | C1 | x", "unknown verdict 'never'");
  }

  @Test
  void saysWhatHardwareMustShow() {
    OnHardware other = hardware("SanitizerFailed or LaunchFailed");
    OnHardware race = hardware("unseen: a race");

    assertThat(other.verdicts())
        .containsExactlyInAnyOrder(Verdict.SANITIZER_FAILED, Verdict.LAUNCH_FAILED);
    assertThat(other.mayPass()).isFalse();
    assertThat(other.text()).isEqualTo("SanitizerFailed or LaunchFailed");
    assertThat(race.mayPass()).isTrue();
    assertThat(race.allows(Verdict.WRONG_NUMERICS)).as("it may be seen all the same").isTrue();
    assertThat(race.text()).isEqualTo("unseen: a race");
  }

  private static OnHardware hardware(String column) {
    String line = "softmax/a.cu | cheat | TimedOut | " + column + " | - | C1 | x";
    return read(HEAD + line).specimens().get(0).onHardware();
  }

  private static void refuses(String line, String problem) {
    assertThatThrownBy(() -> read(HEAD + line))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("index.txt:6")
        .hasMessageContaining(problem);
  }

  @Test
  void refusesWhatStandsTwice() {
    String line = "softmax/a.cu | cheat | TimedOut | same | - | C1 | x\n";

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
