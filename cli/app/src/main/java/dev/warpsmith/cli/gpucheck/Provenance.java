package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.process.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What results of a GPU depend on: the GPU, its driver, its clocks, and the versions of tools. */
public final class Provenance {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final List<String> SMI =
      List.of(
          "nvidia-smi",
          "--query-gpu=name,uuid,driver_version,pstate,clocks.sm,clocks.mem,clocks.max.sm,"
              + "clocks.max.mem,temperature.gpu,power.draw,power.limit,persistence_mode,"
              + "utilization.gpu,memory.used,compute_mode,mig.mode.current",
          "--format=csv");
  private static final List<String> CLOCKS =
      List.of(
          "nvidia-smi",
          "--query-gpu=driver_version,clocks.sm,clocks.max.sm,power.limit",
          "--format=csv,noheader");
  private static final int FIELDS = 4;
  private static final List<String> PROCESSES =
      List.of("nvidia-smi", "--query-compute-apps=pid,process_name,used_memory", "--format=csv");

  private Provenance() {}

  /**
   * Collects it.
   *
   * @param versions of Warpsmith, Java and nvcc
   */
  public static Map<String, Object> of(Device device, Map<String, String> versions) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("device", device.id());
    facts.put("gpu", device.spec().description());
    facts.put("spec", device.spec());
    facts.put("executes", device.version());
    facts.putAll(versions);
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("driver", driver());
    facts.put("nvidia-smi", said(SMI));
    facts.put("other processes", said(PROCESSES));
    return facts;
  }

  /** Returns what the GPU's clocks are, and may be, in one line. */
  public static String clocks() {
    String[] said = said(CLOCKS).split(", *", -1);
    return said.length == FIELDS
        ? "driver %s, SM clock as found: %s of at most %s; %s".formatted((Object[]) said)
        : "clocks unknown";
  }

  private static String driver() {
    try {
      return Files.readString(DRIVER).strip();
    } catch (IOException e) {
      return "no " + DRIVER;
    }
  }

  private static String said(List<String> command) {
    try {
      ToolRun run =
          ToolRun.of(
              command,
              Path.of(System.getProperty("java.io.tmpdir")),
              Map.of("PATH", System.getenv().getOrDefault("PATH", "")),
              Duration.ofSeconds(20));
      return run.output().strip();
    } catch (IOException e) {
      return command.get(0) + " cannot be run: " + e.getMessage();
    }
  }
}
