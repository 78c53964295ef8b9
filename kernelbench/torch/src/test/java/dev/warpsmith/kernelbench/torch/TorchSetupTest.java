package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes environments with shell scripts in the place of Python and pip. */
class TorchSetupTest {
  @TempDir Path folder = Path.of("unset");

  private String base(String inside) throws IOException {
    String script =
        """
        #!/bin/sh
        mkdir -p "$4/bin"
        cat > "$4/bin/python" <<'END'
        #!/bin/sh
        %s
        END
        chmod +x "$4/bin/python"
        """
            .formatted(inside);
    Path file = Files.writeString(folder.resolve("base"), script);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
    return file.toString();
  }

  private PythonTorch make(String base, String index) {
    return new TorchSetup(base, folder.resolve("own"), index).make(step -> {});
  }

  @Test
  void installsPyTorchAndFindsItFromThen() throws IOException {
    String inside =
        """
        if [ "$2" = pip ]; then echo "$@" > "$0.pip"; exit 0; fi
        echo '{"python": "3.99", "torch": "9.9"}'
        """;
    Path own = folder.resolve("own");
    assertThat(PythonChoice.executable(Optional.empty(), own)).isEqualTo("python3");
    List<String> steps = new ArrayList<>();
    PythonTorch made = new TorchSetup(base(inside), own, TorchSetup.CPU_INDEX).make(steps::add);
    assertThat(made.torch()).isEqualTo("9.9");
    assertThat(steps).hasSize(2);
    assertThat(own.resolve("bin/python.pip")).content().contains("install", "torch", "--index-url");
    assertThat(PythonChoice.executable(Optional.empty(), own)).isEqualTo(made.executable());
    assertThat(PythonChoice.executable(Optional.of("other"), own)).isEqualTo("other");
  }

  @Test
  void showsWhatPipSaid() throws IOException {
    String base = base("echo 'ERROR: no matching distribution found for torch' >&2; exit 1");
    assertThatThrownBy(() -> make(base, ""))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("pip install")
        .hasMessageContaining("no matching distribution found for torch")
        .hasMessageContaining("look whether pip reaches its package index");
  }

  @Test
  void saysThatThereIsNoPythonToBeginWith() {
    assertThatThrownBy(() -> make("/nowhere/python3", ""))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("Python '/nowhere/python3' cannot be started")
        .hasMessageContaining("apt install python3-venv");
  }
}
