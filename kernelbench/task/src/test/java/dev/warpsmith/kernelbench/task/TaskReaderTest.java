package dev.warpsmith.kernelbench.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskReaderTest {
  private static final String SOFTMAX =
      """
      // @task   softmax "Row-wise softmax"
      // @dim    rows = 4096, cols = 16384
      // @size   check: rows = 7, cols = 1000
      // @input  x: f32[rows, cols] ~ uniform(-1, 1)
      // @output y: f32[rows, cols]
      // @tolerance atol = 1e-4, rtol = 1e-4
      // @tune   BLOCK = 64 | 128 | 256
      // @scratch rowMax: f32[rows]
      // @launch softmax_rows<<<(rows), (BLOCK), 4 * BLOCK>>>(x, y, rows, cols)
      extern "C" __global__ void softmax_rows(const float* x, float* y, int rows, int cols) { }
      """;

  private static final String SWISH_GATE =
      """
      { "name": "swish_gate", "dims": {"n": 1024, "d": 4096}, "check": {"n": 3, "d": 130},
        "inputs": {"x": "f32[n, d] ~ normal(0, 1)", "g": "f32[n, d] ~ uniform(0, 1)"},
        "graph": ["s = sigmoid(x)", "h = mul(x, s)", "y = mul(h, g)"], "outputs": ["y"] }
      """;

  @TempDir Path folder;

  private Task read(String name, String text) {
    try {
      return TaskReader.read(Files.writeString(folder.resolve(name), text).toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readsAnAnnotatedFileAsAWholeTask() {
    Task task = read("kernel.cu", SOFTMAX);

    assertThat(task.name()).isEqualTo("softmax");
    assertThat(task.description()).isEqualTo("Row-wise softmax");
    assertThat(task.dims()).hasToString("cols = 16384, rows = 4096");
    assertThat(task.checkSizes()).hasToString("[cols = 1000, rows = 7]");
    assertThat(task.inputs().get(0).distribution()).isEqualTo(Distribution.uniform(-1, 1));
    assertThat(task.outputs()).hasToString("[y: f32[rows, cols]]");
    assertThat(task.tolerance()).isEqualTo(new Tolerance(1e-4, 1e-4));
    assertThat(task.notes()).isEmpty();
    assertThat(task.graph()).isEmpty();
    assertThat(task.kernels().orElseThrow().tunables()).hasToString("BLOCK = 64");
    assertThat(task.reference()).isEqualTo(new Reference.Kernels(task.kernels().orElseThrow()));
  }

  @Test
  void readsAnOperatorGraph() {
    Task task = read("gate.json", SWISH_GATE);

    assertThat(task.name()).isEqualTo("swish_gate");
    assertThat(task.graph().orElseThrow())
        .hasToString("s = sigmoid(x)\nh = mul(x, s)\ny = mul(h, g)");
    assertThat(task.outputs()).hasToString("[y: f32[n, d]]");
    assertThat(task.checkSizes()).hasToString("[d = 130, n = 3]");
    assertThat(task.kernels()).isEmpty();
    assertThat(task.notes()).containsExactly("no tolerance given: atol = 1.0E-4, rtol = 1.0E-4");
  }

  @Test
  void widensTheDefaultToleranceWithTheRootOfTheLongestSum() {
    String columnSum =
        """
        { "name": "column_sum", "dims": {"n": 10000, "d": 4}, "check": {"n": 3, "d": 5},
          "inputs": {"x": "f32[n, d]"}, "graph": ["y = %s(x, dim=0)"], "outputs": ["y"] }
        """;

    assertThat(read("sum.json", String.format(columnSum, "sum")).tolerance())
        .isEqualTo(new Tolerance(1e-2, 1e-4));
    assertThat(read("mean.json", String.format(columnSum, "mean")).tolerance())
        .isEqualTo(new Tolerance(1e-4, 1e-4));
  }

  @Test
  void drawsIntegersBelowADim() {
    String text =
        """
        { "name": "pick", "dims": {"rows": 1024, "classes": 4096},
          "check": {"rows": 3, "classes": 130},
          "inputs": {"x": "f32[rows, classes] ~ normal(0, 1)",
                     "t": "i64[rows] ~ randint(0, classes - 1)"},
          "graph": ["y = gather(x, t, dim=1)"], "outputs": ["y"] }
        """;

    Distribution target = read("pick.json", text).inputs().get(1).distribution();

    assertThat(target).hasToString("integers(0.0, classes - 1)");
    assertThat(target.at(Bindings.of(Map.of("classes", 10L))))
        .isEqualTo(Distribution.integers(0, 9));
    assertThatThrownBy(() -> read("pick.json", text.replace("classes - 1", "classs")))
        .hasMessageStartingWith("pick.json:4:")
        .hasMessageContaining("integers(0.0, classs) uses dim 'classs', which is not declared");
    assertThatThrownBy(() -> read("pick.json", text.replace("130", "1")))
        .hasMessageContaining("input t: i64[rows] at classes = 1, rows = 3: integers(0.0, 0.0):");
  }

  @Test
  void readsDistributionsWithStructures() {
    String text =
        """
        { "name": "both", "dims": {"n": 64, "m": 64}, "check": {"n": 5, "m": 7},
          "inputs": {"x": "f32[n, m] ~ softmax(scaled(uniform(0, 2)))",
                     "t": "f32[n] ~ either(-1, 1)"},
          "graph": ["y = relu(x)", "z = relu(t)"], "outputs": ["y", "z"] }
        """;
    List<TaskInput> inputs = read("both.json", text).inputs();

    assertThat(inputs.get(0).distribution())
        .isEqualTo(
            Distribution.uniform(0, 2)
                .with(Distribution.Structure.SCALED)
                .with(Distribution.Structure.SOFTMAX))
        .hasToString("softmax(scaled(uniform(0.0, 2.0)))");
    assertThat(inputs.get(1).distribution()).isEqualTo(Distribution.either(-1, 1));
    assertThatThrownBy(() -> read("both.json", text.replace("softmax", "symmetric")))
        .hasMessageContaining("input x: f32[n, m] at m = 7, n = 5: symmetric(scaled(")
        .hasMessageContaining("expected the last two dims to be equal");
    assertThatThrownBy(() -> read("both.json", text.replace("either(-1, 1)", "triu(normal(0, 1))")))
        .hasMessageContaining("is of matrices: expected 2 dims or more");
  }

  @Test
  void takesTheMeaningFromGraphLinesAndKeepsTheKernels() {
    String text =
        SOFTMAX.replace("// @tolerance", "// @graph  y = softmax(x, dim=-1)\n// @tolerance");

    Task task = read("kernel.cu", text);

    assertThat(task.graph().orElseThrow()).hasToString("y = softmax(x, dim=1)");
    assertThat(task.kernels()).isPresent();
  }

  @Test
  void readsInoutScalarsAndSaysWhatItAssumed() {
    Task task =
        read(
            "saxpy.cu",
            """
            // @dim n = 1048576
            // @input x: f32[n]
            // @inout y: f32[n] ~ constant(2)
            // @scalar alpha: f32 = 0.5
            // @launch saxpy<<<(ceildiv(n, 256)), (256)>>>(x, y, alpha, n)
            extern "C" __global__ void saxpy(const float* x, float* y, float alpha, int n) { }
            """);

    assertThat(task.name()).isEqualTo("saxpy");
    assertThat(task.inputs()).extracting(TaskInput::updated).containsExactly(false, true);
    assertThat(task.outputs()).hasToString("[y: f32[n]]");
    assertThat(task.scalars()).hasToString("[TaskScalar[name=alpha, dtype=F32, value=0.5]]");
    assertThat(task.checkSizes()).hasToString("[n = 1003, n = 1, n = 64]");
    assertThat(task.notes())
        .containsExactly(
            "input x names no distribution: drawn from normal(0.0, 1.0)",
            "no check size given: checked at n = 1003; n = 1; n = 64",
            "no tolerance given: atol = 1.0E-4, rtol = 1.0E-4");
  }

  @Test
  void givesEveryBuiltInTaskSmallAndFullSizes() {
    assertThat(BuiltInTasks.all())
        .extracting(BuiltInTasks.Entry::name)
        .containsExactly(
            "argmax",
            "column_sum",
            "cross_entropy",
            "cumsum",
            "gelu",
            "layer_norm",
            "matmul",
            "rms_norm",
            "row_sum",
            "softmax",
            "transpose",
            "vector_add");
    for (BuiltInTasks.Entry entry : BuiltInTasks.all()) {
      Task task = TaskReader.read(entry.name());
      long bytes =
          task.inputs().stream().mapToLong(i -> i.tensor().bytes(task.dims())).sum()
              + task.outputs().stream().mapToLong(o -> o.bytes(task.dims())).sum();

      assertThat(entry.description()).isNotBlank();
      assertThat(task.notes()).isEmpty();
      assertThat(bytes).isBetween(128L << 20, 513L << 20);
      assertThat(task.checkSizes().stream().flatMap(s -> s.asMap().values().stream()))
          .contains(1L)
          .allMatch(length -> length < 4096);
    }
  }

  @Test
  void derivesSmallOddCheckSizesThatFitEveryShape() {
    Bindings dims = Bindings.of(Map.of("n", 4096L, "k", 3L));

    assertThat(CheckSizes.derive(dims, List.of(), size -> true).stream().map(Bindings::toString))
        .containsExactly("k = 3, n = 131", "k = 1, n = 131", "k = 3, n = 1", "k = 3, n = 64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "softmx | unknown task 'softmx'; did you mean 'softmax'? (built in: argmax, column_sum,"
            + " cross_entropy, cumsum, gelu, layer_norm, matmul, rms_norm, row_sum, softmax,"
            + " transpose, vector_add; or give an annotated .cu file or an operator graph .json"
            + " file)",
        "zzz | unknown task 'zzz' (built in: argmax, ",
        "23_Softmax.py | task '23_Softmax.py' is a PyTorch module, which must be traced",
        "kernelbench/3/5 | task 'kernelbench/3/5' is not built in; give the problem's file",
      })
  void suggestsATaskForAnUnknownName(String argument, String message) {
    assertThatThrownBy(() -> TaskReader.read(argument))
        .isInstanceOf(UnknownTaskException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rows = 4096 | row = 4096 | kernel.cu:3:12: a check size gives dim 'rows', which is not"
            + " declared (declared: cols, row); did you mean 'row'?",
        "x: f32[rows | x: f32[row | kernel.cu:4:12: x: f32[row, cols] uses dim 'row', which is not"
            + " declared (declared: cols, rows); did you mean 'rows'?",
        "uniform(-1 | unifrm(-1 | kernel.cu:4:33: unknown distribution 'unifrm'; did you mean"
            + " 'uniform'? (expected uniform(-1, 1), normal(0, 1), integers(0, 10), either(-1, 1)"
            + " or constant(1), or one of them within triu, tril, symmetric, scaled or softmax)",
        "uniform(-1, 1) | uniform(1, -1) | kernel.cu:4:33: uniform(1.0, -1.0): expected the low"
            + " bound first",
        "y: f32[rows | x: f32[rows | kernel.cu:5:12: 'x' is declared twice, first in line 4; rename"
            + " one",
        "// @output y: f32[rows, cols] | // | kernel.cu:1: the task has no output; declare one,"
            + " such as y: f32[n]",
        "check: | chek: | kernel.cu:3:12: unknown size 'chek', expected 'check', as in @size check:"
            + " n = 7 (the full size is given by @dim)",
        "rtol | rtl | kernel.cu:6:28: unknown tolerance 'rtl'; did you mean 'rtol'? (expected atol"
            + " = 1e-4, rtol = 1e-4)",
        "cols = 16384 | cols = 0 | kernel.cu:2:32: dim cols is 0, expected 1 or more",
        "x: f32[rows | x: f32[0, rows | kernel.cu:1: x: f32[0, rows, cols] has a dim of 0 at cols ="
            + " 16384, rows = 4096, expected 1 or more",
        "x: f32[rows | x: f32[rows - 7 | kernel.cu:1: x: f32[rows - 7, cols] has a dim of 0 at cols"
            + " = 1000, rows = 7, expected 1 or more",
        "cols = 1000 | cols = 0 | kernel.cu:3:36: dim cols is 0, expected 1 or more",
        "softmax \"Row | soft/max \"Row | kernel.cu:1:12: task name 'soft/max' cannot be a folder's"
            + " name; use letters, digits, '_', '-' and '.', beginning with a letter or digit",
        "// @tune | // @tunes | kernel.cu:7:4: unknown directive @tunes",
        "// @tolerance | // @graph  y = sofmax(x)\\n"
            + "// @tolerance | kernel.cu:6:16: unknown operator 'sofmax'; did you mean 'softmax'?",
        "// @tolerance | // @graph  y = sum(x)\\n// @tolerance | kernel.cu:5:12: the output is"
            + " declared as y: f32[rows, cols], but the graph computes y: f32[]; write both alike",
      })
  void locatesErrorsOfAnnotatedFiles(String found, String broken, String message) {
    String text =
        SOFTMAX.replaceFirst(java.util.regex.Pattern.quote(found), broken.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(SOFTMAX);

    assertThatThrownBy(() -> read("kernel.cu", text))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"outputs\" | \"output\" | gate.json:3:66: a task has no field \"output\" (fields: name,"
            + " description, dims, check, inputs, scalars, graph, outputs, tolerance, fastMath,"
            + " source, notes); did you mean 'outputs'?",
        "mul(x, s) | mul(x, z) | gate.json:3:43: unknown value 'z' (defined before this line: x,"
            + " g, s)",
        "f32[n, d] ~ normal | f3[n, d] ~ normal | gate.json:2:20: unknown type 'f3' (expected one"
            + " of: f64, f32, f16, bf16, i64, i32, i16, i8, u8, bool); did you mean 'f32'?",
        "f32[n, d] ~ normal | f32[n, k] ~ normal | gate.json:2:19: x: f32[n, k] uses dim 'k',"
            + " which is not declared (declared: d, n)",
        "\"n\": 1024 | \"n\": 0 | gate.json:1:39: dim n is 0, expected an integer of 1 or more",
        "\"d\": 130 | \"d\": -1 | gate.json:1:80: dim d is -1, expected an integer of 1 or more",
        "\"n\": 1024 | \"n\": 0.5 | gate.json:1:39: dim n is 0.5, expected an integer of 1 or more",
        "\"y\"] | \"z\"] | gate.json:3:79: output 'z' is not computed by any line of the graph"
            + " (computed: s, h, y)",
        "\"graph\": | \"graph\" | gate.json:3:11: not JSON: ",
        "\"graph\": [ | \"graph\": 1, \"scalars\": [ | gate.json:3:26: scalars is a list, expected"
            + " an {object}",
        "\"d\": 130 | \"e\": 130 | gate.json:1:66: a check size gives dim 'e', which is not"
            + " declared (declared: d, n)",
      })
  void locatesErrorsOfOperatorGraphs(String found, String broken, String message) {
    String text = SWISH_GATE.replaceFirst(java.util.regex.Pattern.quote(found), broken);
    assertThat(text).isNotEqualTo(SWISH_GATE);

    assertThatThrownBy(() -> read("gate.json", text))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void namesAMissingFile() {
    String missing = folder.resolve("missing.json").toString();
    assertThatThrownBy(() -> TaskReader.read(missing))
        .hasMessage(missing + ":1: no such file; give the path of an operator graph .json file");
  }

  @Test
  void fillsInDimsThatACheckSizeLeavesOut() {
    Task task = read("gate.json", SWISH_GATE.replace(", \"d\": 130", ""));
    assertThat(task.checkSizes().stream().map(Bindings::toString).collect(Collectors.joining()))
        .isEqualTo("d = 67, n = 3");
    assertThat(task.notes())
        .contains("check size n = 3 names not every dim: checked at d = 67, n = 3");
  }
}
