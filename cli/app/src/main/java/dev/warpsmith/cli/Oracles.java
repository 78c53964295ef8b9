package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.OracleAgreement;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.torch.PythonTorch;
import dev.warpsmith.kernelbench.torch.TorchOracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a task's two oracles, where the settings name a Python with PyTorch. */
final class Oracles {
  private Oracles() {}

  /** Returns what the comparison found; empty if no Python is named. */
  static Optional<Evidence> compare(Settings settings, Task task) {
    String python = settings.text(Setting.PYTHON);
    if (python.equals(Setting.PYTHON.initial())) {
      return Optional.empty();
    }
    return Optional.of(
        task.graph()
            .map(
                graph ->
                    new OracleAgreement(
                            task, graph, EvaluationSettings.of(settings.integer(Setting.SEED, 0)))
                        .with(new TorchOracle(PythonTorch.probe(python), graph, task.scalars())))
            .orElseGet(
                () ->
                    new Evidence(
                        Gate.COMPUTES,
                        "one oracle: the task's own kernels are its meaning, so PyTorch has nothing"
                            + " to compute")));
  }

  /** Puts a fact before an evaluation's own; its last one is that of the gate that ended it. */
  static Evaluation add(Evaluation evaluation, Optional<Evidence> fact) {
    List<Evidence> all = new ArrayList<>(fact.stream().toList());
    all.addAll(evaluation.evidence());
    return evaluation.match(
        failed -> new Evaluation.Failed(failed.verdict(), failed.message(), all),
        passed -> new Evaluation.Passed(passed.message(), all, passed.timing()));
  }
}
