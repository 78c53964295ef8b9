package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.Bindings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/**
 * What KernelBench's own comparison says of a {@code ModelNew}, to stand beside a verdict: {@code
 * torch.allclose} at 1e-4 in float32, five trials with its seeds, Model and ModelNew in one process
 * (as in its eval.py, with the trials of its scripts).
 *
 * @param passed trials of {@code trials}
 * @param error what ended it early; empty if nothing did
 */
public record KernelBenchOpinion(int passed, int trials, String error) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Asks for it, in a process that is thrown away.
   *
   * @param size at which; KernelBench itself knows the full one only
   */
  public static KernelBenchOpinion of(
      String python, String device, TracedModel model, Path candidate, Bindings size) {
    return of(python, device, model, candidate, size, Duration.ofMinutes(10));
  }

  static KernelBenchOpinion of(
      String python,
      String device,
      TracedModel model,
      Path candidate,
      Bindings size,
      Duration limit) {
    try (WorkFolder folder = WorkFolder.create()) {
      Path copy = folder.path().resolve("candidate.py");
      Files.copy(candidate, copy, StandardCopyOption.REPLACE_EXISTING);
      Path request = folder.path().resolve("request.json");
      Path answer = folder.path().resolve("answer.json");
      ObjectNode question = model.at(MAPPER.createObjectNode(), size);
      question.put("file", model.file().path().toAbsolutePath().toString());
      question.put("candidate", copy.toString()).put("device", device);
      Files.writeString(request, question.toString());
      try {
        new Worker(PythonTorch.absolute(python), folder.path())
            .run(
                limit,
                List.of("opinion", request.toString(), answer.toString()),
                Worker.environment(System.getenv(), folder.path()));
      } catch (TorchException e) {
        return new KernelBenchOpinion(0, 0, String.valueOf(e.getMessage()));
      }
      JsonNode said = MAPPER.readTree(Files.readString(answer));
      return new KernelBenchOpinion(
          said.path("passed").asInt(), said.path("trials").asInt(), said.path("error").asText());
    } catch (IOException e) {
      throw new UncheckedIOException("KernelBench's answer cannot be read: " + e.getMessage(), e);
    }
  }

  /** Tells whether it would count the module as correct. */
  public boolean correct() {
    return error.isEmpty() && trials > 0 && passed == trials;
  }

  /** Returns {@code KernelBench would say: correct (5 of 5 trials)}. */
  @Override
  public String toString() {
    String trouble = error.isEmpty() ? "" : ": " + error.lines().reduce("", (a, b) -> b);
    return "KernelBench would say: "
        + (correct() ? "correct" : "not correct")
        + (trials > 0 ? " (" + passed + " of " + trials + " trials)" : "")
        + trouble;
  }
}
