package dev.warpsmith.kernels.jcuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverLibraryTest {
  @TempDir Path root;

  @Test
  void saysThatThereIsNoDriver() {
    assertThat(new DriverLibrary("", root).missing())
        .hasValue("no NVIDIA driver: libcuda.so.1 is not installed");
  }

  @Test
  void saysThatThereIsADriverButNoGpu() throws IOException {
    file("usr/lib/x86_64-linux-gnu/libcuda.so.1", "");
    assertThat(new DriverLibrary("", root).missing().orElseThrow())
        .startsWith("an NVIDIA driver is installed, but there is no GPU: no /dev/nvidia0");
    file("dev/nvidiactl", "");
    assertThat(new DriverLibrary("", root).missing()).isPresent();
    file("dev/nvidia3", "");
    assertThat(new DriverLibrary("", root).missing()).isEmpty();
  }

  @Test
  void findsADriverInTheLinkersIndex() throws IOException {
    file("dev/nvidia0", "");
    file("etc/ld.so.cache", "ld.so\0libcuda.so.1\0/opt/nvidia/lib/libcuda.so.1\0");
    assertThat(new DriverLibrary("", root).missing()).isEmpty();
  }

  @Test
  void asksADriverOnTheSearchPath() throws IOException {
    file("opt/libcuda.so.1", "");
    String path = "/nonesuch:" + root.resolve("opt");
    assertThat(new DriverLibrary(path, root).missing()).isEmpty();
  }

  private void file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
