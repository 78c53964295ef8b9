package dev.warpsmith.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class JuryTest {
  private static final Task TASK = BuiltInTasks.find("vector_add").orElseThrow();
  private static final Candidate CANDIDATE =
      Candidates.parse(
          "kernel.cu",
          """
          // @launch add<<<1, 32>>>(a, b, y, n)
          extern "C" __global__ void add(const float* a, const float* b, float* y, int n) {}
          """);
  private static final List<Round> HISTORY =
      List.of(
          new Round(
              1,
              new Assignment.Draft(TASK),
              CANDIDATE,
              new Evaluation.Failed(Verdict.COMPILE_FAILED, "no", List.of())));

  private static Judge says(Decision decision) {
    return new Judge() {
      @Override
      public String id() {
        return "one";
      }

      @Override
      public Decision review(List<Round> history) {
        return decision;
      }
    };
  }

  private static Instruction instruction(String bottleneck, String remedy, String move) {
    return new Instruction(
        bottleneck,
        remedy,
        move,
        List.of(bottleneck + "_metric = 5 %", "launch__registers = 3"),
        OptionalDouble.empty(),
        Instruction.Basis.PROFILE);
  }

  private static Decision asks(String bottleneck, String remedy, String move) {
    return new Decision.Continue(
        new Assignment.Optimize(TASK, CANDIDATE, instruction(bottleneck, remedy, move)));
  }

  private static Decision verdict(Decision... answers) {
    List<Judge> members = new ArrayList<>();
    for (Decision answer : answers) {
      members.add(says(answer));
    }
    return new Jury(members).review(HISTORY);
  }

  @Test
  void followsTheOneThatIsNearestToTheOthers() {
    Decision odd = asks("occupancy", "Use fewer registers.", "");
    Decision one = asks("dram", "Load float4 vectors from global memory.", "");
    Decision other = asks("dram", "Use wide float4 loads of global memory.", "");
    assertThat(verdict(odd, one, other)).isEqualTo(one);
    assertThat(verdict(one, odd)).as("the first of equals").isEqualTo(one);
  }

  @Test
  void countsTheSameMoveMoreThanWords() {
    Decision one = asks("dram", "Load float4 vectors.", "k: vector = 4");
    Decision alike = asks("dram", "Load float4 vectors now.", "k: vector = 2");
    Decision same = asks("latency", "Something else entirely.", "k: vector = 4");
    assertThat(verdict(alike, same, one)).isEqualTo(one);
  }

  @Test
  void stopsOnlyWhereMoreThanHalfWould() {
    Decision stop = new Decision.Stop("nothing left");
    Decision on = asks("dram", "Load wider.", "");
    assertThat(verdict(stop, on)).isEqualTo(on);
    assertThat(verdict(stop, on, stop)).isEqualTo(stop);
  }

  @Test
  void asksEveryMemberAboutTheChosenRound() {
    List<Round> asked = new ArrayList<>();
    Judge member =
        new Judge() {
          @Override
          public String id() {
            return "m";
          }

          @Override
          public Decision review(List<Round> history) {
            asked.add(history.get(history.size() - 1));
            return new Decision.Stop("s");
          }
        };
    Round second =
        new Round(2, HISTORY.get(0).assignment(), CANDIDATE, HISTORY.get(0).evaluation());
    Jury jury = new Jury(List.of(member, member));
    jury.review(List.of(HISTORY.get(0), second), new Focus(HISTORY.get(0), List.of(), List.of()));
    assertThat(asked).containsExactly(HISTORY.get(0), HISTORY.get(0));
    assertThat(jury.id()).isEqualTo("m + m");
  }
}
