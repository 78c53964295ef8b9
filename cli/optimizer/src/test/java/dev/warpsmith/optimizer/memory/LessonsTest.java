package dev.warpsmith.optimizer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LessonsTest {
  private static final Lesson WIDER =
      new Lesson("copy", "DRAM", "Use\n float4.", "Passed", OptionalDouble.of(1.5));
  private static final Lesson SPLIT =
      new Lesson("sum", "latency", "Split rows.", "SanitizerFailed", OptionalDouble.empty());

  private static Lessons lessons(List<Lesson> all) {
    return new Lessons(OperatorFamily.LAYOUT, "h200", all);
  }

  @Test
  void whatConcernsTheBottleneckComesFirst() {
    Lessons lessons = lessons(List.of(WIDER, SPLIT));
    assertThat(lessons.about("Latency of loads"))
        .isEqualTo(
            "- SanitizerFailed | latency | Split rows. (sum)\n- 1.50x | DRAM | Use float4. (copy)");
    assertThat(lessons.about("dram bandwidth")).startsWith("- 1.50x | DRAM");
    assertThat(Lessons.none().about("DRAM")).isEmpty();
  }

  @Test
  void whatAModelIsToldIsBounded() {
    Lesson lengthy = new Lesson("copy", "DRAM", "x".repeat(5000), "Passed", OptionalDouble.of(1.1));
    assertThat(lessons(Collections.nCopies(200, lengthy)).about("DRAM").length())
        .isBetween(1000, 2100);
    assertThat(lessons(Collections.nCopies(200, WIDER)).about("DRAM").lines()).hasSize(10);
  }

  @Test
  void aRunKeepsWhatItWasTold() {
    Lessons lessons = lessons(List.of(WIDER, SPLIT));
    assertThat(Lessons.parse(lessons.write())).isEqualTo(lessons);
  }

  @ParameterizedTest
  @CsvSource({
    "transpose, LAYOUT", "rms_norm, REDUCTION", "softmax, REDUCTION", "gelu, POINTWISE",
    "matmul, PRODUCT", "cumsum, SCAN", "cross_entropy, REDUCTION", "argmax, REDUCTION"
  })
  void aTaskIsOfTheFamilyOfItsHardestOperator(String task, OperatorFamily family) {
    assertThat(OperatorFamily.of(BuiltInTasks.find(task).orElseThrow())).isEqualTo(family);
  }
}
