package dev.warpsmith.cli;

import dev.warpsmith.kernels.jcuda.TestFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line in a process of its own, which can be killed. */
final class Forked {
  /** What killed runs leave goes with this process. */
  private static final Path TEMPORARY = TestFolder.untilExit("warpsmith-forked");

  private final Process process;
  private final Path out;
  private final Path err;

  private Forked(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Forked start(Path folder, Map<String, String> environment, String... args)
      throws IOException {
    // A build that was started in the background ignores interrupts, and so would its children.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() > 22) {
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-XX:+UseParallelGC", "-cp", System.getProperty("java.class.path")));
    command.add("-Djava.io.tmpdir=" + TEMPORARY);
    command.add("dev.warpsmith.cli.Main");
    command.addAll(List.of(args));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new Forked(builder.start(), out, err);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Kills the process as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Interrupts the process as Control-C does. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  Run end() throws IOException, InterruptedException {
    int code = process.waitFor();
    return new Run(code, Files.readString(out), Files.readString(err));
  }
}
