package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.TimingRequest;
import dev.warpsmith.kernels.jcuda.smi.ClockLock;
import dev.warpsmith.kernels.jcuda.smi.ClockWatch;
import dev.warpsmith.kernels.jcuda.smi.NvidiaSmi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Times launches with events in the worker. */
final class CudaTimer implements LaunchTimer {
  private final CudaDevice device;

  CudaTimer(CudaDevice device) {
    this.device = device;
  }

  @Override
  public String instrument() {
    return "on "
        + device.report().name()
        + ", CUDA driver "
        + device.report().versionText()
        + (device.lockedClock().isPresent()
            ? ", SM clock locked at " + device.lockedClock().getAsInt() + " MHz"
            : "");
  }

  @Override
  public LaunchTimes time(LoadedModule module, List<KernelLaunch> plan, TimingRequest request) {
    if (!(module instanceof CudaModule known) || plan.isEmpty()) {
      throw new IllegalArgumentException("a plan of launches of a module of this device expected");
    }
    try {
      return device.lock().exclusively(() -> run(known, plan, request));
    } catch (WorkerEnded e) {
      return new LaunchTimes.Faulted(known.fault(plan.get(0), e));
    }
  }

  private LaunchTimes run(CudaModule module, List<KernelLaunch> plan, TimingRequest request)
      throws WorkerEnded {
    WorkerProcess worker = device.worker();
    List<Order> orders = new ArrayList<>();
    for (KernelLaunch launch : plan) {
      orders.add(module.order(launch, worker));
    }
    return answer(module, plan, worker.call(sample(orders, request), limit(plan, request)));
  }

  private static Request.Sample sample(List<Order> orders, TimingRequest request) {
    return new Request.Sample(orders, request.cold(), request.samples(), request.repeats());
  }

  /** Returns the limit of all launches together, each as if it were alone. */
  private Duration limit(List<KernelLaunch> plan, TimingRequest request) {
    long launches = (long) plan.size() * request.samples() * (request.repeats() + 1);
    Duration alone = device.setup().launch();
    return alone.multipliedBy(Math.min(launches, 20));
  }

  private static LaunchTimes answer(CudaModule module, List<KernelLaunch> plan, Reply reply) {
    if (reply instanceof Reply.Times times) {
      return new LaunchTimes.Taken(times.micros());
    }
    return new LaunchTimes.Faulted(module.faults(plan.get(0), reply).get(0));
  }

  @Override
  public Optional<Path> lock() {
    return Optional.of(device.lock().file());
  }

  @Override
  public Reservation reserve() {
    DeviceLock.Hold hold = device.lock().take();
    ClockWatch watch = ClockWatch.start(smi());
    return new Reservation() {
      @Override
      public List<String> clocks() {
        return watch.facts(device.lockedClock());
      }

      @Override
      public void close() {
        watch.close();
        hold.close();
      }
    };
  }

  private NvidiaSmi smi() {
    return NvidiaSmi.of(device.report().uuid());
  }

  @Override
  public ClockHold lockClock(int mhz) {
    ClockLock lock = ClockLock.lock(smi(), mhz);
    device.clockLocked(OptionalInt.of(mhz));
    return () -> {
      device.clockLocked(OptionalInt.empty());
      lock.close();
    };
  }
}
