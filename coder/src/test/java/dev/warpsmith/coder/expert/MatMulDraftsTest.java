package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Gpus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatMulDraftsTest {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));

  @Test
  void givesALargeProductLargeTiles() {
    assertThat(draft("m = 4096, n = 4096, k = 4096"))
        .isInstanceOfSatisfying(
            Schedule.MatMul.class,
            tiles -> {
              assertThat(tiles.bm() * tiles.bn()).isGreaterThanOrEqualTo(64 * 64);
              assertThat(tiles.split()).isEqualTo(1);
              assertThat(tiles.onTensorCores()).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtx4090", "l40s", "t4"})
  void staysOnTheFmaPipeWhereThreeProductsTakeLongerThanOne(String gpu) {
    ExpertCoder coder = new ExpertCoder(Gpus.find(gpu));
    Task task = product("m = 4096, n = 4096, k = 4096", "a[m, k]; b[k, n]");
    assertThat(coder.schedules(task, coder.write(new Assignment.Draft(task))).get(0))
        .startsWith("matmul(")
        .doesNotContain("arithmetic");
    assertThat(arithmetics(coder, task)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"h200, f16", "h200, bf16", "rtx4090, f16", "rtx4090, bf16"})
  void multipliesNarrowOperandsAsTheyAre(String gpu, String type) {
    ExpertCoder coder = new ExpertCoder(Gpus.find(gpu));
    Task task = narrow(type);
    assertThat(coder.schedules(task, coder.write(new Assignment.Draft(task))).get(0))
        .startsWith("matmul(")
        .contains("arithmetic = " + type);
  }

  /** Tensor cores of Turing have other fragments. */
  @Test
  void staysOnTheFmaPipeWhereNoFragmentsFit() {
    ExpertCoder coder = new ExpertCoder(Gpus.find("t4"));
    Task task = narrow("f16");
    assertThat(coder.schedules(task, coder.write(new Assignment.Draft(task))).get(0))
        .startsWith("matmul(")
        .doesNotContain("arithmetic");
    assertThat(arithmetics(coder, task)).isEmpty();
  }

  private static Task narrow(String type) {
    String operands = "%s a[m, k]; %s b[k, n]".formatted(type, type);
    return product("m = 4096, n = 4096, k = 4096", operands);
  }

  @Test
  void offersTheWayToTensorCoresAndBack() {
    Task task = product("m = 4096, n = 4096, k = 4096", "a[m, k]; b[k, n]");
    Candidate draft = CODER.write(new Assignment.Draft(task));
    Candidate back = CODER.apply(task, draft, arithmetics(CODER, task).get(0));
    assertThat(CODER.schedules(task, back).get(0)).doesNotContain("arithmetic");
    assertThat(CODER.moves(task, back))
        .extracting(Move::text)
        .anyMatch(text -> text.contains("arithmetic = tf32x3"))
        .allSatisfy(text -> assertThat(CODER.apply(task, back, text)).isNotEqualTo(back));
  }

  /** Returns the moves from the draft that change how elements are multiplied. */
  private static List<String> arithmetics(ExpertCoder coder, Task task) {
    return coder.moves(task, coder.write(new Assignment.Draft(task))).stream()
        .map(Move::text)
        .filter(text -> text.contains("arithmetic"))
        .toList();
  }

  private static Task product(String sizes, String operands) {
    return GraphTasks.of(sizes, "m = 3, n = 5, k = 7", operands, "y = matmul(a, b)");
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
    Task task = product(sizes, "a[m, k]; b[k, n]");
    String text = CODER.schedules(task, CODER.write(new Assignment.Draft(task))).get(0);
    return Schedules.parse(text);
  }
}
