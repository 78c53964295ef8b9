package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.OutsideRivals;
import dev.warpsmith.kernelbench.evaluation.Warmed;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PyTorch in a process of its own that times an operator graph, on a GPU or, for tests, on the CPU.
 * It lives until it is closed and works only when asked. TF32 is off.
 */
public final class TorchTimer implements AutoCloseable {
  /** Importing PyTorch and starting CUDA. */
  private static final Duration START = Duration.ofMinutes(2);

  /** The first call compiles, with {@link Arm#COMPILE} for minutes. */
  private static final Duration WARM = Duration.ofMinutes(4);

  private static final Duration WORK = Duration.ofMinutes(2);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final TorchProcess process;
  private final JsonNode hello;

  private TorchTimer(TorchProcess process, JsonNode hello) {
    this.process = process;
    this.hello = hello;
  }

  /** How PyTorch runs the graph. */
  public enum Arm {
    /** Operator by operator. */
    EAGER("eager", "PyTorch eager"),
    /** Through {@code torch.compile} in its default mode. */
    COMPILE("compile", "torch.compile");

    private final String word;
    private final String label;

    Arm(String word, String label) {
      this.word = word;
      this.label = label;
    }

    /** Returns the name for people, such as {@code PyTorch eager}. */
    public String label() {
      return label;
    }
  }

  /**
   * Starts PyTorch.
   *
   * @param python a Python that has PyTorch
   * @param device such as {@code cuda:0} or {@code cpu}
   * @throws TorchException if Python or PyTorch fails, or PyTorch has no such device
   */
  public static TorchTimer start(String python, String device) {
    TorchProcess process = TorchProcess.start(python, "timer.py", device);
    try {
      return new TorchTimer(process, process.answer(START));
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** Returns PyTorch's version, such as {@code 2.11.0+cu130}. */
  public String version() {
    return hello.path("torch").asText();
  }

  /** Returns the name of the GPU that it runs on; empty on the CPU. */
  public String gpu() {
    return hello.path("gpu").asText();
  }

  /** Returns what may change its times, such as {@code tf32=false}. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    hello
        .path("settings")
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    return settings;
  }

  /**
   * Loads a task's full-size inputs and makes the function that is timed.
   *
   * @param inputs files of raw little-endian elements of the inputs' types
   * @param l2Bytes of the GPU, twice which are overwritten before each sample
   * @return the function, as Python
   * @throws IllegalArgumentException if the task has no graph
   */
  public String load(Task task, Map<String, Path> inputs, long l2Bytes) {
    OpGraph graph =
        task.graph()
            .orElseThrow(() -> new IllegalArgumentException(task.name() + " has no graph"))
            .pruned();
    ObjectNode request = request("load").put("l2", l2Bytes);
    ObjectNode tensors = request.putObject("inputs");
    for (TensorSpec input : graph.inputs()) {
      ObjectNode tensor = tensors.putObject(input.name());
      tensor.put("file", String.valueOf(inputs.get(input.name())));
      tensor.put("dtype", input.dtype().directiveName());
      tensor.putArray("shape");
      for (long length : input.shape(task.dims())) {
        tensor.withArray("shape").add(length);
      }
    }
    request.putArray("nodes");
    GraphJson nodes = new GraphJson(task.dims(), scalars(task));
    for (Node node : graph.nodes()) {
      request.withArray("nodes").add(described(nodes.write(node), node, graph));
    }
    ObjectNode outputs = request.putObject("outputs");
    graph.outputs().forEach(name -> outputs.put(name, graph.spec(name).dtype().directiveName()));
    request.putArray("written");
    WrittenInTorch.of(task).forEach(request.withArray("written")::add);
    return process.ask(request.toString(), WORK).path("source").asText();
  }

  private static Map<String, Double> scalars(Task task) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    for (TaskScalar scalar : task.scalars()) {
      scalars.put(scalar.name(), Elements.rounded(scalar.dtype(), scalar.value()));
    }
    return scalars;
  }

  private static ObjectNode described(ObjectNode json, Node node, OpGraph graph) {
    json.put("dtype", node.result().dtype().directiveName());
    List<Integer> ranks = new ArrayList<>();
    for (Operand operand : node.operands()) {
      ranks.add(
          operand.match(
              value -> graph.spec(value.name()).shape().size(), scalar -> 0, constant -> 0));
    }
    // What nn.Linear computes: a matrix of weights and one row of bias.
    return json.put(
        "linear", ranks.size() == 3 && ranks.get(0) > 1 && ranks.get(1) == 2 && ranks.get(2) == 1);
  }

  /**
   * Runs an arm once, which compiles.
   *
   * @param lock what keeps others off the GPU while compiling measures kernels, if anything does
   * @throws TorchException if PyTorch cannot run the graph that way
   */
  public void begin(Arm arm, Optional<Path> lock) {
    ObjectNode request = request("begin").put("arm", arm.word);
    lock.ifPresent(file -> request.put("lock", file.toString()));
    process.ask(request.toString(), WARM);
  }

  /**
   * Runs an arm until the GPU's clock is up, at least 0.2 s after the first call.
   *
   * @throws TorchException if PyTorch cannot run the graph that way
   */
  public Warmed warm(Arm arm) {
    JsonNode answer = process.ask(request("warm").put("arm", arm.word).toString(), WARM);
    return new Warmed(answer.path("firstSeconds").asDouble(), answer.path("hostMicros").asDouble());
  }

  /** Times an arm, with a cold cache. */
  public List<Double> sample(Arm arm, int samples) {
    ObjectNode request = request("sample").put("arm", arm.word).put("samples", samples);
    List<Double> micros = new ArrayList<>();
    process
        .ask(request.toString(), WORK)
        .path("micros")
        .forEach(sample -> micros.add(sample.asDouble()));
    if (micros.size() != samples) {
      throw new TorchException(
          arm.label() + " gave " + micros.size() + " samples, expected " + samples);
    }
    return micros;
  }

  /**
   * Writes some elements of what an arm computes, raw and little-endian, of the outputs' types.
   *
   * @param outputs by name
   */
  public void pick(Arm arm, Map<String, OutsideRivals.Picked> outputs) {
    ObjectNode request = request("pick").put("arm", arm.word);
    ObjectNode named = request.putObject("outputs");
    outputs.forEach(
        (output, picked) ->
            named
                .putObject(output)
                .put("indices", picked.indices().toString())
                .put("file", picked.elements().toString()));
    process.ask(request.toString(), WORK);
  }

  private static ObjectNode request(String what) {
    return MAPPER.createObjectNode().put("do", what);
  }

  @Override
  public void close() {
    process.close();
  }
}
