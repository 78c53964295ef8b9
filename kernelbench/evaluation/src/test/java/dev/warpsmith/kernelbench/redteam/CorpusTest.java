package dev.warpsmith.kernelbench.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.redteam.Specimen.Kind;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The corpus that comes with Warpsmith: its index and its files hold together. */
class CorpusTest {
  private static final Corpus CORPUS = Corpus.read();

  @Test
  void listsEveryFileOnce() throws IOException, URISyntaxException {
    URL index = Objects.requireNonNull(Corpus.class.getResource(Corpus.INDEX));
    Path folder = Objects.requireNonNull(Path.of(index.toURI()).getParent());
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> sources =
          files
              .filter(file -> file.toString().endsWith(".cu"))
              .map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .filter(file -> !file.endsWith("/task.cu"))
              .toList();

      assertThat(CORPUS.specimens())
          .extracting(Specimen::file)
          .containsExactlyInAnyOrderElementsOf(sources);
    }
  }

  @Test
  void hasACandidateForEveryPatternAndTask() {
    assertThat(CORPUS.specimens())
        .extracting(specimen -> specimen.pattern().code())
        .containsAll(CORPUS.patterns().keySet());
    assertThat(CORPUS.specimens()).extracting(Specimen::task).containsAll(CORPUS.tasks().keySet());
  }

  @Test
  void beginsEveryFileWithWhatItDoes() {
    for (Specimen specimen : CORPUS.specimens()) {
      String comment =
          specimen.text().lines().takeWhile(line -> line.startsWith("// ")).toList().toString();
      String first = specimen.description().split(" ", 2)[1].split(" ", 2)[0];

      assertThat(comment).as(specimen.file()).contains(first);
    }
  }

  @Test
  void hasNoTwoAlike() {
    assertThat(CORPUS.specimens()).extracting(Specimen::description).doesNotHaveDuplicates();
    assertThat(CORPUS.specimens())
        .extracting(specimen -> specimen.text().replaceAll("(?m)^// (?!@).*$|\\s", ""))
        .doesNotHaveDuplicates();
  }

  @Test
  void findsCandidatesByPatternFamilyKindTaskAndFile() {
    assertThat(CORPUS.matching("C3"))
        .isNotEmpty()
        .allMatch(one -> one.pattern().code().equals("C3"));
    assertThat(CORPUS.matching("B"))
        .extracting(one -> one.pattern().code().charAt(0))
        .containsOnly('B');
    assertThat(CORPUS.matching("honest")).extracting(Specimen::kind).containsOnly(Kind.HONEST);
    assertThat(CORPUS.matching("softmax")).extracting(Specimen::task).containsOnly("softmax");
    assertThat(CORPUS.matching("softmax/mean"))
        .extracting(Specimen::file)
        .containsExactly("softmax/mean.cu");
    assertThat(CORPUS.matching("nothing")).isEmpty();
  }
}
