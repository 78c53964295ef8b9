package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {
  @TempDir Path folder = Path.of("unset");

  @Test
  void listsALevelByNumber() throws IOException {
    Path level = Files.createDirectories(folder.resolve("KernelBench/level1"));
    for (String name : new String[] {"10_Ten.py", "2_Two_.py", "README.md", "helper.py"}) {
      Files.writeString(level.resolve(name), "");
    }
    assertThat(new Checkout(folder).problems(1))
        .extracting(problem -> problem.id() + " " + problem.title())
        .containsExactly("1/2 Two", "1/10 Ten");
  }

  @Test
  void saysWhatAFolderLacksThatIsNoCheckout() throws IOException {
    assertThatThrownBy(() -> new Checkout(folder).problems(1))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("has no folder KernelBench/level1; expected a checkout of https://");
    Files.createDirectories(folder.resolve("KernelBench/level1"));
    assertThatThrownBy(() -> new Checkout(folder).problems(1))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("has no file such as 23_Softmax.py");
  }
}
