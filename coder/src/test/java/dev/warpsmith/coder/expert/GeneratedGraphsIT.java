package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Gpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Proves drafts for operator graphs that nobody tuned for.
 *
 * <p>{@code -Dwarpsmith.graphs=40} sets their number.
 */
class GeneratedGraphsIT {
  private static final String[] UNARY = {"relu", "sigmoid", "tanh", "gelu", "abs", "square", "neg"};
  private static final String[] BINARY = {"add", "sub", "mul", "maximum", "minimum"};
  private static final String[] REDUCTIONS = {"sum", "mean", "max", "min", "logsumexp"};
  private static final int[] LENGTHS = {1, 2, 7, 31, 64, 129, 500, 1024};

  private final ExpertCoder coder = new ExpertCoder(Gpus.find("h200"));

  @Test
  void draftsAreCorrectAndNoneIsSlowerThanNaive() {
    ProvingGround.requireNvcc();
    List<String> problems = new ArrayList<>();
    for (int seed = 0; seed < Integer.getInteger("warpsmith.graphs", 6); seed++) {
      Task task = task(new Random(seed));
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
      }
    }
    assertThat(problems).isEmpty();
  }

  /** Draws two to six operators over a matrix. */
  private static Task task(Random random) {
    int m = LENGTHS[random.nextInt(LENGTHS.length)];
    int n = LENGTHS[random.nextInt(LENGTHS.length)];
    List<String> full = new ArrayList<>(List.of("x", "z", "b", "s"));
    List<String> lines = new ArrayList<>();
    int operators = 1 + random.nextInt(5);
    String last = "x";
    for (int i = 0; i < operators; i++) {
      String name = "v" + i;
      String other = full.get(random.nextInt(full.size()));
      String line =
          switch (random.nextInt(5)) {
            case 0, 1 -> pick(random, UNARY) + "(" + last + ")";
            case 2, 3 -> pick(random, BINARY) + "(" + last + ", " + other + ")";
            default ->
                random.nextBoolean()
                    ? "softmax(" + last + ", dim=" + random.nextInt(2) + ")"
                    : "sub(" + last + ", mean(" + last + ", dim=1, keepdim=true))";
          };
      lines.add(name + " = " + line);
      full.add(name);
      last = name;
    }
    lines.add(
        random.nextInt(3) == 0
            ? "y = mul(" + last + ", x)"
            : "y = " + pick(random, REDUCTIONS) + "(" + last + ", dim=" + random.nextInt(2) + ")");
    return GraphTasks.of(
        "m = " + m + ", n = " + n,
        "m = " + (1 + random.nextInt(9)) + ", n = " + (1 + random.nextInt(70)),
        "x[m, n]; z[m, n]; b[n]; s[m, 1]",
        lines.toArray(String[]::new));
  }

  private static String pick(Random random, String[] words) {
    return words[random.nextInt(words.length)];
  }
}
