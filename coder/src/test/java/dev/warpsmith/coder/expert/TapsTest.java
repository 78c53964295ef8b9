package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TapsTest {
  /** The definition: output {@code o} takes {@code input * weight[tap]} where these meet. */
  private static Set<String> met(Taps taps, int output, int reach) {
    Set<String> met = new TreeSet<>();
    for (int tap = 0; tap < taps.kernel(); tap++) {
      for (int input = -reach; input <= reach; input++) {
        int place =
            taps.transposed()
                ? input * taps.stride() - taps.padding() + tap * taps.dilation()
                : output * taps.stride() - taps.padding() + tap * taps.dilation();
        if (taps.transposed() ? place == output : place == input) {
          met.add(tap + " of " + input);
        }
      }
    }
    return met;
  }

  /** The same by phases, with the taps of the weight in their order. */
  private static Set<String> byPhase(Taps taps, int output) {
    Set<String> met = new TreeSet<>();
    int phase = output % taps.phases();
    int number = 0;
    for (int tap = 0; tap < taps.kernel(); tap++) {
      if (taps.phase(tap) == phase) {
        int first = output / taps.phases() * taps.inputStep() + taps.base(phase);
        met.add(tap + " of " + (first + number * taps.tapStep()));
        assertThat(tap / taps.period()).isEqualTo(number++);
      }
    }
    assertThat(taps.count(phase)).isEqualTo(number).isLessThanOrEqualTo(taps.most());
    return met;
  }

  @Property
  void phasesSeeWhatTheDefinitionSays(
      @ForAll boolean transposed,
      @ForAll @IntRange(min = 1, max = 7) int kernel,
      @ForAll @IntRange(min = 1, max = 6) int stride,
      @ForAll @IntRange(min = 0, max = 5) int padding,
      @ForAll @IntRange(min = 1, max = 6) int dilation,
      @ForAll @IntRange(min = 0, max = 30) int output) {
    Taps taps = new Taps(transposed, kernel, stride, padding, dilation);

    assertThat(byPhase(taps, output)).isEqualTo(met(taps, output, 300));
  }
}
