package dev.warpsmith.kernels.device;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes launches down for a process of its own, which makes each of them once and ends: tools that
 * watch a whole program need one that does nothing else.
 */
public interface LaunchJobs {
  /** What a buffer holds when the first launch begins. */
  sealed interface Content {
    /** The bytes of a file, which is as long as the buffer. */
    record Saved(Path file) implements Content {}

    /** The same byte everywhere. */
    record Filled(byte value) implements Content {}

    /** Whatever is there. */
    record Undefined() implements Content {}
  }

  /**
   * A program that makes the launches. It exits with 0 if all of them ended well; if not, the file
   * {@link #COMPLAINT} in the folder says why, on one line.
   *
   * @param folder that holds everything it needs but saved contents, and where it runs
   * @param command the program with its arguments
   * @param environment variables that it needs
   */
  record Job(Path folder, List<String> command, Map<String, String> environment) {
    /** The name of the file that says why a job failed. */
    public static final String COMPLAINT = "complaint.txt";

    /** Copies the collections. */
    public Job {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Writes a job. Buffers get no more memory than their size, so that a tool sees where they end.
   *
   * @param folder an empty one
   * @param launches of the module's kernels, in order
   * @param contents of each buffer that the launches take
   * @param limit after which the process ends by itself, whatever becomes of its parents
   */
  Job write(
      Path folder,
      LoadedModule module,
      List<KernelLaunch> launches,
      Function<DeviceBuffer, Content> contents,
      Duration limit);
}
