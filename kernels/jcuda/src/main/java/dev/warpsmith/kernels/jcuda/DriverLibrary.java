package dev.warpsmith.kernels.jcuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says whether it is worth while to start the driver, from files alone: no process, nothing loaded.
 *
 * @param searchPath folders before the system's own, as in {@code LD_LIBRARY_PATH}
 * @param root of the file system
 */
record DriverLibrary(String searchPath, Path root) {
  private static final String NAME = "libcuda.so.1";

  /** The dynamic linker's own folders, its index, and where containers mount the driver. */
  private static final List<String> FOLDERS =
      List.of(
          "usr/lib/x86_64-linux-gnu",
          "lib/x86_64-linux-gnu",
          "usr/lib64",
          "lib64",
          "usr/lib",
          "usr/lib/wsl/lib",
          "usr/local/nvidia/lib64");

  private static final String INDEX = "etc/ld.so.cache";

  /** Returns why no CUDA device can be here, or empty if there may be one. */
  Optional<String> missing() {
    String system = System.getProperty("os.name", "") + " on " + System.getProperty("os.arch", "");
    if (!system.equals("Linux on amd64")) {
      return Optional.of("CUDA devices are supported on Linux on x86-64 only");
    }
    if (!onSearchPath() && !installed()) {
      return Optional.of("no NVIDIA driver: " + NAME + " is not installed");
    }
    return onSearchPath() || hasNode()
        ? Optional.empty()
        : Optional.of(
            "an NVIDIA driver is installed, but there is no GPU: no /dev/nvidia0"
                + " (in a container, start it with --gpus all)");
  }

  private boolean onSearchPath() {
    for (String folder : searchPath.split(":")) {
      if (!folder.isBlank() && Files.exists(Path.of(folder, NAME))) {
        return true;
      }
    }
    return false;
  }

  private boolean installed() {
    return FOLDERS.stream().anyMatch(folder -> Files.exists(root.resolve(folder).resolve(NAME)))
        || indexed();
  }

  private boolean indexed() {
    try {
      byte[] index = Files.readAllBytes(root.resolve(INDEX));
      return new String(index, StandardCharsets.ISO_8859_1).contains("/" + NAME + "\0");
    } catch (IOException e) {
      return false;
    }
  }

  private boolean hasNode() {
    List<Path> nodes = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(root.resolve("dev"), "{nvidia[0-9]*,dxg}")) {
      found.forEach(nodes::add);
    } catch (IOException e) {
      return false;
    }
    return !nodes.isEmpty();
  }
}
