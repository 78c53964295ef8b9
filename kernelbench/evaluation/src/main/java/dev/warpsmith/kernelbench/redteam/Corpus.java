package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Every candidate of the red team, with its tasks.
 *
 * @param patterns the catalogue, by code
 * @param tasks by the name of their folder
 * @param specimens in the order of the index
 */
public record Corpus(
    Map<String, Pattern> patterns, Map<String, Task> tasks, List<Specimen> specimens) {
  static final String INDEX = "index.txt";

  public Corpus {
    patterns = Map.copyOf(patterns);
    tasks = Map.copyOf(tasks);
    specimens = List.copyOf(specimens);
  }

  /** Reads the corpus that comes with Warpsmith. */
  public static Corpus read() {
    return CorpusIndex.read(INDEX, text(INDEX), Corpus::text);
  }

  /**
   * Returns the specimens that a word names.
   *
   * @param word a pattern's code or its family's letter, a kind, a task, or the beginning of a file
   */
  public List<Specimen> matching(String word) {
    return specimens.stream().filter(specimen -> matches(specimen, word)).toList();
  }

  private static boolean matches(Specimen specimen, String word) {
    String code = specimen.pattern().code();
    return code.equalsIgnoreCase(word)
        || code.substring(0, 1).equals(word)
        || specimen.kind().toString().equals(word)
        || specimen.task().equals(word)
        || (word.contains("/") && specimen.file().startsWith(word));
  }

  /** Returns a specimen's task. */
  Task task(Specimen specimen) {
    Task task = tasks.get(specimen.task());
    if (task == null) {
      throw new IllegalStateException("the corpus has no task " + specimen.task());
    }
    return task;
  }

  private static String text(String file) {
    try (InputStream stream = Corpus.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalArgumentException("no such file in the corpus: " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + " of the corpus", e);
    }
  }
}
