package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.profiler.KernelProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Proves and times tasks' naive kernels and first drafts, on a device and on an emulated GPU. */
public final class TaskChecks {
  private final Device device;
  private final Device emulated;
  private final NvccCompiler compiler;
  private final EvaluationSettings settings = EvaluationSettings.of(1);

  public TaskChecks(Device device, Device emulated, NvccCompiler compiler) {
    this.device = device;
    this.emulated = emulated;
    this.compiler = compiler;
  }

  /** How a candidate fared on one device. */
  private record Fared(
      String verdict, String message, Optional<CandidateTiming> timing, List<Evidence> evidence) {
    static Fared of(Evaluation evaluation) {
      return new Fared(
          evaluation.verdict().toString(),
          evaluation.message(),
          evaluation.match(failed -> Optional.empty(), passed -> Optional.of(passed.timing())),
          evaluation.evidence());
    }

    static Fared of(Baseline baseline) {
      return new Fared(
          "Passed", "every gate passed", Optional.of(baseline.timing()), baseline.evidence());
    }

    static Fared ended(RuntimeException e) {
      return new Fared("Error", String.valueOf(e.getMessage()), Optional.empty(), List.of());
    }

    List<KernelProfile> profiles() {
      return timing.map(CandidateTiming::profiles).orElse(List.of());
    }

    Optional<Double> micros() {
      return timing.map(CandidateTiming::micros);
    }
  }

  /** Returns two rows: the naive kernels, and the expert's first draft. */
  public List<TaskRow> rows(Task task) {
    Candidate draft = new ExpertCoder(device.spec()).write(new Assignment.Draft(task));
    List<Fared> here = fared(task, draft, device);
    List<Fared> there = fared(task, draft, emulated);
    return List.of(
        row(task, "naive", here.get(0), there.get(0)),
        row(task, "draft", here.get(1), there.get(1)));
  }

  private List<Fared> fared(Task task, Candidate draft, Device on) {
    List<Fared> fared = new ArrayList<>();
    try (Evaluator evaluator = new Evaluator(task, on, emulated, compiler::compile, settings)) {
      EvaluationMemory memory = EvaluationMemory.ofProcess();
      Baseline baseline = evaluator.baseline(memory, EvaluationObserver.none());
      fared.add(Fared.of(baseline));
      fared.add(Fared.of(evaluator.evaluate(draft, baseline, memory, EvaluationObserver.none())));
    } catch (BaselineException | DeviceException | IllegalStateException e) {
      while (fared.size() < 2) {
        fared.add(Fared.ended(e));
      }
    }
    return fared;
  }

  private static TaskRow row(Task task, String candidate, Fared here, Fared there) {
    return new TaskRow(
        task.name(),
        candidate,
        here.verdict(),
        here.message(),
        there.verdict(),
        there.message(),
        here.micros(),
        here.timing().map(timing -> timing.measurement().micros()).orElse(List.of()),
        there.micros(),
        here.evidence().stream()
            .map(Object::toString)
            .filter(fact -> fact.contains("times") || fact.contains("clocks"))
            .toList(),
        CounterRow.of(here.profiles(), there.profiles()));
  }
}
