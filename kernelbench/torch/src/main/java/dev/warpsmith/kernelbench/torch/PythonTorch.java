package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A Python that has PyTorch.
 *
 * @param executable its path, or a name on {@code PATH}
 * @param python its version, such as {@code 3.11.7}
 * @param torch PyTorch's version, such as {@code 2.13.0+cpu}
 */
public record PythonTorch(String executable, String python, String torch) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /**
   * Starts a Python and imports PyTorch.
   *
   * @throws TorchException if that fails; the message says what to do
   */
  public static PythonTorch probe(String executable) {
    String python = absolute(executable);
    try (WorkFolder folder = WorkFolder.create()) {
      String printed = new Worker(python, folder.path()).run(LIMIT, List.of("probe"));
      String last = printed.strip().lines().reduce("", (first, second) -> second);
      JsonNode versions = new ObjectMapper().readTree(last);
      return new PythonTorch(
          python, versions.path("python").asText(), versions.path("torch").asText());
    } catch (JsonProcessingException e) {
      throw new TorchException("'" + executable + "' is no Python: its answer is no JSON");
    }
  }

  /** The worker runs in a folder of its own, so a relative path must not be one any more. */
  static String absolute(String executable) {
    Path path = Path.of(executable);
    return executable.contains("/") && Files.exists(path)
        ? path.toAbsolutePath().toString()
        : executable;
  }

  /** Returns {@code PyTorch 2.13.0+cpu}. */
  public String label() {
    return "PyTorch " + torch;
  }
}
