package dev.warpsmith.profiler.ncu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What runs this machine, which decides how counters are opened to its users. */
enum Surroundings {
  HOST(
      "as root: echo 'options nvidia NVreg_RestrictProfilingToAdminUsers=0' >"
          + " /etc/modprobe.d/nvidia-profiling.conf && update-initramfs -u (on Fedora and its kin:"
          + " dracut -f), then restart; or run as root"),
  CONTAINER(
      "start the container with --cap-add=SYS_ADMIN (Kubernetes: securityContext.capabilities.add:"
          + " [SYS_ADMIN]); or open the counters to all users on its host: options nvidia"
          + " NVreg_RestrictProfilingToAdminUsers=0 in /etc/modprobe.d/nvidia-profiling.conf, then"
          + " restart it"),
  WSL(
      "on Windows: NVIDIA Control Panel, Desktop, Enable Developer Settings, then Developer, Manage"
          + " GPU Performance Counters, Allow access to all users; then wsl --shutdown");

  /** The driver's parameters, as its kernel module prints them. */
  private static final Path PARAMETERS = Path.of("/proc/driver/nvidia/params");

  private final String remedy;

  Surroundings(String remedy) {
    this.remedy = remedy;
  }

  /** Returns how to let this machine's users read the counters. */
  String remedy() {
    return remedy;
  }

  /** Returns what the driver says of who may read counters, where it keeps others out. */
  Optional<String> restriction() {
    try {
      return Files.readString(PARAMETERS).contains("RmProfilingAdminOnly: 1")
          ? Optional.of(
              "only root and administrators may read counters here; for others, " + remedy)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Surroundings detect(Map<String, String> environment) {
    if (Files.exists(Path.of("/.dockerenv"))
        || Files.exists(Path.of("/run/.containerenv"))
        || environment.containsKey("KUBERNETES_SERVICE_HOST")) {
      return CONTAINER;
    }
    try {
      String kernel = Files.readString(Path.of("/proc/version")).toLowerCase(Locale.ROOT);
      return kernel.contains("microsoft") ? WSL : HOST;
    } catch (IOException e) {
      return HOST;
    }
  }
}
