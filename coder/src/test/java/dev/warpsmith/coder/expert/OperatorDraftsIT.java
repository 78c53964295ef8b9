package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.Gpus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proves drafts for graphs of operators that have no schedule, or are written as others. */
class OperatorDraftsIT {
  private static final String FULL = "n = 8, c = 8, h = 34, w = 33";
  private static final String CHECK = "n = 2, c = 4, h = 7, w = 9";
  private static final String INPUTS =
      "x[n, c, h, w]; k[c, c, 3, 3]; b[c]; r[n, w]; s[n, w]; i64 t[n]; v[w]; m[w, w]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "y = mish(group_norm(conv2d(x, k, b, padding=1), b, b, num_groups=2))",
        "y = mean(clamp(max_pool2d(conv_transpose2d(x, k, b, stride=2), kernel_size=2), max=1), dim=[2, 3])",
        "y = gelu(layer_norm(add(x, 1), v, v))",
        "y = scaled_dot_product_attention(x, x, x)",
        "y = max_pool2d(softmax(conv2d(x, k, b), dim=1), kernel_size=2)",
        "y = add(mse_loss(r, tanh(s)), add(cross_entropy(r, t), mean(cosine_similarity(r, s))))",
        "y = cumsum(cat(zeros_like(unsqueeze(select(r, dim=1, index=0), dim=1)), narrow(r, dim=1, start=0, length=w - 1), dim=1), dim=1)",
        "y = mul(squeeze(instance_norm(unsqueeze(unsqueeze(linear(r, m, v), dim=1), dim=1)), dim=[1, 2]), s)",
      })
  void draftsAreCorrect(String line) {
    ProvingGround.requireNvcc();
    ExpertCoder coder = new ExpertCoder(Gpus.find("h200"));
    Task task = GraphTasks.of(FULL, CHECK, INPUTS, line);

    try (ProvingGround ground = new ProvingGround(task)) {
      assertThat(ground.problem(coder.write(new Assignment.Draft(task)))).isEmpty();
    }
  }
}
