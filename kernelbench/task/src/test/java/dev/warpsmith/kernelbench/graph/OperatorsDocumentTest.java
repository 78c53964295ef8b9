package dev.warpsmith.kernelbench.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the page of operators to the code. */
class OperatorsDocumentTest {
  private static final Pattern KNOWN = Pattern.compile("\\(it has: ([^)]*)\\)");

  static List<OperatorsDocument.Row> rows() {
    return OperatorsDocument.rows();
  }

  @Test
  void namesEveryOperatorOnce() {
    assertThat(rows())
        .extracting(OperatorsDocument.Row::word)
        .containsExactlyInAnyOrderElementsOf(Operators.words());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void showsACallThatReadsBackAsItWasPrinted(OperatorsDocument.Row row) {
    assertThat(row.example()).startsWith(row.word() + "(");
    OpGraph graph = OpGraph.parse(OperatorsDocument.inputs(), "y = " + row.example());

    OpGraph again = OpGraph.parse(OperatorsDocument.inputs(), graph.toString().split("\n"));

    assertThat(again).isEqualTo(graph).hasToString(graph.toString());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void listsTheParametersThatTheOperatorTakes(OperatorsDocument.Row row) {
    String call = "y = " + row.example().substring(0, row.example().length() - 1) + ", no_such=1)";

    assertThatThrownBy(() -> OpGraph.parse(OperatorsDocument.inputs(), call))
        .hasMessageContaining("has no parameter 'no_such'")
        .satisfies(
            problem -> {
              Matcher known = KNOWN.matcher(String.valueOf(problem.getMessage()));
              List<String> names =
                  known.find() ? Arrays.asList(known.group(1).split(", ")) : List.of();
              assertThat(row.parameters()).containsExactlyInAnyOrderElementsOf(names);
            });
  }
}
