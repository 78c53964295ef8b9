package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckReportTest {
  @Test
  void showsWhatWasFoundBeforeWhatWasProven() {
    Evaluation failed =
        new Evaluation.Failed(
            Verdict.WRONG_NUMERICS,
            "y[3] = 0.0, expected 1.0",
            List.of(
                new Evidence(Gate.COMPILES, "for sm_90"),
                new Evidence(Gate.PLAN, "1 launches fit h200 at every size"),
                new Evidence(Gate.COMPUTES, "y[3] = 0.0, expected 1.0"),
                new Evidence(Gate.COMPUTES, "where: all 8 in y[992:], none elsewhere")));

    assertThat(report(failed))
        .containsExactly(
            "WrongNumerics: y[3] = 0.0, expected 1.0",
            "  where         all 8 in y[992:], none elsewhere",
            "",
            "failed at gate 'computes'  [1.2 s], after:",
            "  compiles      for sm_90  [0.4 s]",
            "  plan          1 launches fit h200 at every size");
  }

  @Test
  void showsTextOfSeveralLinesWhole() {
    Evaluation failed =
        new Evaluation.Failed(
            Verdict.COMPILE_FAILED,
            "kernel.cu:3: expected a \";\"",
            List.of(
                new Evidence(Gate.COMPILES, "kernel.cu:3: expected a \";\""),
                new Evidence(Gate.COMPILES, "kernel.cu:9: first line\nsecond line")));

    assertThat(report(failed))
        .containsExactly(
            "CompileFailed: kernel.cu:3: expected a \";\"",
            "                kernel.cu:9: first line",
            "                second line",
            "",
            "failed at the first gate, compiles  [0.4 s]");
  }

  private static List<String> report(Evaluation evaluation) {
    Map<Gate, Double> seconds = Map.of(Gate.COMPILES, 0.42, Gate.PLAN, 0.01, Gate.COMPUTES, 1.23);
    return new CheckReport(new Palette(false), seconds).lines(evaluation);
  }
}
