package dev.warpsmith.kernelbench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArmTest {
  @Test
  void reachesTheForkAsItWas(@TempDir Path folder) throws IOException {
    Arm arm = new Arm("softmax", "/a b/best.cu", "emulated:h200", Map.of("rows", 1L << 40), 7);
    Path file = folder.resolve("arm.json");
    arm.write(file);
    assertThat(Arm.read(file)).isEqualTo(arm);
  }
}
