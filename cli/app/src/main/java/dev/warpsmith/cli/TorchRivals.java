package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.HonestError;
import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.evaluation.OutsideException;
import dev.warpsmith.kernelbench.evaluation.OutsideRivals;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.torch.TorchException;
import dev.warpsmith.kernelbench.torch.TorchTimer;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.LaunchTimer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** PyTorch, eager and compiled, as what candidates are timed in turn with. */
final class TorchRivals implements OutsideRivals, AutoCloseable {
  private final TorchTimer torch;
  private final Optional<Path> lock;
  private String source = "";

  private TorchRivals(TorchTimer torch, Optional<Path> lock) {
    this.torch = torch;
    this.lock = lock;
  }

  /**
   * Starts PyTorch on a candidate's GPU, where others may be timed as well.
   *
   * @param device whose id is PyTorch's name of it, such as {@code cuda:0}
   */
  static TorchRivals start(String python, Device device) {
    return new TorchRivals(
        outside(() -> TorchTimer.start(python, device.id())),
        device.timer().flatMap(LaunchTimer::lock));
  }

  /** Compares a candidate with PyTorch where there is one and the device is a GPU. */
  static List<OutsideComparison> compare(
      Settings settings,
      Wiring wiring,
      Task task,
      Candidate candidate,
      Map<String, HonestError> errors) {
    String python = settings.text(Setting.PYTHON);
    if (python.equals(Setting.PYTHON.initial())
        || task.graph().isEmpty()
        || !wiring.device().measuresTime()) {
      return List.of();
    }
    try (TorchRivals rivals = start(python, wiring.device())) {
      return wiring.evaluator().beside(candidate, errors, rivals);
    } catch (OutsideException e) {
      return List.of(OutsideComparison.absent("PyTorch", python, String.valueOf(e.getMessage())));
    }
  }

  private static <T> T outside(Supplier<T> work) {
    try {
      return work.get();
    } catch (TorchException e) {
      throw new OutsideException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String version() {
    return "PyTorch "
        + torch.version()
        + torch.settings().entrySet().stream()
            .map(setting -> ", " + setting.getKey() + " " + setting.getValue())
            .collect(Collectors.joining());
  }

  @Override
  public String gpu() {
    return torch.gpu();
  }

  @Override
  public List<Arm> load(Task task, Map<String, Path> inputs, long l2Bytes) {
    source = outside(() -> torch.load(task, inputs, l2Bytes));
    return Arrays.stream(TorchTimer.Arm.values()).<Arm>map(TorchArm::new).toList();
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public void close() {
    torch.close();
  }

  private final class TorchArm implements Arm {
    private final TorchTimer.Arm arm;

    TorchArm(TorchTimer.Arm arm) {
      this.arm = arm;
    }

    @Override
    public String name() {
      return arm.label();
    }

    @Override
    public List<String> warm() {
      return List.of(outside(() -> torch.warm(arm)).toString());
    }

    @Override
    public List<Double> sample(int samples) {
      return outside(() -> torch.sample(arm, samples));
    }

    @Override
    public void begin() {
      outside(
          () -> {
            torch.begin(arm, lock);
            return arm;
          });
    }

    @Override
    public void pick(Map<String, Picked> outputs) {
      outside(
          () -> {
            torch.pick(arm, outputs);
            return arm;
          });
    }
  }
}
