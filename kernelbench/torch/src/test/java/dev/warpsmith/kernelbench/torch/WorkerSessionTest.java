package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Talks to shell scripts that behave as no worker should. */
class WorkerSessionTest {
  private static final String READY = "echo '{\"ok\": true, \"torch\": \"9.9\"}'; ";

  @TempDir Path folder = Path.of("unset");

  private String program(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("python"), "#!/bin/sh\n" + script + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
    return file.toString();
  }

  private static ObjectNode question() {
    return new ObjectMapper().createObjectNode().put("ask", "trace");
  }

  @Test
  void asksOverPipes() throws IOException {
    String python = program(READY + "read line; echo \"{\\\"ok\\\": true, \\\"asked\\\": $line}\"");
    try (WorkerSession session = WorkerSession.open(python)) {
      assertThat(session.label()).isEqualTo("PyTorch 9.9");
      assertThat(session.ask(question(), Duration.ofSeconds(5)).path("asked").path("ask").asText())
          .isEqualTo("trace");
    }
  }

  @Test
  void saysThatThereIsNoSuchPython() {
    assertThatThrownBy(() -> WorkerSession.open("/nowhere/python"))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("Python '/nowhere/python' cannot be started")
        .hasMessageContaining("run: warpsmith setup torch");
  }

  @Test
  void saysHowToGetPyTorch() throws IOException {
    String python = program("echo \"ModuleNotFoundError: No module named 'torch'\" >&2; exit 1");
    assertThatThrownBy(() -> WorkerSession.open(python))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("has no PyTorch; run: warpsmith setup torch");
  }

  @Test
  void refusesAnAnswerThatIsNoJson() throws IOException {
    String python = program("echo hello");
    assertThatThrownBy(() -> WorkerSession.open(python))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("its answer is no JSON");
  }

  @Test
  void showsWhatAWorkerSaidThatEndedInsteadOfAnswering() throws IOException {
    String python = program(READY + "read line; echo 'Segmentation fault' >&2; exit 3");
    try (WorkerSession session = WorkerSession.open(python)) {
      assertThatThrownBy(() -> session.ask(question(), Duration.ofSeconds(5)))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("ended with exit code 3: Segmentation fault");
    }
  }

  @Test
  void hidesVariablesThatCouldHoldSecrets() {
    assertThat(
            Worker.environment(
                Map.of("PATH", "/bin", "MY_API_KEY", "x", "GITHUB_TOKEN", "y", "LC_ALL", "C")))
        .containsOnlyKeys("PATH", "LC_ALL", "PYTHONIOENCODING");
  }
}
