package dev.warpsmith.profiler.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class TimedArmsTest {
  private final StringBuilder order = new StringBuilder();

  @Test
  void interleavesAsAbba() {
    TimedArms arms =
        TimedArms.interleaved(
            sampler('A', () -> 10), sampler('B', () -> 5), StoppingRule.standard());
    assertThat(order).hasToString("ABBA");
    assertThat(arms.firstSamples()).hasSize(10).containsOnly(10.0);
    assertThat(arms.secondSamples()).hasSize(10).containsOnly(5.0);
    assertThat(arms.fault()).isEmpty();
  }

  @Test
  void takesMoreOfBothUntilTheNoisierIsKnown() {
    SplittableRandom random = new SplittableRandom(3);
    TimedArms arms =
        TimedArms.interleaved(
            sampler('A', () -> 10),
            sampler('B', () -> 5 + random.nextDouble(-0.2, 0.2)),
            StoppingRule.standard());
    assertThat(order.toString()).matches("(ABBA){2,}");
    assertThat(arms.firstSamples()).hasSameSizeAs(arms.secondSamples());
  }

  @Test
  void cancelsADriftOfTheClock() {
    double[] clock = {100};
    DoubleSupplier drifting = () -> clock[0] *= 1.002;
    TimedArms arms =
        TimedArms.interleaved(
            sampler('A', drifting), sampler('B', drifting), new StoppingRule(10, 40, 1e-9, 1e-9));
    Speedup speedup = Speedup.of(measured(arms.firstSamples()), measured(arms.secondSamples()));
    assertThat(speedup.ratio()).isCloseTo(1, within(0.02));
    assertThat(arms.noise("test").outcome(speedup)).isEqualTo(NoiseFloor.Outcome.SAME);
  }

  @Test
  void endsAtTheFirstFault() {
    DeviceFault fault =
        new DeviceFault(DeviceFault.Kind.TRAP, "k", Optional.empty(), "k: the kernel failed");
    List<Integer> taken = new ArrayList<>();
    Sampler faulty =
        samples -> {
          taken.add(samples);
          return new LaunchTimes.Faulted(fault);
        };
    TimedArms arms = TimedArms.interleaved(faulty, sampler('B', () -> 5), StoppingRule.standard());
    assertThat(arms.fault()).hasValue(fault);
    assertThat(taken).hasSize(1);
    assertThat(order).isEmpty();
    assertThat(TimedArms.of(faulty, StoppingRule.quick()).fault()).hasValue(fault);
  }

  @Test
  void saysWhichOfTheTwoRanWhenItEnded() {
    DeviceFault fault =
        new DeviceFault(DeviceFault.Kind.TRAP, "k", Optional.empty(), "k: the kernel failed");
    Sampler faulty = samples -> new LaunchTimes.Faulted(fault);
    Sampler steady = sampler('B', () -> 5);
    assertThat(TimedArms.interleaved(faulty, steady, StoppingRule.standard()).ended())
        .hasValue(new TimedArms.Ended(TimedArms.Arm.FIRST, fault));
    assertThat(TimedArms.interleaved(steady, faulty, StoppingRule.standard()).ended())
        .hasValue(new TimedArms.Ended(TimedArms.Arm.SECOND, fault));
  }

  @Test
  void callsNothingFasterThatIsWithinTheNoise() {
    SplittableRandom random = new SplittableRandom(7);
    DoubleSupplier noisy = () -> 100 * (1 + random.nextDouble(-0.1, 0.1));
    TimedArms arms =
        TimedArms.interleaved(
            sampler('A', () -> 0.99 * noisy.getAsDouble()),
            sampler('B', noisy),
            StoppingRule.standard());
    Speedup speedup = Speedup.of(measured(arms.secondSamples()), measured(arms.firstSamples()));
    NoiseFloor floor = arms.noise("test");
    assertThat(floor.part()).isBetween(0.005, 0.2);
    assertThat(floor.outcome(speedup)).isEqualTo(NoiseFloor.Outcome.SAME);
    Speedup twice = Speedup.of(measured(List.of(10.0, 10.1)), measured(List.of(5.0, 5.1)));
    assertThat(floor.outcome(twice)).isEqualTo(NoiseFloor.Outcome.FASTER);
    Speedup half = Speedup.of(measured(List.of(5.0, 5.1)), measured(List.of(10.0, 10.1)));
    assertThat(floor.outcome(half)).isEqualTo(NoiseFloor.Outcome.SLOWER);
  }

  private Sampler sampler(char name, DoubleSupplier time) {
    return samples -> {
      order.append(name);
      List<Double> micros = new ArrayList<>();
      for (int i = 0; i < samples; i++) {
        micros.add(time.getAsDouble());
      }
      return new LaunchTimes.Taken(micros);
    };
  }

  private static Measurement measured(List<Double> samples) {
    return new Measurement(Clock.CUDA_EVENT, "test", samples);
  }
}
