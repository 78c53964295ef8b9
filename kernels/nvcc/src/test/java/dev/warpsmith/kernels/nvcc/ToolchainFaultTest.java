package dev.warpsmith.kernels.nvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.process.ToolRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolchainFaultTest {

  @Test
  void tellsAnInterruptFromAFailure() {
    assertThatThrownBy(
            () -> ToolchainFault.requireNotInterrupted("nvcc", new ToolRun(143, "", false)))
        .isInstanceOf(ToolchainException.class)
        .hasMessage("nvcc was interrupted from outside; run it again");
    assertThatThrownBy(
            () ->
                ToolchainFault.requireNone(
                    "nvcc error   : '\"$CICC_PATH/cicc\"' died due to signal 2 \n"))
        .isInstanceOf(ToolchainException.class)
        .hasMessageContaining("run it again");
  }

  @Test
  void hidesVariablesThatChangeBuilds() {
    Map<String, String> environment =
        ToolEnvironment.of(
            Map.of("PATH", "/bin", "NVCC_APPEND_FLAGS", "-G", "CPATH", "/x", "API_KEY", "secret"),
            Path.of("/tmp"));
    assertThat(environment).containsOnlyKeys("PATH", "TMPDIR", "LC_ALL");
  }
}
