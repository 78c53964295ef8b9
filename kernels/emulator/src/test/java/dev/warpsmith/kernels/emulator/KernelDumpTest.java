package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.ModuleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;

class KernelDumpTest {
  @Test
  void writesPtxBlocksAndClassFiles(@TempDir Path folder) throws IOException {
    String ptx = KernelRunner.resource("kernels.sm_90.ptx");
    Path dump = folder.resolve("new");
    try (EmulatedDevice device = new EmulatedDevice(Gpus.find("h200"), 1, Optional.of(dump))) {
      LoadResult result = device.load(new ModuleImage(ptx, Optional.empty(), Map.of()));
      assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    }
    assertThat(dump.resolve("kernel.ptx")).hasContent(ptx);
    assertThat(dump.resolve("softmax_rows.ir"))
        .content()
        .startsWith("softmax_rows: ")
        .contains("block 0, BRANCH to [")
        .containsPattern("\\n +\\d+  shfl\\.sync\\.bfly\\.b32 ");
    for (String variant : new String[] {"fast", "counting", "sanitizing"}) {
      byte[] file = Files.readAllBytes(dump.resolve("softmax_rows." + variant + ".class"));
      assertThat(new ClassReader(file).getClassName()).endsWith("$Kernel_softmax_rows");
    }
  }
}
