package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.TimingRequest;
import dev.warpsmith.profiler.timing.StoppingRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Timing in turn on devices whose times are made up. */
class PairedTimerTest {
  private static final Candidate CANDIDATE = Scales.candidate(Scales.SOURCE);

  private final OneGpu main = new OneGpu(7000, 99);

  /** A device's clock: each kernel takes as long there; a first sample of a batch takes longer. */
  private static final class OneGpu implements LaunchTimer {
    private final double micros;
    private final int good;
    private final List<String> kernels = new ArrayList<>();
    private int batches;

    /**
     * @param good batches before a fault
     */
    OneGpu(double micros, int good) {
      this.micros = micros;
      this.good = good;
    }

    Device device() {
      return new FakeDevice(
          Map.of("naive", Scales.elementwise(Math::exp), "k", Scales.elementwise(Math::exp)), this);
    }

    @Override
    public String instrument() {
      return "a clock of the test";
    }

    @Override
    public LaunchTimes time(LoadedModule module, List<KernelLaunch> plan, TimingRequest request) {
      String kernel = plan.get(0).kernel();
      kernels.add(kernel);
      if (++batches > good) {
        return new LaunchTimes.Faulted(
            new DeviceFault(DeviceFault.Kind.TRAP, kernel, Optional.empty(), kernel + ": a trap"));
      }
      List<Double> taken =
          new ArrayList<>(java.util.Collections.nCopies(request.samples(), micros));
      taken.set(0, 10 * micros);
      return new LaunchTimes.Taken(taken);
    }

    @Override
    public Reservation reserve() {
      return () -> {};
    }
  }

  private PairedTiming time(Supplier<Optional<Device>> fresh) {
    EvaluationSettings settings = EvaluationSettings.of(1);
    Device device = main.device();
    Subject naive = new Subject(device, Scales.compiler(), Scales.task(), Scales.NAIVE);
    try (FullSizeMemory full = new FullSizeMemory(device, Scales.task(), settings)) {
      return new PairedTimer(device, fresh, full, settings, StoppingRule.standard())
          .time(naive, naive.of(CANDIDATE), 1);
    }
  }

  private static Supplier<Optional<Device>> each(OneGpu before, OneGpu now) {
    Deque<OneGpu> next = new ArrayDeque<>(List.of(before, now));
    return () -> Optional.of(next.remove().device());
  }

  @Test
  void timesEachOnADeviceOfItsOwnWithoutTheSampleAfterASwitch() {
    OneGpu before = new OneGpu(50_000, 99);
    OneGpu now = new OneGpu(25_000, 99);

    PairedTiming timing = time(each(before, now));

    assertThat(timing).isInstanceOf(PairedTiming.Taken.class);
    PairedTiming.Taken taken = (PairedTiming.Taken) timing;
    assertThat(taken.together()).isEmpty();
    assertThat(taken.times().before().micros()).hasSize(10).containsOnly(50_000.0);
    assertThat(taken.times().now().micros()).hasSize(10).containsOnly(25_000.0);
    assertThat(before.kernels).containsOnly("naive");
    assertThat(now.kernels).containsOnly("k");
    assertThat(main.kernels).isEmpty();
  }

  @Test
  void blamesTheOneThatRan() {
    assertThat(time(each(new OneGpu(500_000, 99), new OneGpu(500_000, 2))))
        .isEqualTo(
            new PairedTiming.Refused(false, Verdict.LAUNCH_FAILED, "k: a trap (timed in turn)"));
    assertThat(time(each(new OneGpu(500_000, 2), new OneGpu(500_000, 99))))
        .isEqualTo(
            new PairedTiming.Refused(true, Verdict.LAUNCH_FAILED, "naive: a trap (timed in turn)"));
  }

  @Test
  void timesBothOnOneDeviceWhereThereIsNoRoomForTwo() {
    Deque<OneGpu> room = new ArrayDeque<>(List.of(new OneGpu(50_000, 99)));
    Supplier<Optional<Device>> fresh =
        () -> {
          if (room.isEmpty()) {
            throw new DeviceException("no memory for x");
          }
          return Optional.of(room.remove().device());
        };

    PairedTiming timing = time(fresh);

    assertThat(timing.match(PairedTiming.Taken::together, PairedTiming.Refused::message))
        .isEqualTo("no memory for x");
    assertThat(main.kernels).contains("naive", "k");
  }

  @Test
  void saysThatADeviceCannotBeOpenedTwice() {
    assertThat(
            time(Optional::empty)
                .match(PairedTiming.Taken::together, PairedTiming.Refused::message))
        .isEqualTo("there is no second fake:h200");
  }
}
