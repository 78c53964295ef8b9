package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.ForeignModule;
import dev.warpsmith.kernelbench.evaluation.Warmed;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A file's {@code ModelNew} as an implementation of the task that was traced from another file's
 * {@code Model}. Its process gets the constructor's arguments, the seed of the weights and inputs;
 * it is told neither the other file nor what is expected.
 */
public final class ModelNew implements ForeignModule {
  private static final Duration CONTRACT = Duration.ofMinutes(5);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double NANOS = 1e9;

  private final ForeignPython python;
  private final WorkerSession session;
  private final TracedModel model;
  private final Path file;
  private Bindings size = Bindings.none();
  private final Map<String, Drawn> known = new HashMap<>();
  private JsonNode contract = MAPPER.createObjectNode();
  private String gpu = "";

  /**
   * @param session answers what the task's own module asks for
   * @param file with a class {@code ModelNew}
   */
  public ModelNew(ForeignPython python, WorkerSession session, TracedModel model, Path file) {
    this.python = python;
    this.session = session;
    this.model = model;
    this.file = file;
  }

  /** What the own module draws from a seed, and how it is called. */
  private record Drawn(JsonNode contract, Map<String, ElementSource> weights) {}

  private Task task() {
    return model.task();
  }

  @Override
  public String version() {
    return python.version();
  }

  @Override
  public String gpu() {
    return gpu;
  }

  @Override
  public Reply<Built> build(Bindings newSize, long seed) {
    size = newSize;
    Drawn drawn = known.computeIfAbsent(size + " " + seed, first -> own(seed));
    contract = drawn.contract();
    ObjectNode request =
        request("build")
            .put("file", copy().toString())
            .put("constructor", contract.path("constructor").asText())
            .put("seed", seed);
    long begin = System.nanoTime();
    return python
        .build(request)
        .match(
            answer -> {
              gpu = answer.path("gpu").asText();
              double seconds = (System.nanoTime() - begin) / NANOS;
              return new Reply.Done<>(built(drawn.weights(), answer.path("state"), seconds));
            },
            fault -> new Reply.Fault<>(fault.verdict(), fault.message()));
  }

  /** Draws the own module's weights, and learns how it is called. */
  private Drawn own(long seed) {
    try (WorkFolder folder = WorkFolder.create()) {
      ObjectNode question = model.at(model.file().question("contract"), size).put("seed", seed);
      ObjectNode files = question.putObject("weights");
      for (TaskInput input : task().inputs()) {
        String name = input.tensor().name();
        files.put(name, folder.path().resolve(name).toString());
      }
      JsonNode answer = model.file().answer(session, question, CONTRACT);
      Map<String, ElementSource> weights = new LinkedHashMap<>();
      for (TaskInput input : task().inputs()) {
        String name = input.tensor().name();
        if (answer.path("weights").has(name)) {
          long elements = input.tensor().elements(size);
          weights.put(
              name, ElementSource.of(TensorFile.read(folder.path().resolve(name), elements)));
        }
      }
      return new Drawn(answer, weights);
    }
  }

