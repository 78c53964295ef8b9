package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.Gpus;
import org.junit.jupiter.api.Test;

class MatMulDraftsTest {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));

  @Test
  void givesALargeProductLargeTiles() {
    assertThat(draft("m = 4096, n = 4096, k = 4096"))
        .isInstanceOfSatisfying(
            Schedule.MatMul.class,
            tiles -> {
              assertThat(tiles.bm() * tiles.bn()).isGreaterThanOrEqualTo(128 * 128);
              assertThat(tiles.split()).isEqualTo(1);
            });
  }

  @Test
  void sharesTheDepthOfFewTilesAmongBlocks() {
    assertThat(draft("m = 256, n = 256, k = 65536"))
        .isInstanceOfSatisfying(
            Schedule.MatMul.class, tiles -> assertThat(tiles.split()).isGreaterThan(4));
  }

  @Test
  void streamsTheLongerOperandPastAVector() {
    assertThat(draft("m = 8192, n = 1, k = 8192"))
        .isInstanceOfSatisfying(
            Schedule.MatVec.class, lines -> assertThat(lines.side()).isEqualTo("a"));
    assertThat(draft("m = 1, n = 8192, k = 8192"))
        .isInstanceOfSatisfying(
            Schedule.MatVec.class, lines -> assertThat(lines.side()).isEqualTo("b"));
  }

  private static Schedule draft(String sizes) {
    Task task = GraphTasks.of(sizes, "m = 3, n = 5, k = 7", "a[m, k]; b[k, n]", "y = matmul(a, b)");
    String text = CODER.schedules(task, CODER.write(new Assignment.Draft(task))).get(0);
    return Schedules.parse(text);
  }
}
