package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaunchOrderTest {
  private static final String KERNEL =
      """
      extern "C" __global__ void k(const float* x, float* y, int n) {}
      extern "C" __global__ void scale(float* y, int n) {}
      """;

  @Test
  void lastLaunchMayRunInPart() {
    LaunchOrder order = order("// @launch k<<<(1), (32)>>>(x, y, n)\n");

    assertThat(order.needed(0)).isFalse();
    assertThat(order.mixes(0)).isFalse();
  }

  @Test
  void launchesThatFeedOthersMustRunWhole() {
    LaunchOrder order =
        order(
            """
            // @scratch t: f32[n]
            // @launch k<<<(1), (32)>>>(x, t, n)
            // @launch k<<<(1), (32)>>>(t, y, n)
            """);

    assertThat(order.needed(0)).isTrue();
    assertThat(order.needed(1)).isFalse();
    assertThat(order.anyMixes()).isFalse();
  }

  @Test
  void launchesThatUpdateAnOutputInPlaceLeaveItMixed() {
    LaunchOrder order =
        order(
            """
            // @launch k<<<(1), (32)>>>(x, y, n)
            // @launch scale<<<(1), (32)>>>(y, n)
            """);

    assertThat(order.needed(0)).isTrue();
    assertThat(order.needed(1)).isFalse();
    assertThat(order.mixes(1)).isTrue();
  }

  private static LaunchOrder order(String launches) {
    return new LaunchOrder(
        new Subject(
            Scales.device(Scales.elementwise(Math::exp)),
            Scales.compiler(),
            Scales.task(),
            Scales.candidate(launches + KERNEL)));
  }
}
