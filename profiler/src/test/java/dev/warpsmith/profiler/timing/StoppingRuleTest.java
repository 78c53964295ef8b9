package dev.warpsmith.profiler.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoppingRuleTest {
  private static final StoppingRule RULE = StoppingRule.standard();

  @Test
  void stopsAtTheLeastNumberIfNothingVaries() {
    List<Double> nine = samples(9, i -> 5.0);
    assertThat(RULE.enough(nine)).isFalse();
    assertThat(RULE.enough(samples(10, i -> 5.0))).isTrue();
  }

  @Test
  void goesOnUntilTheStandardErrorIsSmall() {
    // Alternating 98 and 102: deviation 2 %, so (2 % / 0.5 %) squared = 16 samples are needed.
    assertThat(RULE.enough(samples(14, i -> i % 2 == 0 ? 98 : 102))).isFalse();
    assertThat(RULE.enough(samples(18, i -> i % 2 == 0 ? 98 : 102))).isTrue();
  }

  @Test
  void stopsWhenTheNoiseHasSettled() {
    // 30 % noise: the standard error would need 3600 samples.
    List<Double> noisy = samples(40, i -> i % 2 == 0 ? 70 : 130);
    assertThat(RULE.enough(noisy.subList(0, 38))).isFalse();
    assertThat(RULE.enough(noisy)).isTrue();
  }

  @Test
  void goesOnWhileTheNoiseGrows() {
    assertThat(RULE.enough(samples(60, i -> 100 + (i % 2 == 0 ? i : -i)))).isFalse();
  }

  @Test
  void stopsAtTheCap() {
    assertThat(RULE.enough(samples(300, i -> 100 + (i % 2 == 0 ? 0.3 * i : -0.3 * i)))).isTrue();
  }

  @Test
  void endsOnAnyNoise() {
    Random random = new Random(4);
    List<Double> samples = new ArrayList<>();
    while (!RULE.enough(samples)) {
      samples.add(Math.exp(random.nextGaussian()));
    }
    assertThat(samples).hasSizeBetween(RULE.least(), RULE.most());
  }

  @Test
  void refusesRulesThatCannotBeMet() {
    assertThatIllegalArgumentException().isThrownBy(() -> new StoppingRule(1, 5, 0.1, 0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> new StoppingRule(10, 5, 0.1, 0.1));
  }

  private static List<Double> samples(int count, java.util.function.IntToDoubleFunction value) {
    return IntStream.range(0, count).mapToDouble(value).boxed().toList();
  }
}
