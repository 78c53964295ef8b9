package dev.warpsmith.coder.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTextTest {
  private static final Candidate CANDIDATE =
      Candidates.parse(
          "kernel.cu",
          """
          // @launch k<<<(1), (32)>>>(y)
          // a comment
          extern "C" __global__ void k(float* y) {
            y[threadIdx.x] = 0; // the best way
          }
          """);

  private static String found(String message, String... facts) {
    List<Evidence> evidence =
        List.of(facts).stream().map(fact -> new Evidence(Gate.SANITIZES, fact)).toList();
    return FindingsText.of(
        CANDIDATE, new Evaluation.Failed(Verdict.SANITIZER_FAILED, message, evidence));
  }

  @Test
  void showsWhatStandsInTheLinesThatAreNamed() {
    assertThat(found("kernel.cu:4: bad", "kernel.cu:4: bad", "kernel.cu:3: see also kernel.cu:4"))
        .isEqualTo(
            """
            - sanitizes: kernel.cu:3: see also kernel.cu:4

            The lines that are named:

            - kernel.cu:4 is `y[threadIdx.x] = 0;`
            - kernel.cu:3 is `extern "C" __global__ void k(float* y) {`""");
  }

  @Test
  void passesOverLinesThatThereAreNot() {
    assertThat(found("kernel.cu:99 and other.cu:4 and kernel.cuh:4")).isEqualTo("(nothing more)");
  }
}
