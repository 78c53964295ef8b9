package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.OracleCase;
import dev.warpsmith.kernelbench.reference.SecondOracle;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Elements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Computes a task's outputs with the PyTorch module that it was traced from, in float64 on the CPU:
 * the module is built at the task's size, and gets the task's weights. It shares neither the
 * interpreter's code nor the trace with the graph.
 */
public final class ModuleOracle implements SecondOracle {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final WorkerSession session;
  private final TracedModel model;
  private final OpGraph graph;
  private final String types;

  /**
   * Makes the oracle of a file's module.
   *
   * @param graph the traced task's
   */
  public ModuleOracle(WorkerSession session, TracedModel model, OpGraph graph) {
    this(session, model, graph, "f64");
  }

  private ModuleOracle(WorkerSession session, TracedModel model, OpGraph graph, String types) {
    this.session = session;
    this.model = model;
    this.graph = graph;
    this.types = types;
  }

  /** Returns what the module computes in its own types, to see what that is off by. */
  public ModuleOracle inOwnTypes() {
    return new ModuleOracle(session, model, graph, "own");
  }

  @Override
  public String name() {
    return "the module in " + model.file().path().getFileName() + " with " + session.label();
  }

  /**
   * Computes every element of every output.
   *
   * @throws dev.warpsmith.kernels.SourceException if the module fails or computes for more than
   *     five minutes
   */
  @Override
  public List<Map<String, double[]>> evaluate(List<OracleCase> cases) {
    try (WorkFolder folder = WorkFolder.create()) {
      OracleFiles files = new OracleFiles(graph, folder.path());
      List<Map<String, double[]>> results = new ArrayList<>();
      for (int i = 0; i < cases.size(); i++) {
        OracleCase inputs = cases.get(i);
        ObjectNode question = model.at(model.file().question("module"), inputs.size());
        question.setAll(files.request(inputs, i));
        question.put("types", types);
        addNumbers(question);
        model.file().answer(session, question, LIMIT);
        results.add(files.results(inputs, i));
      }
      return results;
    }
  }

  private void addNumbers(ObjectNode question) {
    ObjectNode numbers = question.putObject("numbers");
    for (TaskScalar scalar : model.task().scalars()) {
      numbers.put(scalar.name(), Elements.rounded(scalar.dtype(), scalar.value()));
    }
  }
}
