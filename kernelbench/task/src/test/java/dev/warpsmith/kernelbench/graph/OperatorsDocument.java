package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code kernelbench/OPERATORS.md}, read for the tests. */
public final class OperatorsDocument {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)\\((.*)\\)` \\|.*\\| `(.+)` \\|$");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=");

  private OperatorsDocument() {}

  /**
   * One operator.
   *
   * @param arguments its form, without the name
   */
  public record Row(String word, String arguments, String example) {
    List<String> parameters() {
      return PARAMETER.matcher(arguments).results().map(match -> match.group(1)).toList();
    }
  }

  private static String text() {
    try {
      return Files.readString(Path.of("..", "OPERATORS.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the operators in their order. */
  public static List<Row> rows() {
    return ROW.matcher(text()).results().map(OperatorsDocument::row).toList();
  }

  private static Row row(MatchResult match) {
    return new Row(match.group(1), match.group(2), match.group(3));
  }

  /** Returns the inputs of the examples. */
  public static List<TensorSpec> inputs() {
    String line = text().lines().filter(l -> l.startsWith("    x: ")).findFirst().orElseThrow();
    return Stream.of(line.split(";"))
        .map(input -> TensorSpec.parse(input.strip(), new SourcePosition("OPERATORS.md", 1, 1)))
        .toList();
  }
}
