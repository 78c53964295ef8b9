package dev.warpsmith.kernels.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.PumpStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * A tool's run that has ended.
 *
 * @param exitCode meaningless if it timed out
 * @param output standard output and error together, at most {@link #LARGEST_OUTPUT} characters
 * @param timedOut whether it was killed, with all its descendants, at its time limit
 */
public record ToolRun(int exitCode, String output, boolean timedOut) {
  public static final int LARGEST_OUTPUT = 1 << 20;

  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  /**
   * Runs a tool to its end, without a shell and without standard input.
   *
   * @throws IOException if the tool cannot be started
   */
  public static ToolRun of(
      List<String> command, Path folder, Map<String, String> environment, Duration limit)
      throws IOException {
    CommandLine line = new CommandLine(command.get(0));
    command.stream().skip(1).forEach(argument -> line.addArgument(argument, false));
    BoundedOutput output = new BoundedOutput();
    StartedProcess process = new StartedProcess();
    DefaultExecutor executor = executor(folder, output, process);
    AtomicBoolean timedOut = new AtomicBoolean();
    Runnable onTimeout =
        () -> {
          timedOut.set(true);
          process.kill();
        };
    Deadline deadline = Deadline.after(limit, onTimeout);
    try {
      int exit = executor.execute(line, environment);
      return new ToolRun(exit, output.text(), timedOut.get());
    } catch (ExecuteException e) {
      return new ToolRun(e.getExitValue(), output.text(), timedOut.get());
    } finally {
      deadline.cancel();
      process.kill();
    }
  }

  /**
   * Tells whether somebody else ended it: Control-C and an ending session reach the tool too, and
   * say nothing of its input.
   */
  public boolean interrupted() {
    return !timedOut && (exitCode == 128 + SIGINT || exitCode == 128 + SIGTERM);
  }

  /** Tells whether it ended by itself, with exit code 0. */
  public boolean succeeded() {
    return exitCode == 0 && !timedOut;
  }

  private static DefaultExecutor executor(
      Path folder, OutputStream output, ProcessDestroyer process) {
    PumpStreamHandler streams = new PumpStreamHandler(output, output);
    streams.setStopTimeout(Duration.ofSeconds(2));
    DefaultExecutor executor =
        DefaultExecutor.builder()
            .setWorkingDirectory(folder)
            .setExecuteStreamHandler(streams)
            .get();
    executor.setProcessDestroyer(process);
    executor.setExitValues(null);
    return executor;
  }

  /** Learns from the executor which process it started, which its watchdog would not tell. */
  private static final class StartedProcess implements ProcessDestroyer {
    private final AtomicReference<@Nullable Process> process = new AtomicReference<>();

    @Override
    public boolean add(Process started) {
      process.set(started);
      return true;
    }

    @Override
    public boolean remove(Process ended) {
      return true;
    }

    @Override
    public int size() {
      return process.get() == null ? 0 : 1;
    }

    void kill() {
      Process started = process.get();
      if (started != null) {
        ProcessTree.kill(started.toHandle());
      }
    }
  }

  /** Keeps the beginning of what is written to it. */
  private static final class BoundedOutput extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int value) {
      if (kept.size() < LARGEST_OUTPUT) {
        kept.write(value);
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      kept.write(bytes, offset, Math.min(length, LARGEST_OUTPUT - kept.size()));
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }
}
