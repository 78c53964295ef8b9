package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on PyTorch modules: traced, proven, kept without Python. */
class ModuleTaskIT {
  private static String python = "";

  private static final String MODULE =
      """
      import torch
      import torch.nn as nn

      class Model(nn.Module):
          def __init__(self, size):
              super().__init__()
              self.scale = nn.Parameter(torch.randn(size))

          def forward(self, x):
              return %s

      rows, cols = 37, 130

      def get_inputs():
          return [torch.rand(rows, cols)]

      def get_init_inputs():
          return [cols]
      """;

  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsPyTorch() {
    Nvcc.require();
    String variable = System.getenv().getOrDefault("WARPSMITH_PYTHON", "");
    python = System.getProperty("warpsmith.python", variable);
    if (python.isBlank()) {
      abort("needs a Python with PyTorch: name one by -Dwarpsmith.python or WARPSMITH_PYTHON");
    }
  }

  private Path module(String name, String forward) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, MODULE.formatted(forward));
  }

  @Test
  void aModuleIsProvenAgainstItselfInPyTorch() throws IOException {
    Path file = module("scaled.py", "torch.tanh(x) * self.scale");
    Run run = Run.of("check", file.toString(), "--python", python, "--json");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(new ObjectMapper().readTree(run.out()).path("evidence").findValuesAsText("text"))
        .anyMatch(text -> text.contains("two oracles agree: interpreter and the module in scaled"));
  }

  @Test
  void aModelNewIsProvenWithKernelBenchsWordBesideTheVerdict() throws IOException {
    Path file = module("scaled.py", "torch.tanh(x) * self.scale");
    String text = Files.readString(file).replace("class Model(", "class ModelNew(");
    Path candidate = Files.writeString(folder.resolve("new.py"), text);
    Path narrow =
        Files.writeString(
            folder.resolve("narrow.py"),
            text.replace("torch.tanh(x)", "x.double().tanh().clamp(max=0.99).float()"));
    String[] task = {"check", file.toString(), "--python", python, "--device", "cpu-torch"};
    Run passed = Run.of(task[0], task[1], candidate.toString(), task[2], task[3], task[4], task[5]);
    assertThat(passed.code()).as(passed.out() + passed.err()).isZero();
    assertThat(passed.out())
        .startsWith("Passed: right in all ")
        .contains("KernelBench would say: correct (5 of 5 trials)\n")
        .contains("Flag, which refuses nothing: line 1: no kernel of its own");
    Run refused =
        Run.of(task[0], task[1], narrow.toString(), task[2], task[3], task[4], task[5], "--json");
    assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(refused.out());
    assertThat(json.path("verdict").asText()).isEqualTo("WrongNumerics");
    assertThat(json.path("kernelBench").path("correct").asBoolean()).isTrue();
    assertThat(json.path("seed").asLong()).isPositive();
  }

  @Test
  void aModelNewNeedsAGpuOrTheOptionWithout() throws IOException {
    Path file = module("scaled.py", "torch.tanh(x)");
    Run emulated = Run.of("check", file.toString(), file.toString(), "--device", "emulated:h200");
    assertThat(emulated.code()).isEqualTo(2);
    assertThat(emulated.err()).contains("expected cuda:<number> or cpu-torch");
    Run builtIn = Run.of("check", "softmax", file.toString(), "--device", "cpu-torch");
    assertThat(builtIn.code()).isEqualTo(2);
    assertThat(builtIn.err()).contains("kernelbench/1/23 with --kernelbench <checkout>");
    Run absent = Run.of("check", file.toString(), "/nowhere/new.py");
    assertThat(absent.code()).isEqualTo(2);
    assertThat(absent.err()).contains("no candidate file '/nowhere/new.py'");
  }

  @Test
  void aRunOfAModuleKeepsItsGraphAndNeedsPythonNoMore() throws IOException {
    Path file = module("scaled.py", "torch.tanh(x) * self.scale");
    String runs = folder.resolve("runs").toString();
    Run run =
        Run.of(
            "optimize", file.toString(), "--python", python, "--rounds", "1", "--runs", runs, "-q");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    Path kept;
    try (Stream<Path> paths = Files.list(Path.of(runs, "scaled"))) {
      kept = paths.findFirst().orElseThrow();
    }
    assertThat(kept.resolve("task/scaled.json")).content().contains("\"sha256\": ");
    Files.delete(file);
    Run resumed =
        Run.of("optimize", "--resume", kept.toString(), "--rounds", "1", "--python", "/nowhere");
    assertThat(resumed.code()).as(resumed.out() + resumed.err()).isZero();
  }

  @Test
  void whatCannotBeTracedIsAUsageErrorThatNamesLineAndWayOut() throws IOException {
    Path file = module("odd.py", "torch.fft.fft(x).real");
    Run run = Run.of("optimize", file.toString(), "--python", python);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("odd.py:10: operator 'torch.fft.fft").contains("fallback: ");
  }

  @Test
  void withoutPyTorchTheOneCommandIsNamed() throws IOException {
    Path file = module("scaled.py", "torch.tanh(x)");
    Run run = Run.of("optimize", file.toString(), "--python", "/nowhere/python");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("cannot be started").contains("run: warpsmith setup torch");
  }

  @Test
  void aCheckoutIsVerifiedAndTheReportGoneOnWith() throws IOException {
    module("KernelBench/level1/1_Scaled.py", "torch.tanh(x) * self.scale");
    module("KernelBench/level1/2_Odd.py", "torch.fft.fft(x).real");
    String report = folder.resolve("report.jsonl").toString();
    Path graphs = folder.resolve("graphs");
    String[] command = {
      "kernelbench",
      "verify",
      folder.toString(),
      "--level",
      "1",
      "--python",
      python,
      "--report",
      report,
      "--write-graphs",
      graphs.toString(),
      "--json"
    };
    Run run = Run.of(command);
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
    JsonNode problems = new ObjectMapper().readTree(run.out()).path("problems");
    assertThat(problems.findValuesAsText("outcome")).containsExactly("AGREES", "NOT_READ");
    assertThat(graphs.resolve("1/1.json")).content().contains("t1 = tanh(x)");
    assertThat(Run.of(command).err()).contains("(known)");
    assertThat(Path.of(report)).content().hasLineCount(2);
  }

  @Test
  void aFolderThatIsNoCheckoutIsNamed() {
    Run run = Run.of("kernelbench", "verify", folder.toString(), "--python", python);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("has no folder KernelBench/level1; expected a checkout of");
    Run odd =
        Run.of("kernelbench", "verify", folder.toString(), "--problems", "x", "--python", python);
    assertThat(odd.code()).isEqualTo(2);
    assertThat(odd.err()).contains("--problems is 'x'; expected numbers and ranges");
  }
}
