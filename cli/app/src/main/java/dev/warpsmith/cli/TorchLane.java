package dev.warpsmith.cli;

import dev.warpsmith.cli.gpucheck.TorchChecks;
import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.evaluation.OutsideException;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process on a GPU and a PyTorch beside it that tasks go through one after another. Several lanes
 * prepare tasks at once; the GPU's lock lets one at a time be timed.
 */
final class TorchLane implements AutoCloseable {
  private final Device device;
  private final Device sanitizer;
  private final TorchChecks checks;
  private final String python;
  private @Nullable TorchRivals rivals;

  /**
   * Makes a lane.
   *
   * @param device its own, closed with it
   * @param sanitizer see {@link TorchChecks}; closed as well
   */
  TorchLane(Device device, Device sanitizer, NvccCompiler compiler, String python) {
    this.device = device;
    this.sanitizer = sanitizer;
    this.checks = new TorchChecks(device, sanitizer, compiler);
    this.python = python;
  }

  /** Compares a task's draft; what cannot be compared says why. */
  List<OutsideComparison> compare(Task task) {
    try {
      TorchRivals known = rivals;
      if (known == null) {
        known = TorchRivals.start(python, device);
        rivals = known;
      }
      List<OutsideComparison> found = checks.of(task, known);
      if (found.stream().anyMatch(one -> one.times().isEmpty())) {
        stopTorch(); // whatever went wrong must not be the next task's
      }
      return found;
    } catch (OutsideException e) {
      stopTorch();
      return List.of(OutsideComparison.absent("PyTorch", "", String.valueOf(e.getMessage())));
    }
  }

  private void stopTorch() {
    TorchRivals known = rivals;
    rivals = null;
    if (known != null) {
      known.close();
    }
  }

  @Override
  public void close() {
    stopTorch();
    sanitizer.close();
    device.close();
  }
}
