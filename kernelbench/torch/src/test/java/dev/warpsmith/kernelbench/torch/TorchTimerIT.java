package dev.warpsmith.kernelbench.torch;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernelbench.evaluation.OutsideRivals;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.InputGenerator;
import dev.warpsmith.kernelbench.reference.ReferenceInterpreter;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernelbench.torch.TorchTimer.Arm;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch on the CPU: what it runs is the graph, in the task's own types. */
class TorchTimerIT {
  @TempDir Path folder;

  @BeforeAll
  static void needsPyTorch() {
    Pythons.require();
  }

  private static TorchTimer start() {
    return TorchTimer.start(Pythons.require().executable(), "cpu");
  }

  private Map<String, Path> inputs(Task task) throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    for (TaskInput input : task.inputs()) {
      TensorSpec tensor = input.tensor();
      int count = Math.toIntExact(tensor.elements(task.dims()));
      ByteBuffer bytes =
          ByteBuffer.allocate(count * tensor.dtype().bytes()).order(ByteOrder.LITTLE_ENDIAN);
      generator(task, input).fill(0, bytes);
      files.put(tensor.name(), Files.write(folder.resolve("in-" + tensor.name()), bytes.array()));
    }
    return files;
  }

  private static InputGenerator generator(Task task, TaskInput input) {
    return InputGenerator.of(input.tensor(), input.distribution().at(task.dims()), 5);
  }

  /** Picks every element, the last one first. */
  private Map<String, OutsideRivals.Picked> outputs(Task task) throws IOException {
    Map<String, OutsideRivals.Picked> files = new LinkedHashMap<>();
    for (TensorSpec output : task.outputs()) {
      int count = Math.toIntExact(output.elements(task.dims()));
      ByteBuffer indices = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        indices.putLong(count - 1L - i);
      }
      Path wanted = folder.resolve("indices-" + output.name());
      Files.write(wanted, indices.array());
      files.put(
          output.name(), new OutsideRivals.Picked(wanted, folder.resolve("out-" + output.name())));
    }
    return files;
  }

  /** Compares what an arm computes with the float64 reference. */
  private void rightWith(TorchTimer torch, Task task, Arm arm) throws IOException {
    Map<String, ElementSource> sources = new HashMap<>();
    task.inputs().forEach(in -> sources.put(in.tensor().name(), generator(task, in)));
    OpGraph graph = task.graph().orElseThrow();
    Map<String, double[]> expected =
        ReferenceInterpreter.of(graph, task.scalars()).evaluate(task.dims(), sources);
    torch.pick(arm, outputs(task));
    for (TensorSpec output : task.outputs()) {
      ByteBuffer got =
          ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out-" + output.name())))
              .order(ByteOrder.LITTLE_ENDIAN);
      double[] wanted = expected.getOrDefault(output.name(), new double[0]);
      assertThat(got.capacity()).isEqualTo(wanted.length * output.dtype().bytes());
      for (int i = 0; i < wanted.length; i++) {
        double value = Elements.get(output.dtype(), got, wanted.length - 1 - i);
        double allowed = 1e-4 + 1e-4 * Math.abs(wanted[i]);
        assertThat(Math.abs(value - wanted[i]))
            .as("%s %s[%d]", task.name(), output.name(), i)
            .isLessThanOrEqualTo(allowed);
      }
    }
  }

  @Test
  void computesEveryBuiltInTask() throws IOException {
    try (TorchTimer torch = start()) {
      for (BuiltInTasks.Entry entry : BuiltInTasks.all()) {
        Task task = TaskReader.read(entry.name());
        Bindings small = task.checkSizes().get(0);
        Task sized = task.withDims(small);
        assertThat(torch.load(sized, inputs(sized), 1)).startsWith("def graph(");
        assertThat(torch.warm(Arm.EAGER).firstSeconds()).isPositive();
        rightWith(torch, sized, Arm.EAGER);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c = conv2d(x, k, stride=2, padding=1); p = max_pool2d(c, kernel_size=2); y = flatten(p)",
        "c = conv_transpose2d(x, t, stride=2, output_padding=1); y = avg_pool2d(c, kernel_size=3)",
        "g = group_norm(x, w, b, num_groups=2); y = adaptive_avg_pool2d(g, output_size=2)",
        "h = batch_norm(x, w, b); i = instance_norm(h); y = hardswish(i)",
        "l = layer_norm(x, normalized_shape=[6, 6]); y = rms_norm(l, normalized_shape=[6, 6])",
        "y = scaled_dot_product_attention(x, x, x, is_causal=true)",
        "d = mse_loss(x, z); e = smooth_l1_loss(x, z, beta=0.5); y = add(d, e)",
        "y = triplet_margin_loss(m, n, o, margin=0.5)",
        "s = cosine_similarity(m, n, dim=1); y = norm(s, p=2)",
        "f = flip(m, dims=1); j = narrow(f, dim=1, start=1, length=3); s = select(n, dim=1, index=2);"
            + " u = triu(m); c = cat(f, u, dim=0); q = sum(c); r = sum(j); v = sum(s);"
            + " y = add(add(q, r), v)",
        "d = dropout(m); f = full_like(m, fill_value=2); y = mul(d, f)",
      })
  void computesOperatorsThatKernelBenchNeeds(String graph) throws IOException {
    Task task =
        TaskReader.read(Files.writeString(folder.resolve("t.json"), task(graph)).toString());
    Task small = task.withDims(task.checkSizes().get(0));
    try (TorchTimer torch = start()) {
      torch.load(small, inputs(small), 1);
      rightWith(torch, small, Arm.EAGER);
    }
  }

  private static String task(String graph) {
    String steps =
        Arrays.stream(graph.split("; ")).map(step -> '"' + step + '"').collect(joining(", "));
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("x", "f32[b, 4, 6, 6]");
    inputs.put("z", "f32[b, 4, 6, 6]");
    inputs.put("k", "f32[3, 4, 3, 3]");
    inputs.put("t", "f32[4, 3, 3, 3]");
    inputs.put("w", "f32[4]");
    inputs.put("b_", "f32[4]");
    inputs.put("m", "f32[5, 5]");
    inputs.put("n", "f32[5, 5]");
    inputs.put("o", "f32[5, 5]");
    String used =
        inputs.entrySet().stream()
            .filter(in -> graph.matches(".*\\b" + in.getKey().replace("_", "") + "[,)].*"))
            .map(
                in ->
                    "\"%s\": \"%s ~ uniform(-1, 1)\""
                        .formatted(
                            in.getKey().replace("_", ""), in.getValue().replace("[b,", "[a,")))
            .collect(joining(", "));
    return """
        {"name": "t", "dims": {"a": 4}, "check": {"a": 2}, "inputs": {%s}, "graph": [%s], "outputs": ["y"]}
        """
        .formatted(used, steps);
  }

  @Test
  void writesWhatAPersonWouldWrite() throws IOException {
    try (TorchTimer torch = start()) {
      Task norm = TaskReader.read("layer_norm");
      Task small = norm.withDims(norm.checkSizes().get(0));
      assertThat(torch.load(small, inputs(small), 1)).contains("F.layer_norm(x, x.shape[-1:]");
      Task odd = TaskReader.parse("odd.json", ODD);
      assertThat(torch.load(odd, inputs(odd), 1))
          .contains("v_big = v_x > 0.5", "torch.where(v_big, ", "torch.clamp(v_chosen, min=-0.25)")
          .contains(".clone(memory_format=torch.contiguous_format)")
          .contains("F.linear(v_low, v_w, v_b)");
      rightWith(torch, odd, Arm.EAGER);
    }
  }

  private static final String ODD =
      """
      { "name": "odd", "dims": {"n": 6, "d": 5, "m": 4}, "check": {"n": 3, "d": 5, "m": 4},
        "inputs": {"x": "f32[n, d] ~ normal(0, 1)", "w": "f32[m, d] ~ normal(0, 1)",
                   "b": "f32[m] ~ normal(0, 1)"},
        "graph": ["big = gt(x, 0.5)", "chosen = where(big, mul(x, 2), neg(x))",
                  "low = maximum(chosen, -0.25)", "product = linear(low, w, b)",
                  "y = transpose(product, dim0=0, dim1=1)", "z = argmax(product, dim=1)"],
        "outputs": ["y", "z"] }
      """;

  @Test
  void timesOnTheProcessorAndSaysSo() throws IOException {
    Task task = TaskReader.read("gelu");
    Task small = task.withDims(task.checkSizes().get(0));
    try (TorchTimer torch = start()) {
      assertThat(torch.version()).isNotEmpty();
      assertThat(torch.gpu()).as("no GPU: its times are compared with nothing").isEmpty();
      assertThat(torch.settings()).containsEntry("tf32", "false");
      torch.load(small, inputs(small), 1);
      torch.warm(Arm.EAGER);
      assertThat(torch.sample(Arm.EAGER, 7)).hasSize(7).allMatch(micros -> micros > 0);
    }
  }

  @Test
  void compilesWhereOthersAreTimed() throws IOException {
    Task task = TaskReader.read("gelu");
    Task small = task.withDims(task.checkSizes().get(0));
    Path lock = Files.createFile(folder.resolve("lock"));
    try (TorchTimer torch = start()) {
      torch.load(small, inputs(small), 1);
      for (Arm arm : Arm.values()) {
        torch.begin(arm, Optional.of(lock));
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE)) {
          assertThat(file.tryLock()).as("free after the first call").isNotNull();
        }
        assertThat(torch.warm(arm).firstSeconds()).isPositive();
        assertThat(torch.sample(arm, 3)).hasSize(3);
        rightWith(torch, small, arm);
      }
    }
  }

  @Test
  void saysWhatPyTorchCannotDo() {
    assertThatThrownBy(() -> TorchTimer.start(Pythons.require().executable(), "cuda:77"))
        .isInstanceOf(TorchException.class)
        .hasMessageStartingWith("PyTorch: ");
    assertThatThrownBy(() -> TorchTimer.start("/no/python", "cpu"))
        .hasMessageContaining("cannot be started")
        .hasMessageContaining("give the path of a Python that has PyTorch");
  }
}
