package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Dims;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the corpus's index: a table in three sections, {@code [patterns]}, {@code [tasks]} and
 * {@code [candidates]}, columns parted by bars, {@code #} before comments.
 *
 * <p>Every error names the index's line.
 */
final class CorpusIndex {
  private static final String UNSEEN = "unseen:";
  private static final Set<String> SECTIONS = Set.of("patterns", "tasks", "candidates");

  private final String file;
  private final Function<String, String> texts;
  private final Map<String, Pattern> patterns = new LinkedHashMap<>();
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final Map<String, Specimen> specimens = new LinkedHashMap<>();
  private String section = "";

  private CorpusIndex(String file, Function<String, String> texts) {
    this.file = file;
    this.texts = texts;
  }

  /**
   * Reads an index.
   *
   * @param texts the corpus's files by path
   * @throws SourceException if the index, or a file that it names, has an error
   */
  static Corpus read(String file, String text, Function<String, String> texts) {
    CorpusIndex index = new CorpusIndex(file, texts);
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      SourcePosition position = SourcePosition.ofLine(file, i + 1);
      try {
        index.line(lines[i].strip(), position);
      } catch (IllegalArgumentException e) {
        throw new SourceException(position, String.valueOf(e.getMessage()));
      }
    }
    return new Corpus(index.patterns, index.tasks, new ArrayList<>(index.specimens.values()));
  }

  private void line(String line, SourcePosition position) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith("[") && line.endsWith("]")) {
      section = line.substring(1, line.length() - 1);
      require(SECTIONS.contains(section), "unknown section [" + section + "]");
      return;
    }
    List<String> columns = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    switch (section) {
      case "patterns" -> pattern(columns);
      case "tasks" -> task(columns, position);
      case "candidates" -> specimen(columns);
      default -> throw new IllegalArgumentException("a line before the first [section]");
    }
  }

  private void pattern(List<String> columns) {
    requireColumns(columns, 2, "code | description");
    Pattern pattern = new Pattern(columns.get(0), columns.get(1));
    require(patterns.put(pattern.code(), pattern) == null, pattern.code() + " stands twice");
  }

  private void task(List<String> columns, SourcePosition position) {
    requireColumns(columns, 3, "folder | built in, or its file | full size");
    String folder = columns.get(0);
    String source = columns.get(1);
    String path = folder + "/" + source;
    Task task =
        source.equals("built in") ? TaskReader.read(folder) : TaskReader.parse(path, text(path));
    String size = columns.get(2);
    Task sized = size.isEmpty() ? task : task.withDims(Dims.parse(size, position));
    require(
        sized.dims().asMap().keySet().equals(task.dims().asMap().keySet()),
        "task " + folder + " has the dims " + task.dims());
    require(tasks.put(folder, sized) == null, "task " + folder + " stands twice");
  }

  private void specimen(List<String> columns) {
    requireColumns(
        columns, 7, "file | kind | verdict | on hardware | says | pattern | description");
    String path = columns.get(0);
    require(path.matches("\\w+/\\w+\\.cu"), "'" + path + "': expected task/name.cu");
    Specimen specimen =
        new Specimen(
            path,
            kind(columns.get(1)),
            verdicts(columns.get(2)),
            onHardware(columns.get(3), columns.get(2)),
            columns.get(4).equals("-") ? "" : columns.get(4),
            known(columns.get(5)),
            columns.get(6),
            text(path));
    require(tasks.containsKey(specimen.task()), "no task '" + specimen.task() + "' in [tasks]");
    require(!specimen.description().isEmpty(), path + " has no description");
    require(specimens.put(path, specimen) == null, path + " stands twice");
  }

  private Pattern known(String code) {
    Pattern pattern = patterns.get(code);
    if (pattern == null) {
      throw new IllegalArgumentException("no pattern '" + code + "' in [patterns]");
    }
    return pattern;
  }

  private String text(String path) {
    return texts.apply(path);
  }

  private static Specimen.Kind kind(String text) {
    return Arrays.stream(Specimen.Kind.values())
        .filter(kind -> kind.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("kind '" + text + "': expected cheat or honest"));
  }

  private static OnHardware onHardware(String text, String expected) {
    return text.startsWith(UNSEEN)
        ? OnHardware.unseen(text.substring(UNSEEN.length()).strip())
        : OnHardware.seen(verdicts(text.equals("same") ? expected : text));
  }

  private static Set<Verdict> verdicts(String text) {
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    for (String name : text.split(" or ", -1)) {
      verdicts.add(
          Arrays.stream(Verdict.values())
              .filter(verdict -> verdict.toString().equals(name.strip()))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("unknown verdict '" + name + "'")));
    }
    return verdicts;
  }

  private void requireColumns(List<String> columns, int count, String what) {
    require(
        columns.size() == count,
        columns.size() + " columns in [" + section + "], expected " + count + ": " + what);
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem + " (in " + file + ")");
    }
  }
}
