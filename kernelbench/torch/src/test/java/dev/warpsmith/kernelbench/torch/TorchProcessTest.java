package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of each fault of a Python, played by a shell script. */
class TorchProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private TorchProcess start(String script) throws IOException {
    Path python = folder.resolve("python");
    Files.writeString(python, "#!/bin/sh\n" + script + "\n");
    assertThat(python.toFile().setExecutable(true)).isTrue();
    return TorchProcess.start(python.toString(), "timer.py", "cpu");
  }

  @Test
  void answersALineWithALine() throws IOException {
    try (TorchProcess torch =
        start("while read line; do echo \"{\\\"ok\\\":true,\\\"n\\\":$line}\"; done")) {
      assertThat(torch.ask("3", PATIENCE).path("n").asInt()).isEqualTo(3);
      assertThat(torch.ask("4", PATIENCE).path("n").asInt()).isEqualTo(4);
    }
  }

  @Test
  void saysWhatFailedAndGoesOn() throws IOException {
    String script =
        "read line; echo '{\"ok\":false,\"error\":\"no memory\"}'; read line; echo '{\"ok\":true}'";
    try (TorchProcess torch = start(script)) {
      assertThatThrownBy(() -> torch.ask("a", PATIENCE))
          .isInstanceOf(TorchException.class)
          .hasMessage("PyTorch: no memory");
      assertThat(torch.ask("b", PATIENCE).path("ok").asBoolean()).isTrue();
    }
  }

  @Test
  void saysHowItEnded() throws IOException {
    try (TorchProcess torch = start("read line; echo 'out of luck' >&2; exit 7")) {
      assertThatThrownBy(() -> torch.ask("a", PATIENCE))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("ended with exit code 7: out of luck");
    }
  }

  @Test
  void saysThatPyTorchIsMissing() throws IOException {
    String script = "echo \"ModuleNotFoundError: No module named 'torch'\" >&2; exit 1";
    try (TorchProcess torch = start(script)) {
      assertThatThrownBy(() -> torch.answer(PATIENCE))
          .hasMessageContaining("has no PyTorch; run: warpsmith setup torch (or ");
    }
  }

  @Test
  void knowsWhatIsNoPython() throws IOException {
    try (TorchProcess torch = start("echo hello; exec sleep 60")) {
      assertThatThrownBy(() -> torch.answer(PATIENCE))
          .hasMessageContaining("is no Python: it answered 'hello'");
    }
  }

  @Test
  void endsWhatTakesTooLongWithItsChildren() throws IOException, InterruptedException {
    try (TorchProcess torch = start("sleep 600 & echo $! > '" + folder + "/child'; wait")) {
      assertThatThrownBy(() -> torch.answer(Duration.ofMillis(500)))
          .hasMessageContaining("took longer than 0.5 s and was ended");
    }
    for (int i = 0; i < 1000 && childAlive(); i++) {
      Thread.sleep(20);
    }
    assertThat(childAlive()).isFalse();
  }

  private boolean childAlive() throws IOException {
    Path child = folder.resolve("child");
    return Files.exists(child)
        && ProcessHandle.of(Long.parseLong(Files.readString(child).strip()))
            .map(ProcessHandle::isAlive)
            .orElse(false);
  }
}
