package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A KernelBench file: a class {@code Model}, {@code get_inputs()} and {@code get_init_inputs()}.
 * Its code runs only in the worker's process, which ends with all it started at a time limit.
 */
public record ModelFile(Path path) {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Which lengths may be dims: all, those of which more is known, the batch, none. */
  private static final List<String> FREEDOMS = List.of("all", "multiples", "batch", "none");

  public ModelFile {
    path = path.toAbsolutePath();
  }

  /**
   * Traces the module and reads its operator graph.
   *
   * @throws SourceException if the file is no such file or computes what graphs cannot say; the
   *     message names the line and the remedy
   * @throws TorchException if Python or PyTorch is missing
   */
  public TracedModel trace(WorkerSession session) {
    return trace(session, LIMIT);
  }

  /** Where not all lengths can be dims, fewer are; the task's notes name those that are not. */
  TracedModel trace(WorkerSession session, Duration limit) {
    Optional<SourceException> first = Optional.empty();
    for (String freedom : FREEDOMS) {
      JsonNode answer = answer(session, existing("trace").put("freedom", freedom), limit);
      try {
        return read(answer);
      } catch (SourceException e) {
        first = first.or(() -> Optional.of(e));
      }
    }
    throw noTask(first.orElseThrow());
  }

  private TracedModel read(JsonNode answer) {
    String text = answer.path("text").asText();
    String name = String.valueOf(path.getFileName()).replaceAll("\\.py$", "") + ".json";
    Task task = TaskReader.parse(name, text);
    answer.path("shapes").properties().forEach(shape -> require(task, shape));
    return new TracedModel(this, text, task, answer.path("sites"));
  }

  /** A graph that we cannot read was traced all the same: the fault is not the file's. */
  private SourceException noTask(SourceException problem) {
    return new SourceException(
        SourcePosition.ofLine(path.toString(), 1),
        "PyTorch traced the module, but its graph is no task: "
            + problem.getMessage()
            + ModelFaults.fallback(path));
  }

  /** PyTorch and our own shape rules must say the same. */
  private static void require(Task task, Map.Entry<String, JsonNode> shape) {
    TensorSpec ours =
        task.outputs().stream()
            .filter(output -> output.name().equals(shape.getKey()))
            .findFirst()
            .orElseThrow();
    List<Long> theirs = new ArrayList<>();
    shape.getValue().path("shape").forEach(length -> theirs.add(length.asLong()));
    List<Long> derived = new ArrayList<>();
    for (long length : ours.shape(task.dims())) {
      derived.add(length);
    }
    String type = shape.getValue().path("type").asText();
    if (!derived.equals(theirs) || !ours.dtype().directiveName().equals(type)) {
      throw new IllegalStateException(
          "task "
              + task.name()
              + ": PyTorch's "
              + ours.name()
              + " is "
              + type
              + theirs
              + ", the graph's is "
              + ours.dtype().directiveName()
              + derived);
    }
  }

  private ObjectNode existing(String what) {
    if (!Files.isRegularFile(path)) {
      throw new SourceException(
          SourcePosition.ofLine(path.toString(), 1),
          "no such file; give the path of a KernelBench .py file");
    }
    return question(what);
  }

  /** Returns a question about the file, to which more may be added. */
  ObjectNode question(String what) {
    return MAPPER.createObjectNode().put("ask", what).put("file", path.toString());
  }

  /**
   * Asks.
   *
   * @throws SourceException if the answer is that the file is at fault
   */
  JsonNode answer(WorkerSession session, ObjectNode question, Duration limit) {
    JsonNode answer = session.ask(question, limit);
    if (!answer.path("ok").asBoolean()) {
      throw new ModelFaults(session.python(), path, limit).of(answer);
    }
    return answer;
  }
}
