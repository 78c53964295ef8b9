package dev.warpsmith.kernelbench.torch.module;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A candidate as a Python file that KernelBench's evaluation takes: a class {@code ModelNew} whose
 * forward launches the candidate's plan through an inline CUDA extension ({@code
 * torch.utils.cpp_extension.load_inline}).
 *
 * <p>It runs at the task's full size only, and says so of other shapes. Where the module that the
 * task was read from is given, {@code ModelNew} derives from its {@code Model}: it is built from
 * the same arguments and draws the same weights. Else it has no weights, and forward takes all of
 * the task's inputs.
 *
 * @param task what is computed, at the size that the file is made for
 * @param module the text of the {@code .py} file with the class {@code Model}
 * @param facts what the file's head says of where it comes from, a line each
 */
public record ModelNewFile(
    Task task, Candidate candidate, Optional<String> module, List<String> facts) {

  /** PyTorch hides the operators of half types; candidates may use them. */
  private static final List<String> FLAGS =
      List.of(
          "-O3",
          "-U__CUDA_NO_HALF_OPERATORS__",
          "-U__CUDA_NO_HALF_CONVERSIONS__",
          "-U__CUDA_NO_HALF2_OPERATORS__",
          "-U__CUDA_NO_BFLOAT16_CONVERSIONS__");

  public ModelNewFile {
    facts = List.copyOf(facts);
  }

  /** Returns the file's text. */
  public String text() {
    String cuda = cuda();
    List<String> parts = new ArrayList<>();
    parts.add(head());
    module.ifPresent(text -> parts.add(text.stripTrailing() + "\n"));
    parts.add("CUDA_SOURCE = " + literal(cuda) + "\n");
    parts.add(
        resource("load.py")
            .replace("${NAME}", "warpsmith_" + Sha256.of(cuda + flags()).substring(0, 16))
            .replace("${DECLARATION}", HostCode.DECLARATION)
            .replace("${FLAGS}", python(flags())));
    List<String> names =
        task.inputs().stream().map(TaskInput::tensor).map(tensor -> tensor.name()).toList();
    if (module.isPresent()) {
      parts.add("INPUTS = " + python(names) + "\n");
    }
    parts.add(
        "\n"
            + resource(module.isPresent() ? "modular.py" : "functional.py")
                .replace("${TASK}", task.name())
                .replace("${INPUTS}", String.join(", ", names)));
    return String.join("\n", parts);
  }

  private String head() {
    List<String> lines = new ArrayList<>();
    lines.add(task.name() + " as a PyTorch module, written by Warpsmith.");
    lines.addAll(facts);
    lines.add("Made for " + task.dims() + " only.");
    String comments =
        lines.stream().map(line -> ("# " + line).strip() + "\n").collect(Collectors.joining());
    String modules = module.isPresent() ? "import inspect\nimport re\n\n" : "";
    return comments
        + modules
        + "import torch\nimport torch.nn as nn\nfrom torch.utils.cpp_extension import load_inline\n";
  }

  private String cuda() {
    return resource("host.h")
        + "\n"
        + candidate.source().text().stripTrailing()
        + "\n\n"
        + new HostCode(task, candidate).function();
  }

  private List<String> flags() {
    List<String> flags = new ArrayList<>(FLAGS);
    flags.addAll(candidate.plan().flags());
    candidate.tunables().asMap().forEach((name, value) -> flags.add("-D" + name + "=" + value));
    return flags;
  }

  /** A raw string, as its text should read as CUDA; an escaped one where that cannot be. */
  private static String literal(String text) {
    for (String quotes : List.of("'''", "\"\"\"")) {
      if (!text.contains(quotes)) {
        return "r" + quotes + "\n" + text + quotes;
      }
    }
    return python(text);
  }

  /** JSON's strings and lists of them are Python's, too. */
  private static String python(Object value) {
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("text cannot be written as JSON", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = ModelNewFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
