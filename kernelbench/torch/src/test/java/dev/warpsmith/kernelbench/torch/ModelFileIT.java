package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.SourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces modules written for it, with PyTorch. */
class ModelFileIT {
  private static final String HEAD =
      """
      import torch
      import torch.nn as nn
      import torch.nn.functional as F
      """;

  @TempDir static Path folder = Path.of("unset");
  @RegisterExtension static final TorchSession SESSION = new TorchSession();

  private static ModelFile file(String text) {
    try {
      Path path = Files.createTempFile(folder, "model", ".py");
      return new ModelFile(Files.writeString(path, HEAD + text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file whose model has no weights, built without arguments. */
  private static ModelFile file(String forward, String lengths, String inputs) {
    return file(
        """
        class Model(nn.Module):
            def forward(self, x, z=None):
                %s
        %s
        def get_inputs():
            return %s
        def get_init_inputs():
            return []
        """
            .formatted(forward.replace("\n", "\n        "), lengths, inputs));
  }

  private static Task task(ModelFile file) {
    return file.trace(SESSION.get()).task();
  }

  /** The outcome of the whole comparison: outputs at check sizes, and what is drawn. */
  private static ProblemResult checked(ModelFile file) {
    return new ProblemCheck((problem, model) -> {})
        .check(SESSION.get(), new Problem(1, 1, file.path()));
  }

  private static void agrees(ModelFile file) {
    ProblemResult result = checked(file);
    assertThat(result.outcome()).as(result.detail()).isEqualTo(ProblemResult.Outcome.AGREES);
  }

  @Test
  void namesDimsAsTheFileDoesAndMakesSmallSizes() {
    Task task =
        task(
            file(
                "return torch.softmax(x, dim=1)",
                "rows, cols = 64, 4096",
                "[torch.rand(rows, cols)]"));
    assertThat(task.dims()).hasToString("cols = 4096, rows = 64");
    assertThat(task.inputs().get(0).tensor()).hasToString("x: f32[rows, cols]");
    assertThat(task.checkSizes())
        .hasSizeGreaterThan(1)
        .allMatch(size -> size.find("cols").orElseThrow() < 300);
  }

  @Test
  void keepsTheFilesHashWithTheTask() {
    ModelFile one = file("return torch.relu(x)", "n = 4096", "[torch.rand(n)]");
    ModelFile other = file("return torch.relu(x) # as one", "n = 4096", "[torch.rand(n)]");
    assertThat(one.trace(SESSION.get()).text())
        .contains("\"sha256\": \"")
        .contains("\"torch\": \"");
    assertThat(one.trace(SESSION.get()).text()).isEqualTo(one.trace(SESSION.get()).text());
    assertThat(hash(one)).isNotEqualTo(hash(other));
  }

  private static String hash(ModelFile file) {
    return file.trace(SESSION.get()).text().replaceAll("(?s).*\"sha256\": \"([0-9a-f]+)\".*", "$1");
  }

  @Test
  void weightsBecomeInputsDrawnAsPyTorchDrawsThem() {
    ModelFile file =
        file(
            """
            class Model(nn.Module):
                def __init__(self, wide, narrow, scale):
                    super().__init__()
                    self.first = nn.Linear(wide, narrow)
                    self.scale = nn.Parameter(torch.randn(narrow))
                    self.shift = nn.Parameter(torch.tensor(0.5))
                    self.unused = nn.Parameter(torch.ones(3))
                    self.factor = scale
                def forward(self, x):
                    return self.first(x) * self.scale * self.factor + self.shift
            batch, wide, narrow = 128, 256, 64
            def get_inputs():
                return [torch.randn(batch, wide)]
            def get_init_inputs():
                return [wide, narrow, 3.0]
            """);
    assertThat(task(file).inputs())
        .extracting(input -> input.tensor() + " ~ " + input.distribution())
        .containsExactly(
            "x: f32[batch, wide] ~ normal(0.0, 1.0)",
            "scale: f32[narrow] ~ normal(0.0, 1.0)",
            "shift: f32[] ~ constant(0.5)",
            "first_weight: f32[narrow, wide] ~ uniform(-0.0625, 0.0625)",
            "first_bias: f32[narrow] ~ uniform(-0.0625, 0.0625)");
    agrees(file);
  }

  @Test
  void inputsThatAreMadeOfDrawsKeepTheirStructure() {
    ModelFile file =
        file(
            """
            class Model(nn.Module):
                def forward(self, a, b, c, d, e):
                    return a @ b + c @ d * e
            n = 256
            def get_inputs():
                a = torch.rand(n, n)
                signs = torch.randint(0, 2, (n,)).float() * 2 - 1
                scaled = torch.rand(n, n) * torch.rand(())
                return [(a + a.T) / 2, torch.triu(torch.rand(n, n)), torch.tril(torch.randn(n, n)),
                        scaled.softmax(dim=-1), signs]
            def get_init_inputs():
                return []
            """);
    assertThat(task(file).inputs())
        .extracting(input -> input.distribution().toString())
        .containsExactly(
            "symmetric(uniform(0.0, 1.0))",
            "triu(uniform(0.0, 1.0))",
            "tril(normal(0.0, 1.0))",
            "softmax(scaled(uniform(0.0, 1.0)))",
            "either(-1.0, 1.0)");
    assertThat(task(file).notes()).noneMatch(note -> note.contains("not drawn"));
    agrees(file);
  }

  @Test
  void saysWhichInputIsNotDrawnAsInTheFile() {
    ModelFile file = file("return torch.relu(x)", "n = 256", "[torch.rand(n, n).softmax(dim=0)]");
    assertThat(task(file).notes())
        .anyMatch(
            note ->
                note.equals(
                    "the input x is not drawn as in the file (it is made by _softmax) but from"
                        + " uniform(0, 1)"));
  }

  @Test
  void lengthsThatMustBeEqualAreOneDim() {
    ModelFile file =
        file(
            "return x * z",
            "a, b = 512, 512\nwide = 4096",
            "[torch.rand(a, wide), torch.rand(b, 1)]");
    assertThat(task(file).dims()).hasToString("a = 512, wide = 4096");
    agrees(file);
  }

  @Test
  void loopsBranchesNumbersAndInPlaceOperatorsAreFollowed() {
    agrees(
        file(
            """
            y = x.clone()
            for step in range(3):
                y += step * x
            if x.shape[0] > 2:
                y.relu_()
            values, where = torch.max(2 - y, dim=1, keepdim=True)
            return values / z\
            """,
            "n, m = 100, 200",
            "[torch.randn(n, m), 2.5]"));
  }

  @Test
  void severalResultsAreSeveralOutputs() {
    ModelFile file =
        file("return x.sum(dim=1), torch.argmax(x, dim=0)", "n = 300", "[torch.rand(n, 50)]");
    assertThat(task(file).outputs())
        .extracting(Object::toString)
        .containsExactly("y1: f32[n]", "y2: i64[size1]");
    agrees(file);
  }

  @Test
  void dropoutIsTheIdentityAndSaysSo() {
    ProblemResult result =
        checked(
            file("return F.dropout(torch.tanh(x), 0.3, False)", "n = 300", "[torch.rand(n, 50)]"));
    assertThat(result.outcome()).isEqualTo(ProblemResult.Outcome.AGREES);
    assertThat(result.statements()).anyMatch(note -> note.startsWith("dropout is the identity"));
  }

  @Test
  void inputsThatAreDrawnOtherwiseAreFound() {
    ProblemResult result =
        checked(file("return torch.tanh(x)", "n = 300", "[torch.rand(n, 50) ** 3]"));
    assertThat(result.outcome()).isEqualTo(ProblemResult.Outcome.DRAWN_OTHERWISE);
    assertThat(result.detail()).startsWith("x: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "return torch.fft.fft(x).real | [torch.rand(n)] | operator 'torch.fft.fft",
        "return x | [torch.rand(n)] | a result that is an input as it is ('x')",
        "return 3 | [torch.rand(n)] | Model.forward returns int, expected tensors",
        "return x if x.sum() > 0 else -x | [torch.rand(n)] | Model.forward failed",
        "return x.missing | [torch.rand(n)] | Model.forward failed: AttributeError",
        "return torch.relu(x) | [torch.rand(n), 'text'] | get_inputs() gives a str for 'z'",
        "return torch.relu(x) | {'x': torch.rand(n)} | get_inputs() returns a dict, expected",
        "return torch.relu(x) | [torch.rand(n, dtype=torch.complex64)] | 'x' has the type"
            + " torch.complex64",
        "return torch.relu(x) | [torch.rand(missing)] | get_inputs() failed: NameError",
      })
  void saysWhatIsWrongAndWhere(String forward, String inputs, String message) {
    ModelFile file = file(forward, "n = 64", inputs);
    assertThatThrownBy(() -> file.trace(SESSION.get()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith(file.path() + ":");
  }

  @Test
  void namesAnUnsupportedOperatorsPlaceAndAWayOut() {
    ModelFile file =
        file(
            """
            class Model(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.pair = nn.Bilinear(8, 8, 3)
                def forward(self, x):
                    return self.pair(x, x)
            def get_inputs():
                return [torch.rand(5, 8)]
            def get_init_inputs():
                return []
            """);
    assertThatThrownBy(() -> file.trace(SESSION.get()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(
            file.path() + ":9: operator 'torch.nn.functional.bilinear' in pair (Bilinear)")
        .hasMessageContaining("fallback: ");
  }

  @Test
  void saysThatAFileHasNoModel() {
    ModelFile file = file("class Net(nn.Module):\n    pass\n");
    assertThatThrownBy(() -> file.trace(SESSION.get()))
        .hasMessageContaining("the file defines no Model (classes: Net); a KernelBench file");
  }

  @Test
  void saysWhereAnImportFails() {
    assertThatThrownBy(() -> file("import no_such_module\n").trace(SESSION.get()))
        .hasMessageContaining(":4: the import failed: ModuleNotFoundError: No module named")
        .hasMessageContaining("which must have what it imports: ")
        .hasMessageEndingWith(" -m pip install no_such_module");
    assertThatThrownBy(() -> file("def broken(:\n").trace(SESSION.get()))
        .hasMessageContaining(":4: SyntaxError");
    assertThatThrownBy(() -> file("import os\nos._exit(7)\n").trace(SESSION.get()))
        .hasMessageContaining("the process that ran the file ended");
  }

  @Test
  void endsAnEndlessImportAndAnswersTheNextQuestion() {
    ModelFile endless = file("print('busy')\nwhile True:\n    pass\n");
    assertThatThrownBy(() -> endless.trace(SESSION.get(), Duration.ofSeconds(1)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("the import did not end within 1 s");
    agrees(file("return torch.relu(x)", "n = 64", "[torch.rand(n)]"));
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThatThrownBy(() -> new ModelFile(folder.resolve("none.py")).trace(SESSION.get()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no such file");
  }
}
