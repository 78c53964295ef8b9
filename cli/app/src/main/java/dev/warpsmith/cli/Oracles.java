package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.OracleAgreement;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.torch.ModuleOracle;
import dev.warpsmith.kernelbench.torch.PythonTorch;
import dev.warpsmith.kernelbench.torch.TorchOracle;
import dev.warpsmith.kernelbench.torch.WorkerSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a task's two oracles, where the settings name a Python with PyTorch. */
final class Oracles {
  private Oracles() {}

  /**
   * Returns what the comparison found; empty if there is no second oracle. That of a task that was
   * traced is the module itself.
   */
  static Optional<Evidence> compare(Settings settings, Tasks.Named named) {
    if (named.module().isEmpty() && settings.isInitial(Setting.PYTHON)) {
      return Optional.empty();
    }
    Task task = named.task();
    return Optional.of(
        task.graph()
            .map(graph -> compare(settings, named, graph))
            .orElseGet(
                () ->
                    new Evidence(
                        Gate.COMPUTES,
                        "one oracle: the task's own kernels are its meaning, so PyTorch has nothing"
                            + " to compute")));
  }

  private static Evidence compare(Settings settings, Tasks.Named named, OpGraph graph) {
    Task task = named.task();
    OracleAgreement agreement =
        new OracleAgreement(task, graph, EvaluationSettings.of(settings.integer(Setting.SEED, 0)));
    if (named.module().isEmpty()) {
      PythonTorch python = PythonTorch.probe(settings.text(Setting.PYTHON));
      return agreement.with(new TorchOracle(python, graph, task.scalars()));
    }
    try (WorkerSession session = WorkerSession.open(Tasks.python(settings))) {
      return agreement.with(new ModuleOracle(session, named.module().get(), graph));
    }
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
