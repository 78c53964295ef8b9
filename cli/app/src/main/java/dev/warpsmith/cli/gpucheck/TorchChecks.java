package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.evaluation.OutsideException;
import dev.warpsmith.kernelbench.evaluation.OutsideRivals;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Times the expert's first drafts in turn with PyTorch, once they are right at the check sizes. */
public final class TorchChecks {
  private final Device device;
  private final Device sanitizer;
  private final NvccCompiler compiler;
  private final EvaluationSettings settings = EvaluationSettings.of(1);

  /**
   * Checks on a device.
   *
   * @param sanitizer an emulated GPU, or the device itself where its red zones are enough
   */
  public TorchChecks(Device device, Device sanitizer, NvccCompiler compiler) {
    this.device = device;
    this.sanitizer = sanitizer;
    this.compiler = compiler;
  }

  /** Returns what PyTorch's implementations of a task are to its first draft. */
  public List<OutsideComparison> of(Task task, OutsideRivals rivals) {
    Candidate draft = new ExpertCoder(device.spec()).write(new Assignment.Draft(task));
    try (Evaluator evaluator =
        new Evaluator(task, device, sanitizer, compiler::compile, settings)) {
      Optional<Evaluation> refused =
          evaluator.screen(draft, EvaluationMemory.ofProcess(), EvaluationObserver.none());
      return refused.isPresent()
          ? absent("the draft is refused: " + refused.get().message())
          : evaluator.beside(draft, Map.of(), rivals);
    } catch (BaselineException | DeviceException | OutsideException | IllegalStateException e) {
      return absent(String.valueOf(e.getMessage()));
    }
  }

  private static List<OutsideComparison> absent(String why) {
    return List.of(OutsideComparison.absent("PyTorch", "", why));
  }
}
