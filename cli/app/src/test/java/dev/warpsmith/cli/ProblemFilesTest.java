package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernelbench.torch.TorchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemFilesTest {
  @TempDir Path folder = Path.of("unset");

  @Test
  void builtInProblemsKeepTheirNamesAndOthersAreFilesOfTheCheckout() throws IOException {
    Path level = Files.createDirectories(folder.resolve("KernelBench/level3"));
    Path file = Files.writeString(level.resolve("5_AlexNet.py"), "");
    ProblemFiles files = new ProblemFiles(Optional.of(folder));
    assertThat(files.argument("kernelbench/1/23")).isEqualTo("kernelbench/1/23");
    assertThat(files.argument("kernelbench/3/5")).isEqualTo(file.toString());
    assertThat(files.argument("kernelbench/3/6")).isEqualTo("kernelbench/3/6");
    assertThat(ProblemFiles.level(file.toString())).contains(3);
    assertThat(ProblemFiles.level("kernelbench/2/1")).contains(2);
    assertThat(ProblemFiles.level("mine.py")).isEmpty();
  }

  @Test
  void withoutACheckoutEveryProblemKeepsItsName() {
    assertThat(new ProblemFiles(Optional.empty()).argument("kernelbench/3/5"))
        .isEqualTo("kernelbench/3/5");
  }

  @Test
  void saysWhatACheckoutIs() {
    assertThatThrownBy(() -> new ProblemFiles(Optional.of(folder)).argument("kernelbench/3/5"))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("expected a checkout of https://github.com/");
  }
}
