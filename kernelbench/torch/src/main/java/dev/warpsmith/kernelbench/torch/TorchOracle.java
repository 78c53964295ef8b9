package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.OracleCase;
import dev.warpsmith.kernelbench.reference.SecondOracle;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Elements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes an operator graph with PyTorch, in float64 on the CPU. */
public final class TorchOracle implements SecondOracle {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PythonTorch python;
  private final OpGraph graph;
  private final Map<String, Double> scalars = new HashMap<>();

  /** Makes the oracle of a graph; scalars are rounded to their types. */
  public TorchOracle(PythonTorch python, OpGraph graph, List<TaskScalar> scalars) {
    this.python = python;
    this.graph = graph.pruned();
    scalars.forEach(
        scalar ->
            this.scalars.put(scalar.name(), Elements.rounded(scalar.dtype(), scalar.value())));
  }

  @Override
  public String name() {
    return python.label();
  }

  /**
   * Computes every element of every output, for all cases in one process.
   *
   * @throws TorchException if PyTorch refuses a node, fails, or takes longer than five minutes
   */
  @Override
  public List<Map<String, double[]>> evaluate(List<OracleCase> cases) {
    try (WorkFolder folder = WorkFolder.create()) {
      OracleFiles files = new OracleFiles(graph, folder.path());
      Path requests = folder.path().resolve("requests.jsonl");
      Path answers = folder.path().resolve("answers.jsonl");
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < cases.size(); i++) {
        ObjectNode request = files.request(cases.get(i), i);
        addNodes(cases.get(i), request);
        lines.add(request.toString());
      }
      Files.write(requests, lines);
      new Worker(python.executable(), folder.path())
          .run(LIMIT, List.of("evaluate", requests.toString(), answers.toString()));
      return results(cases, files, Files.readAllLines(answers));
    } catch (IOException e) {
      throw new UncheckedIOException("PyTorch's answers cannot be read: " + e.getMessage(), e);
    }
  }

  private void addNodes(OracleCase inputs, ObjectNode request) {
    GraphJson nodes = new GraphJson(inputs.size(), scalars);
    for (Node node : graph.nodes()) {
      request.withArray("nodes").add(nodes.write(node));
    }
  }

  private List<Map<String, double[]>> results(
      List<OracleCase> cases, OracleFiles files, List<String> answers) throws IOException {
    if (answers.size() != cases.size()) {
      throw new TorchException(
          name() + " answered " + answers.size() + " of " + cases.size() + " requests");
    }
    List<Map<String, double[]>> results = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      JsonNode answer = MAPPER.readTree(answers.get(i));
      if (!answer.path("ok").asBoolean()) {
        throw new TorchException(
            name() + " at " + cases.get(i).size() + ": " + answer.path("error").asText());
      }
      results.add(files.results(cases.get(i), i));
    }
    return results;
  }
}
