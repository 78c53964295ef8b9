package dev.warpsmith.kernelbench.torch.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernelbench.torch.Pythons;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import dev.warpsmith.kernels.process.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a machine without a GPU can show of an exported module: nvcc compiles it with PyTorch's
 * headers, and with another {@code warpsmith_run} in its place PyTorch gets the right tensors.
 */
class ModelNewIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String MODULE =
      """
      import torch
      import torch.nn as nn

      class Model(nn.Module):
          def __init__(self, wide, narrow):
              super().__init__()
              self.layer = nn.Linear(wide, narrow)
              self.shift = nn.Parameter(torch.randn(narrow))

          def forward(self, x, other=None):
              return torch.relu(self.layer(x)) + self.shift
      """;

  @TempDir Path folder;
  private static String python = "";

  @BeforeAll
  static void needsPyTorch() {
    python = Pythons.require().executable();
  }

  private static Task task() {
    return TaskReader.parse(
        "layer.json",
        """
        {
          "name": "layer",
          "description": "a layer",
          "dims": {"batch": 6, "wide": 10, "narrow": 4},
          "check": [{"batch": 3, "wide": 5, "narrow": 2}],
          "inputs": {
            "x": "f32[batch, wide] ~ normal(0, 1)",
            "layer_weight": "f32[narrow, wide] ~ normal(0, 1)",
            "layer_bias": "f32[narrow] ~ normal(0, 1)",
            "shift": "f32[narrow] ~ normal(0, 1)"
          },
          "graph": ["l = linear(x, layer_weight, layer_bias)", "r = relu(l)", "y = add(r, shift)"],
          "outputs": ["y"]
        }
        """);
  }

  private static String text(Optional<String> module) {
    return new ModelNewFile(task(), NaiveKernels.of(task()), module, List.of()).text();
  }

  private String run(String script) throws IOException {
    ToolRun run =
        ToolRun.of(List.of(python, "-W", "ignore", "-c", script), folder, System.getenv(), LIMIT);
    assertThat(run.succeeded()).as(run.output()).isTrue();
    return run.output().strip();
  }

  /** Runs the file with a {@code warpsmith_run} that computes with PyTorch. */
  private String computed(String file, String call) throws IOException {
    Files.writeString(folder.resolve("model_new.py"), file);
    return run(
        """
        import torch, torch.utils.cpp_extension as extension
        class Fake:
            def warpsmith_run(self, tensors):
                x, weight, bias, shift = tensors
                return [torch.relu(torch.nn.functional.linear(x, weight, bias)) + shift]
        extension.load_inline = lambda **given: Fake()
        context = {}
        exec(open("model_new.py").read(), context)
        Model, ModelNew = context.get("Model"), context["ModelNew"]
        x = torch.randn(6, 10)
        with torch.no_grad():
        """
            + call.indent(4));
  }

  @Test
  void modelNewHasModelsWeightsAndGivesThemToTheKernels() throws IOException {
    String printed =
        computed(
            text(Optional.of(MODULE)),
            """
            torch.manual_seed(1)
            old = Model(10, 4)
            torch.manual_seed(1)
            new = ModelNew(10, 4)
            print(list(old.state_dict()) == list(new.state_dict()), torch.equal(old(x), new(x)))
            """);
    assertThat(printed).isEqualTo("True True");
  }

  @Test
  void withoutItsModuleForwardTakesAllInputs() throws IOException {
    String printed =
        computed(
            text(Optional.empty()),
            """
            weight, bias, shift = torch.randn(4, 10), torch.randn(4), torch.randn(4)
            expected = torch.relu(x @ weight.T + bias) + shift
            print(torch.allclose(ModelNew()(x, weight, bias, shift), expected, atol=1e-5))
            """);
    assertThat(printed).isEqualTo("True");
  }

  /**
   * nvcc checks host code, too, where it writes PTX only. PyTorch for CPUs has all headers but one,
   * which builds for CUDA configure.
   */
  @Test
  void nvccCompilesTheExtensionWithPyTorchsHeaders() throws IOException {
    Path nvcc = nvcc();
    Path configured = Files.createDirectories(folder.resolve("include/c10/cuda/impl"));
    Files.writeString(configured.resolve("cuda_cmake_macros.h"), "#pragma once\n");
    Files.writeString(folder.resolve("model_new.py"), text(Optional.of(MODULE)));
    String includes =
        run(
            """
            import torch.utils.cpp_extension as extension
            found = {}
            extension.load_inline = lambda **given: found.update(given)
            exec(open("model_new.py").read(), {})
            open("model_new.cu", "w").write(found["cuda_sources"][0])
            print(" ".join(extension.include_paths()))
            """);
    List<String> command =
        new ArrayList<>(List.of(nvcc.toString(), "-arch=sm_90", "-std=c++20", "-w", "-Iinclude"));
    for (String include : includes.split(" ")) {
      command.add("-I" + include);
    }
    command.addAll(List.of("-ptx", "model_new.cu", "-o", "model_new.ptx"));
    ToolRun compiled = ToolRun.of(command, folder, Map.of("PATH", System.getenv("PATH")), LIMIT);
    assertThat(compiled.succeeded()).as(compiled.output()).isTrue();
    assertThat(folder.resolve("model_new.ptx")).isNotEmptyFile();
  }

  private static Path nvcc() {
    try {
      return NvccCompiler.standard().toolchain().nvcc();
    } catch (ToolchainException e) {
      Assumptions.abort("needs nvcc: " + e.getMessage());
      throw e;
    }
  }
}
