package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NcuFinderTest {
  private @TempDir Path root;

  @Test
  void takesPathThenCudaHomeThenTheNewestInstalled() throws Exception {
    Path onPath = program("bin");
    Path home = program("home/bin");
    program("local/cuda-12.4/bin");
    Path newest = program("local/cuda-13.0/bin");
    Path own = program("opt/2026.1.1");
    Path local = root.resolve("local");
    Path opt = root.resolve("opt");

    assertThat(
            NcuFinder.find(
                Map.of("PATH", root.resolve("bin").toString(), "CUDA_HOME", "x"), local, opt))
        .hasValue(onPath);
    assertThat(NcuFinder.find(Map.of("CUDA_HOME", root.resolve("home").toString()), local, opt))
        .hasValue(home);
    assertThat(NcuFinder.find(Map.of("PATH", "/none"), local, opt)).hasValue(newest);
    assertThat(NcuFinder.find(Map.of(), root.resolve("none"), opt)).hasValue(own);
    assertThat(NcuFinder.find(Map.of(), root.resolve("none"), root.resolve("none"))).isEmpty();
  }

  private Path program(String folder) throws IOException {
    Path file = Files.createDirectories(root.resolve(folder)).resolve("ncu");
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
