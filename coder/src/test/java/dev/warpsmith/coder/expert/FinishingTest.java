package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Gpus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FinishingTest {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));

  private static Task longRows(String inputs, String... lines) {
    return GraphTasks.of("m = 2, n = 1048576", "m = 2, n = 7", inputs, lines);
  }

  private static Candidate draft(Task task) {
    return CODER.write(new Assignment.Draft(task));
  }

  /** Returns the finish of the draft, and those that moves lead to. */
  private static List<String> finishes(Task task) {
    Candidate draft = draft(task);
    Stream<String> moves =
        CODER.moves(task, draft).stream()
            .filter(move -> move.after().keySet().equals(Set.of("finish")))
            .map(move -> move.after().get("finish"));
    String now = Schedules.parse(CODER.schedules(task, draft).get(0)).settings().get("finish");
    return Stream.concat(Stream.of(now), moves).toList();
  }

  static Stream<Arguments> tasks() {
    String x = "x[m, n]";
    return Stream.of(
        Arguments.of(longRows(x, "y = sum(x, dim=1)"), List.of("last", "kernel", "add")),
        Arguments.of(longRows(x, "y = mul(mean(x, dim=1), 3)"), List.of("last", "kernel", "add")),
        Arguments.of(longRows(x, "y = div(sum(x, dim=1), 3)"), List.of("last", "kernel", "add")),
        Arguments.of(longRows(x, "y = add(sum(x, dim=1), 3)"), List.of("last", "kernel")),
        Arguments.of(longRows(x, "y = div(3, sum(x, dim=1))"), List.of("last", "kernel")),
        Arguments.of(longRows("f16 x[m, n]", "y = sum(x, dim=1)"), List.of("last", "kernel")),
        Arguments.of(longRows(x, "y = max(x, dim=1)"), List.of("last", "kernel")),
        Arguments.of(longRows(x, "y = argmin(x, dim=1)"), List.of("last", "kernel")),
        Arguments.of(longRows(x, "y = logsumexp(x, dim=1)"), List.of("last", "kernel")),
        Arguments.of(longRows(x, "y = softmax(x, dim=1)"), List.of("kernel")),
        Arguments.of(
            GraphTasks.of("m = 9000, n = 64", "m = 7, n = 5", x, "y = sum(x, dim=1)"),
            List.of("kernel")));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void offersWhatTheResultsAllow(Task task, List<String> expected) {
    assertThat(finishes(task)).as(task.graph().toString()).containsExactlyElementsOf(expected);
  }

  @Test
  void aReductionOfOneBlockPerRowHasNothingToFinish() {
    Task task = longRows("x[m, n]", "y = sum(x, dim=1)");
    Schedule split = Schedules.parse(CODER.schedules(task, draft(task)).get(0));
    assertThat(split.with(Map.of("split", "1", "finish", "kernel")).settings())
        .containsEntry("finish", "kernel");
    assertThatThrownBy(() -> split.with(Map.of("split", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finish = last: expected kernel where split = 1");
  }

  @Test
  void aSplitBeginsAndEndsWithItsFinish() {
    Task task = GraphTasks.of("m = 8, n = 4096", "m = 2, n = 7", "x[m, n]", "y = max(x, dim=1)");
    Candidate whole = draft(task);
    Move begin =
        CODER.moves(task, whole).stream()
            .filter(move -> move.after().containsKey("split"))
            .findFirst()
            .orElseThrow();
    assertThat(begin.after()).containsEntry("finish", "last");
    Candidate shared = CODER.apply(task, whole, begin.text());
    assertThat(CODER.apply(task, shared, "row_1: split = 1, finish = kernel")).isEqualTo(whole);
    assertThat(shared.source().text()).contains("__device__ unsigned int row_1_tickets[8];");
  }

  @Test
  void countsBlocksOnlyOfAsManyGroupsAsCountersAreWorth() {
    String few = "m = 65536, n = 64";
    String many = "m = 65537, n = 64";
    assertThat(legal(few)).isTrue();
    assertThat(legal(many)).isFalse();
  }

  private static boolean legal(String full) {
    Task task = GraphTasks.of(full, "m = 2, n = 7", "x[m, n]", "y = sum(x, dim=1)");
    KernelProgram program =
        KernelProgram.of(task, task.graph().orElseThrow(), draft(task)).orElseThrow();
    Schedule.Row row =
        (Schedule.Row)
            Schedules.parse(
                "row(threads = 32, rows = 1, vector = 1, cache = none, items = 1, split = 2,"
                    + " finish = last, online = 0, resident = 1)");
    return Finishing.of(program.context(0, new Identifiers()), row).allows(row.finish());
  }
}
