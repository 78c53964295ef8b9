package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Gpus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Proves drafts for operator graphs that nobody tuned for.
 *
 * <p>{@code -Dwarpsmith.graphs=40} sets their number.
 */
class GeneratedGraphsIT {
  private final ExpertCoder coder = new ExpertCoder(Gpus.find("h200"));

  @Test
  void draftsAreCorrectAndNoneIsSlowerThanNaive() {
    ProvingGround.requireNvcc();
    List<String> problems = new ArrayList<>();
    List<String> illConditioned = new ArrayList<>();
    for (int seed = 0; seed < Integer.getInteger("warpsmith.graphs", 40); seed++) {
      Task task = GeneratedGraph.task(seed);
      String graph = task.graph().orElseThrow().toString() + " at " + task.dims();
      try (ProvingGround ground = new ProvingGround(task)) {
        Candidate draft = coder.write(new Assignment.Draft(task));
        Evaluation evaluation = ground.evaluate(draft);
        String problem =
            evaluation.match(failed -> failed.verdict() + ": " + failed.message(), passed -> "");
        if (!problem.isEmpty()) {
          problems.add("seed " + seed + ": " + graph + "\n" + problem);
        } else if (ground.micros(evaluation) > 1.02 * ground.baselineMicros()) {
          problems.add(
              "seed "
                  + seed
                  + ": "
                  + graph
                  + "\n"
                  + ground.micros(evaluation)
                  + " us, naive "
                  + ground.baselineMicros()
                  + " us\n"
                  + coder.schedules(task, draft));
        }
      } catch (BaselineException e) {
        illConditioned.add("seed " + seed + ": " + graph + "\n" + e.getMessage());
      }
    }
    assertThat(problems).isEmpty();
    // Sums of sums less their mean: no float32 kernel meets a tolerance made for single operators.
    assertThat(illConditioned).hasSizeLessThanOrEqualTo(1);
  }
}
