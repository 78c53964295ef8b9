package dev.warpsmith.kernelbench.torch;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.InputGenerator;
import dev.warpsmith.kernelbench.reference.OracleCase;
import dev.warpsmith.kernelbench.reference.OracleDifference;
import dev.warpsmith.kernelbench.reference.ReferenceInterpreter;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernelbench.torch.ProblemResult.Outcome;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.SourceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Compares our reading of a problem with PyTorch's own: the graph's outputs with the module's at
 * check sizes, and what inputs and weights are drawn from with what PyTorch draws.
 *
 * @param traced is given each task that was traced, with its text
 */
public record ProblemCheck(BiConsumer<Problem, TracedModel> traced) {
  /** Far above what float64 arithmetic is off by, far below any other meaning. */
  private static final double BOUND = 1e-9;

  /** Checks one problem. Faults of the file are results; those of Python are thrown. */
  public ProblemResult check(WorkerSession session, Problem problem) {
    long begin = System.nanoTime();
    TracedModel model;
    try {
      model = new ModelFile(problem.file()).trace(session);
    } catch (SourceException e) {
      return result(problem, Outcome.NOT_READ, e.problem(), List.of(), List.of(), begin);
    }
    traced.accept(problem, model);
    Task task = model.task();
    OracleDifference worst = worst(session, model);
    Optional<String> drawn = drawn(model.statistics(session), task);
    Outcome outcome =
        worst.relative() > BOUND
            ? Outcome.DISAGREES
            : drawn.isPresent() ? Outcome.DRAWN_OTHERWISE : Outcome.AGREES;
    String difference =
        String.format(Locale.ROOT, "largest difference %.1e", worst.relative())
            + (worst.relative() > BOUND ? ": " + worst : "");
    return result(
        problem,
        outcome,
        drawn.map(text -> text + "; " + difference).orElse(difference),
        task.checkSizes().stream().map(Bindings::toString).toList(),
        task.notes().stream().filter(note -> !note.startsWith("no ")).toList(),
        begin);
  }

  private static ProblemResult result(
      Problem problem,
      Outcome outcome,
      String detail,
      List<String> sizes,
      List<String> statements,
      long begin) {
    double seconds = (System.nanoTime() - begin) * 1e-9;
    return new ProblemResult(problem, outcome, detail, sizes, statements, seconds);
  }

  private static OracleDifference worst(WorkerSession session, TracedModel model) {
    Task task = model.task();
    OpGraph graph = task.graph().orElseThrow();
    List<OracleCase> cases = new ArrayList<>();
    task.checkSizes().forEach(size -> cases.add(inputs(task, size)));
    List<Map<String, double[]>> theirs = new ModuleOracle(session, model, graph).evaluate(cases);
    ReferenceInterpreter interpreter = ReferenceInterpreter.of(graph, task.scalars());
    OracleDifference worst = new OracleDifference("", 0, 0, 0, 0);
    for (int i = 0; i < cases.size(); i++) {
      OracleDifference here =
          OracleDifference.largest(
              interpreter.evaluate(cases.get(i).size(), cases.get(i).inputs()), theirs.get(i));
      worst = here.relative() > worst.relative() ? here : worst;
    }
    return worst;
  }

  private static OracleCase inputs(Task task, Bindings size) {
    Map<String, ElementSource> inputs = new HashMap<>();
    for (TaskInput input : task.inputs()) {
      long seed = inputs.size() + 1L;
      inputs.put(
          input.tensor().name(),
          InputGenerator.of(input.tensor(), input.distribution(), size, seed));
    }
    return new OracleCase(size, inputs);
  }

  private static Optional<String> drawn(Map<String, DrawStatistics> seen, Task task) {
    return task.inputs().stream()
        .flatMap(input -> difference(seen, task, input).stream())
        .findFirst();
  }

  private static Optional<String> difference(
      Map<String, DrawStatistics> seen, Task task, TaskInput input) {
    String name = input.tensor().name();
    return Optional.ofNullable(seen.get(name))
        .map(statistics -> statistics.against(input, seenAt(statistics, task, input)))
        .orElseGet(() -> Optional.of("PyTorch draws no such tensor"))
        .map(problem -> name + ": " + problem);
  }

  /** Weights are seen at their full size. */
  private static Bindings seenAt(DrawStatistics seen, Task task, TaskInput input) {
    Bindings small = task.checkSizes().get(0);
    return input.tensor().elements(small) == seen.count() ? small : task.dims();
  }
}
