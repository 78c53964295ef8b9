package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.DeviceException;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How workers are started, and how long they may take.
 *
 * @param environment of the worker, all of it
 * @param temporary folder for those of workers, and for the files that keep other runs off a device
 * @param start limit for the driver to start
 * @param request limit for a request that runs no kernel
 * @param launch limit for one launch
 */
record WorkerSetup(
    Map<String, String> environment,
    Path temporary,
    Duration start,
    Duration request,
    Duration launch) {
  /** Variables that the driver may see; whatever else is set stays here, secrets included. */
  private static final List<String> PASSED =
      List.of("PATH", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER");

  private static final int FIRST_TO_WARN_OF_NATIVE_CODE = 24;

  /** A variable that says how long a launch may take. */
  private static final String LAUNCH_SECONDS = "WARPSMITH_LAUNCH_SECONDS";

  private static final int DEFAULT_LAUNCH_SECONDS = 10;

  WorkerSetup {
    environment = Map.copyOf(environment);
  }

  /** Returns the setup for this process' environment. */
  static WorkerSetup standard() {
    return of(System.getenv());
  }

  /**
   * Returns the setup for an environment.
   *
   * @throws DeviceException if it sets a limit that is no number of seconds
   */
  static WorkerSetup of(Map<String, String> environment) {
    return new WorkerSetup(
        allowed(environment),
        Path.of(System.getProperty("java.io.tmpdir")),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        launch(environment.getOrDefault(LAUNCH_SECONDS, "")));
  }

  /** Returns this with another limit of a launch, unless the environment has set one. */
  WorkerSetup limitedTo(Duration most) {
    boolean set = !launch.equals(Duration.ofSeconds(DEFAULT_LAUNCH_SECONDS));
    return set ? this : new WorkerSetup(environment, temporary, start, request, most);
  }

  private static Duration launch(String seconds) {
    if (seconds.isBlank()) {
      return Duration.ofSeconds(DEFAULT_LAUNCH_SECONDS);
    }
    if (!seconds.matches("[1-9]\\d{0,4}")) {
      throw new DeviceException(
          LAUNCH_SECONDS + "=" + seconds + "; expected whole seconds from 1 to 99999, such as 30");
    }
    return Duration.ofSeconds(Integer.parseInt(seconds));
  }

  /** Returns the variables that pass. */
  static Map<String, String> allowed(Map<String, String> environment) {
    Map<String, String> allowed = new TreeMap<>();
    for (String name : PASSED) {
      String value = environment.get(name);
      if (value != null) {
        allowed.put(name, value);
      }
    }
    allowed.put("LC_ALL", "C");
    // What the driver compiles is not kept: the same module is compiled the same way each time.
    allowed.put("CUDA_CACHE_DISABLE", "1");
    return allowed;
  }

  /** Returns the command that runs a worker with {@link WorkerMain}'s arguments. */
  List<String> command(Path folder, List<String> arguments) {
    return command(folder, WorkerMain.class, arguments);
  }

  /**
   * Returns the command that runs a program of this module with this process' Java and class path.
   *
   * @param folder for what JCuda unpacks and a crash leaves
   */
  List<String> command(Path folder, Class<?> program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Xmx1g",
            // Of a crash a file is kept while the folder is, and no core dump.
            "-XX:ErrorFile=" + folder.resolve("crash.log"),
            "-XX:-CreateCoredumpOnCrash",
            "-Djava.io.tmpdir=" + folder));
    if (Runtime.version().feature() >= FIRST_TO_WARN_OF_NATIVE_CODE) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(classPath());
    command.add(program.getName());
    command.addAll(arguments);
    return command;
  }

  /** A program may run in another folder than this process. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
