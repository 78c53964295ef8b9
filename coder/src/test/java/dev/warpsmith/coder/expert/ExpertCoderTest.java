package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.device.Gpus;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpertCoderTest {
  private final ExpertCoder coder = new ExpertCoder(Gpus.find("h200"));

  private static Task softmax() {
    return GraphTasks.of(
        "rows = 4096, cols = 16384",
        "rows = 7, cols = 1000",
        "x[rows, cols]",
        "y = softmax(x, dim=1)");
  }

  private Candidate draft(Task task) {
    return coder.write(new Assignment.Draft(task));
  }

  @Test
  void keepsTheRowOfASoftmaxOnTheChip() {
    assertThat(coder.schedules(softmax(), draft(softmax())))
        .containsExactly(
            "row(threads = 1024, rows = 1, vector = 4, cache = registers, items = 1, split = 1, finish = kernel, online = 0,"
                + " resident = 2)");
  }

  @Test
  void fusesAPointwiseChainIntoTheSumThatItFeeds() {
    Task task =
        GraphTasks.of(
            "n = 4096, d = 4096",
            "n = 3, d = 130",
            "x[n, d]",
            "h = mul(x, sigmoid(x))",
            "y = sum(h, dim=1)");
    assertThat(draft(task).plan().launches()).hasSize(1);
    assertThat(draft(task).plan().scratch()).isEmpty();
  }

  @Test
  void fusesAChainWithBroadcastsIntoOneKernel() {
    Task task =
        GraphTasks.of(
            "m = 1024, n = 4096",
            "m = 5, n = 13",
            "x[m, n]; b[n]; s[m, 1]",
            "y = mul(gelu(add(x, b)), s)");
    assertThat(draft(task).plan().launches()).hasSize(1);
  }

  @Test
  void fusesALayerNormWrittenAsAGraphIntoOneKernelThatReadsTheRowOnce() {
    Task task =
        GraphTasks.of(
            "n = 4096, d = 4096",
            "n = 3, d = 130",
            "x[n, d]; w[d]; b[d]",
            "c = sub(x, mean(x, dim=1, keepdim=true))",
            "v = mean(square(c), dim=1, keepdim=true)",
            "y = add(mul(mul(c, rsqrt(add(v, 0.00001))), w), b)");
    assertThat(coder.schedules(task, draft(task))).hasSize(1);
    assertThat(draft(task).source().text()).containsOnlyOnce(", x_i_ptr, ");
  }

  @Test
  void fusesANormalisationOverTheFirstDimIntoOneKernel() {
    Task task =
        GraphTasks.of(
            "n = 1024, d = 4096",
            "n = 3, d = 130",
            "x[n, d]",
            "v = mean(square(x), dim=0, keepdim=true)",
            "y = mul(x, rsqrt(v))");
    assertThat(draft(task).plan().launches()).hasSize(1);
  }

  @Test
  void fusesCrossEntropyIntoARowKernelAndTheMeanOfItsResults() {
    Task task =
        GraphTasks.of(
            "n = 4096, c = 32000",
            "n = 3, c = 130",
            "x[n, c]; i64 t[n]",
            "p = gather(x, t, dim=1)",
            "y = mean(sub(logsumexp(x, dim=1), p), dim=0)");
    assertThat(coder.schedules(task, draft(task))).hasSize(2);
    assertThat(draft(task).plan().launches()).hasSize(2);
  }

  @Test
  void leavesAGatherWhoseRowNothingElseReadsToTheNaiveKernel() {
    Task task =
        GraphTasks.of(
            "n = 4096, c = 32000",
            "n = 3, c = 130",
            "x[n, c]; i64 t[n]",
            "y = gather(x, t, dim=1)");
    assertThat(coder.schedules(task, draft(task))).containsExactly("naive()");
  }

  @Test
  void splitsARowAmongBlocksWhereRowsAreFew() {
    Task task =
        GraphTasks.of("m = 2, n = 1048576", "m = 1, n = 1001", "x[m, n]", "y = sum(x, dim=1)");
    assertThat(draft(task).plan().launches())
        .singleElement()
        .asString()
        .contains("<<<(m * max(1, min(330, ceildiv(n, 1024)))), (256)>>>");
    assertThat(coder.schedules(task, draft(task)).get(0)).contains("split = 330, finish = last");
  }

  @Test
  void readsItsSchedulesBackFromTheSource() {
    Candidate draft = draft(softmax());
    Candidate stored = Candidates.parse("best.cu", draft.source().text());
    assertThat(coder.knows(softmax(), stored)).isTrue();
  }

  @Test
  void treatsAnEditedCandidateAsUnknown() {
    String edited = draft(softmax()).source().text().replace("fmaxf", "fminf");
    Candidate candidate = Candidates.parse("kernel.cu", edited);
    assertThat(coder.knows(softmax(), candidate)).isFalse();
    assertThat(coder.moves(softmax(), candidate))
        .extracting(Move::target)
        .containsAnyOf("row_1", "source");
  }

  @Test
  void appliesAMoveAndNothingElse() {
    Candidate draft = draft(softmax());
    Candidate moved = coder.apply(softmax(), draft, "row_1: cache = shared");
    assertThat(coder.schedules(softmax(), moved))
        .containsExactly(
            "row(threads = 1024, rows = 1, vector = 4, cache = shared, items = 1, split = 1, finish = kernel, online = 0,"
                + " resident = 2)");
  }

  @Test
  void rejectsAMoveThatIsNotLegal() {
    assertThatThrownBy(() -> coder.apply(softmax(), draft(softmax()), "row_1: vector = 8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row_1: vector = 8");
  }

  @Test
  void everyMoveGivesAnotherCandidateThatItKnows() {
    Candidate draft = draft(softmax());
    for (Move move : coder.moves(softmax(), draft)) {
      Candidate moved = coder.apply(softmax(), draft, move.text());
      assertThat(moved).as(move.text()).isNotEqualTo(draft);
      assertThat(coder.knows(softmax(), moved)).as(move.text()).isTrue();
    }
  }

  @Test
  void stepsBackFromRegistersToSharedMemoryAndOnToTheNaiveKernels() {
    Candidate candidate = draft(softmax());
    Evaluation.Failed failure =
        new Evaluation.Failed(
            dev.warpsmith.kernelbench.evaluation.Verdict.LAUNCH_FAILED, "too many", List.of());
    String last = "";
    for (int i = 0; i < 3; i++) {
      candidate =
          coder.write(
              new Assignment.Repair(
                  softmax(),
                  candidate,
                  failure,
                  new dev.warpsmith.coder.Instruction(
                      "",
                      "",
                      "",
                      List.of(),
                      java.util.OptionalDouble.empty(),
                      dev.warpsmith.coder.Instruction.Basis.REFUSAL)));
      assertThat(candidate.source().text()).isNotEqualTo(last);
      last = candidate.source().text();
    }
    assertThat(last).contains("y_softmax");
  }

  @Test
  void appliesAMoveOfSeveralSettingsAndFindsItAgainBetweenTheCandidates() {
    Candidate draft = coder.write(new Assignment.Draft(softmax()));
    Candidate moved = coder.apply(softmax(), draft, "row_1: threads = 512, vector = 2");
    assertThat(coder.schedules(softmax(), moved).get(0))
        .contains("threads = 512")
        .contains("vector = 2");
    assertThat(coder.between(softmax(), draft, moved))
        .hasValueSatisfying(
            move -> assertThat(move.text()).isEqualTo("row_1: threads = 512, vector = 2"));
    assertThat(coder.between(softmax(), draft, draft)).isEmpty();
  }

  @Test
  void refusesAMoveOfSeveralSettingsThatIsNotLegal() {
    Candidate draft = coder.write(new Assignment.Draft(softmax()));
    for (String text :
        List.of("row_1: threads = 33, vector = 2", "row_2: threads = 64", "row_1: colour = red")) {
      assertThatThrownBy(() -> coder.apply(softmax(), draft, text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(text);
    }
  }

  @Test
  void namesOfDimsAndTensorsChangeOnlyNames() {
    Task renamed =
        GraphTasks.of(
            "height = 4096, width = 16384",
            "height = 7, width = 1000",
            "signal[height, width]",
            "outcome = softmax(signal, dim=1)");
    String text =
        draft(renamed)
            .source()
            .text()
            .replace("height", "rows")
            .replace("width", "cols")
            .replace("signal", "x")
            .replace("outcome", "y");
    String original = draft(softmax()).source().text();
    assertThat(text.replaceAll("\\b(\\w+?)_*\\b", "$1"))
        .isEqualTo(original.replaceAll("\\b(\\w+?)_*\\b", "$1"));
  }

  @Test
  void orderOfInputsChangesNothing() {
    String line = "y = mul(add(x, b), s)";
    Task one = GraphTasks.of("m = 64, n = 64", "m = 5, n = 7", "x[m, n]; b[n]; s[m, 1]", line);
    Task other = GraphTasks.of("m = 64, n = 64", "m = 5, n = 7", "s[m, 1]; b[n]; x[m, n]", line);
    assertThat(draft(one).source().text()).isEqualTo(draft(other).source().text());
  }

  @Test
  void usesLongIndicesPastTwoToThe31() {
    Task task = GraphTasks.of("n = 3000000000", "n = 1003", "x[n]", "y = gelu(x)");
    assertThat(draft(task).source().text()).contains("const long long begin");
  }

  @Test
  void aSizeThatIsALiteralHasTheTypeOfTheOthers() {
    String full = "m = 2048, k = 1048576";
    Task task = GraphTasks.of(full, "m = 5, k = 132", "a[m, k]; b[k, 1]", "y = matmul(a, b)");
    assertThat(draft(task).source().text())
        .contains("long long line[", "min(column0 + j, 1ll - 1)");
  }
}