  /** The module's own process never learns where its file was. */
  private Path copy() {
    Path to = python.folder().resolve("candidate.py");
    try {
      return Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private Built built(Map<String, ElementSource> weights, JsonNode state, double seconds) {
    JsonNode own = contract.path("state");
    boolean loadable = !weights.isEmpty() && own.size() == state.size();
    boolean alike = own.size() == state.size();
    for (Map.Entry<String, JsonNode> entry : own.properties()) {
      JsonNode other = state.path(entry.getKey());
      JsonNode mine = entry.getValue();
      loadable &=
          other.path("shape").equals(mine.path("shape"))
              && other.path("dtype").equals(mine.path("dtype"));
      alike &= other.equals(mine);
    }
    return new Built(weights, loadable, alike, seconds);
  }

  @Override
  public Reply<Returned> call(Call call) {
    ObjectNode request = request("call").put("same", call.same());
    request.set("arguments", arguments(call.inputs()));
    request.set("weights", loaded(call.inputs(), call.loaded()));
    request.set("outputs", outputs(call.outputs()));
    ArrayNode poison = request.putArray("poison");
    for (TensorSpec output : task().outputs()) {
      poison.add(output.bytes(size));
    }
    return asked(request, answer -> returned(answer, answer.path("outputs")));
  }

  /** Returns forward's arguments, in its order. */
  private ArrayNode arguments(Map<String, Path> inputs) {
    ArrayNode arguments = MAPPER.createArrayNode();
    for (JsonNode argument : contract.path("arguments")) {
      String input = argument.path("input").asText();
      arguments.add(input.isEmpty() ? argument : tensor(input, inputs));
    }
    return arguments;
  }

  private ObjectNode loaded(Map<String, Path> inputs, boolean loads) {
    ObjectNode weights = MAPPER.createObjectNode();
    if (loads) {
      contract
          .path("weights")
          .properties()
          .forEach(entry -> weights.set(entry.getValue().asText(), tensor(entry.getKey(), inputs)));
    }
    return weights;
  }

  private ObjectNode tensor(String name, Map<String, Path> inputs) {
    TensorSpec spec =
        task().inputs().stream()
            .map(TaskInput::tensor)
            .filter(tensor -> tensor.name().equals(name))
            .findFirst()
            .orElseThrow();
    ObjectNode json = MAPPER.createObjectNode().put("file", String.valueOf(inputs.get(name)));
    json.put("dtype", spec.dtype().directiveName());
    ArrayNode shape = json.putArray("shape");
    for (long length : spec.shape(size)) {
      shape.add(length);
    }
    return json;
  }

  private ArrayNode outputs(Map<String, Path> files) {
    ArrayNode outputs = MAPPER.createArrayNode();
    task().outputs().forEach(output -> outputs.add(String.valueOf(files.get(output.name()))));
    return outputs;
  }

  private Returned returned(JsonNode answer, JsonNode outputs) {
    List<String> inputs = tensors();
    List<Result> results = new ArrayList<>();
    for (JsonNode output : outputs) {
      List<Long> shape = new ArrayList<>();
      output.path("shape").forEach(length -> shape.add(length.asLong()));
      int alias = output.path("alias").asInt(-1);
      results.add(
          new Result(
              output.path("kind").asText(),
              output.path("dtype").asText(),
              shape,
              output.path("device").asText(),
              output.path("dense").asBoolean(),
              output.path("missing").asLong(),
              alias < 0 || alias >= inputs.size() ? "" : inputs.get(alias)));
    }
    List<String> changed = new ArrayList<>();
    answer.path("changed").forEach(index -> changed.add(inputs.get(index.asInt())));
    List<String> replaced = new ArrayList<>();
    answer.path("replaced").forEach(name -> replaced.add(name.asText()));
    return new Returned(
        results,
        changed,
        answer.path("late").asBoolean(),
        answer.path("threads").asInt(),
        answer.path("children").asInt(),
        replaced);
  }

  /** Returns the names of forward's arguments that are tensors, in its order. */
  private List<String> tensors() {
    List<String> names = new ArrayList<>();
    for (JsonNode argument : contract.path("arguments")) {
      if (!argument.has("value")) {
        names.add(argument.path("input").asText("(unused)"));
      }
    }
    return names;
  }

  @Override
  public Reply<Warmed> prepare(List<Map<String, Path>> sets, boolean loaded, long l2Bytes) {
    ObjectNode request = request("prepare").put("l2", l2Bytes);
    sets.forEach(set -> request.withArray("sets").add(arguments(set)));
    request.set("weights", loaded(sets.get(0), loaded));
    return asked(
        request,
        answer ->
            new Warmed(
                answer.path("firstSeconds").asDouble(), answer.path("hostMicros").asDouble()));
  }

  @Override
  public Reply<List<Double>> sample(int samples) {
    return asked(
        request("sample").put("samples", samples),
        answer -> {
          List<Double> micros = new ArrayList<>();
          answer.path("micros").forEach(sample -> micros.add(sample.asDouble()));
          return micros;
        });
  }

  @Override
  public Reply<Double> rounds(int count) {
    long begin = System.nanoTime();
    return asked(
        request("rounds").put("count", count), answer -> (System.nanoTime() - begin) / 1e3);
  }

  @Override
  public Reply<List<Returned>> kept(List<Map<String, Path>> outputs) {
    ObjectNode request = request("kept");
    outputs.forEach(files -> request.withArray("outputs").add(outputs(files)));
    return asked(
        request,
        answer -> {
          List<Returned> all = new ArrayList<>();
          answer.path("outputs").forEach(one -> all.add(returned(answer, one)));
          return all;
        });
  }

  @Override
  public Reply<Map<String, Double>> profile() {
    return asked(
        request("profile"),
        answer -> {
          Map<String, Double> kernels = new LinkedHashMap<>();
          answer
              .path("kernels")
              .forEach(
                  kernel ->
                      kernels.put(kernel.path("name").asText(), kernel.path("micros").asDouble()));
          return kernels;
        });
  }

  private <T> Reply<T> asked(ObjectNode request, Function<JsonNode, T> reading) {
    return python
        .ask(request)
        .match(
            answer -> new Reply.Done<>(reading.apply(answer)),
            fault -> new Reply.Fault<>(fault.verdict(), fault.message()));
  }

  private static ObjectNode request(String what) {
    return MAPPER.createObjectNode().put("do", what);
  }
}
