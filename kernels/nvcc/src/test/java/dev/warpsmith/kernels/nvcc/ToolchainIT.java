package dev.warpsmith.kernels.nvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for the real nvcc. */
class ToolchainIT {
  private @TempDir Path folder;

  @Test
  void findsInstalledToolchainAndItsHash() {
    Toolchain found = found();

    assertThat(found.version()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(found.nvcc()).isExecutable();
    assertThat(found.cicc()).isExecutable();
    assertThat(found.ptxas()).isExecutable();
    assertThat(found.hash()).matches("[0-9a-f]{64}");
    assertThat(found).isEqualTo(found());
    assertThat(found.cudaIncludes())
        .anyMatch(include -> Files.exists(include.resolve("cuda_fp16.h")));
  }

  @Test
  void findsToolchainOfCudaHome() {
    Path home = found().nvcc().resolve("../..").normalize();
    Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "CUDA_HOME", home.toString());

    assertThat(Toolchain.find(environment).nvcc()).isEqualTo(found().nvcc());
  }

  @Test
  void saysHowToInstallHostCompiler() {
    Path nvcc = found().nvcc().resolve("..").normalize();
    assertThatThrownBy(() -> Toolchain.find(Map.of("PATH", nvcc + ":" + folder)))
        .isInstanceOf(ToolchainException.class)
        .hasMessageContaining("gcc was not found on PATH")
        .hasMessageContaining("apt-get install g++");
  }

  @Test
  void blamesTheHostCompilerAlsoBehindAWrapperOfNvcc() throws IOException {
    Path wrapper = folder.resolve("nvcc");
    Files.writeString(wrapper, "#!/bin/sh\nexec " + found().nvcc() + " \"$@\"\n");
    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> Toolchain.find(Map.of("PATH", folder.toString())))
        .isInstanceOf(ToolchainException.class)
        .hasMessageContaining("gcc was not found on PATH");
  }

  @Test
  void knowsHeadersByTheirRealPaths() throws IOException {
    Toolchain toolchain = found();
    for (Path include : toolchain.cudaIncludes()) {
      Path header = include.toRealPath().resolve("cuda/std/type_traits");
      assertThat(toolchain.isHeader(header)).as("%s", header).isTrue();
    }
    assertThat(toolchain.isHeader(folder.resolve("type_traits"))).isFalse();
  }

  private static Toolchain found() {
    return RealToolchain.assumed();
  }
}
