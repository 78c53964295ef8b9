package dev.warpsmith.cli;

import dev.warpsmith.judge.SearchObserver;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.optimizer.ModelCalls;
import dev.warpsmith.optimizer.Optimizer;
import dev.warpsmith.optimizer.Progress;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunSettings;
import dev.warpsmith.optimizer.Search;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sets up the loop of one run: its team, its folder, its device.
 *
 * @param used the settings with those that the run kept
 */
record RunLoop(Settings used, Map<String, String> environment) {
  /** Returns the loop, ready to run. */
  Optimizer optimizer(Wiring wiring, RunFolder folder, Task task, Progress progress) {
    ModelCalls calls = ModelCalls.of(folder, progress);
    Agents.Team team = team(wiring, folder, calls, progress);
    Search search = new Search(Agents.strategy(used), calls, Agents.parallel(used));
    return new Optimizer(
        folder, task, wiring.prover(), team.coder(), team.judge(), search, progress);
  }

  private Agents.Team team(Wiring wiring, RunFolder folder, ModelCalls calls, Progress progress) {
    RunSettings settings = folder.settings();
    GpuSpec gpu = wiring.device().spec();
    SearchObserver search =
        (round, done, most) -> progress.working(round, "tuning " + done + "/" + most);
    List<String> shown = KeptMetrics.names(folder);
    Supplier<Agents.Team> expert =
        () ->
            Agents.expert(
                Agents.isExpert(settings.judge()) ? settings.judge() : "expert",
                gpu,
                wiring.evaluator().model(),
                settings.seed(),
                search,
                shown);
    return Agents.withoutModels(used)
        ? expert.get()
        : new ModelTeam(used, gpu, calls, environment, shown)
            .team(settings, KeptMemory.of(folder.path()), expert);
  }
}
