package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonTorchTest {
  @TempDir Path folder = Path.of("unset");

  private String program(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("python"), "#!/bin/sh\n" + script + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
    return file.toString();
  }

  @Test
  void saysThatThereIsNoSuchPython() {
    assertThatThrownBy(() -> PythonTorch.probe("/nowhere/python"))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("Python '/nowhere/python' cannot be started")
        .hasMessageContaining("; run: warpsmith setup torch (or give the path of a Python");
  }

  @Test
  void saysHowToInstallPyTorch() throws IOException {
    String python = program("echo \"ModuleNotFoundError: No module named 'torch'\" >&2; exit 1");
    assertThatThrownBy(() -> PythonTorch.probe(python))
        .isInstanceOf(TorchException.class)
        .hasMessage(
            "Python '%s' has no PyTorch; run: warpsmith setup torch (or %s -m pip install torch)",
            python, python);
  }

  @Test
  void showsWhatAFailureSaid() throws IOException {
    String python = program("echo 'ImportError: libtorch.so: cannot open' >&2; exit 1");
    assertThatThrownBy(() -> PythonTorch.probe(python))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("ended with exit code 1: ImportError: libtorch.so: cannot open");
  }

  @Test
  void refusesWhatIsNoPython() throws IOException {
    String python = program("echo hello");
    assertThatThrownBy(() -> PythonTorch.probe(python))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("is no Python");
  }
}
