package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.process.ProcessTree;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A worker, seen from its parent. Used by one thread at a time. */
final class WorkerProcess implements AutoCloseable {
  private static final ScheduledExecutorService WATCHDOG =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "cuda worker watchdog");
            thread.setDaemon(true);
            return thread;
          });

  private static final Duration LAST_BREATH = Duration.ofSeconds(10);

  private final WorkerFolder folder;
  private final Process process;
  private final SocketChannel channel;
  private final Frames frames;
  private final ByteBuffer staging;
  private final DriverReport report;

  private WorkerProcess(
      WorkerFolder folder,
      Process process,
      SocketChannel channel,
      ByteBuffer staging,
      DriverReport report) {
    this.folder = folder;
    this.process = process;
    this.channel = channel;
    this.frames = new Frames(channel);
    this.staging = staging;
    this.report = report;
  }

  /**
   * Starts a worker on a device.
   *
   * @param context whether requests will follow; otherwise it only says what the driver finds
   * @throws DeviceException if the driver does not start, with the reason
   */
  static WorkerProcess start(WorkerSetup setup, int ordinal, boolean context) {
    try {
      WorkerFolder folder = WorkerFolder.create(setup.temporary());
      try {
        return start(setup, folder, ordinal, context);
      } catch (IOException | RuntimeException e) {
        folder.delete();
        throw e;
      }
    } catch (IOException e) {
      throw new DeviceException(
          "the driver's process cannot be started: "
              + e.getMessage()
              + "; check that "
              + setup.temporary()
              + " can be written and has space",
          e);
    }
  }

  private static WorkerProcess start(
      WorkerSetup setup, WorkerFolder folder, int ordinal, boolean context) throws IOException {
    ByteBuffer staging = Staging.map(folder.staging());
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(folder.socket()));
      Process process = launch(setup, folder, ordinal, context);
      AtomicBoolean late = new AtomicBoolean();
      Future<?> alarm = alarm(setup.start(), late, process, server);
      var unused = process.onExit().thenRun(() -> closeQuietly(server));
      try {
        SocketChannel channel = server.accept();
        Future<?> other = alarm(setup.start(), late, process, channel);
        try {
          Reply hello = Reply.read(new Frames(channel).receive());
          return new WorkerProcess(folder, process, channel, staging, report(hello));
        } finally {
          other.cancel(false);
        }
      } catch (IOException e) {
        kill(process);
        throw new DeviceException(
            "the CUDA driver does not start: "
                + ended(process, folder, late, setup.start()).reason(),
            e);
      } catch (DeviceException e) {
        kill(process);
        throw e;
      } finally {
        alarm.cancel(false);
      }
    }
  }

  private static Process launch(
      WorkerSetup setup, WorkerFolder folder, int ordinal, boolean context) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(folder.socket().toString());
    arguments.add(folder.staging().toString());
    arguments.add(Integer.toString(ordinal));
    if (context) {
      arguments.add("context");
    }
    ProcessBuilder builder = new ProcessBuilder(setup.command(folder.path(), arguments));
    builder.environment().clear();
    builder.environment().putAll(setup.environment());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.output().toFile()));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(folder.errors().toFile()));
    return builder.start();
  }

  private static DriverReport report(Reply hello) {
    if (hello instanceof Reply.Hello known) {
      return known.report();
    }
    if (hello instanceof Reply.NoDevice none) {
      throw new DeviceException("the CUDA driver does not start: " + none.reason());
    }
    throw new IllegalStateException("a worker's first word is " + hello);
  }

  /** Returns what the driver said when it started. */
  DriverReport report() {
    return report;
  }

  /** Returns the memory through which bytes are copied, from its start. */
  ByteBuffer staging() {
    return staging.duplicate().clear();
  }

  /** Returns what kernels printed since the last call. */
  String printed() {
    return folder.printed();
  }

  /**
   * Returns the answer to a request.
   *
   * @throws WorkerEnded if there is none within the limit: the worker and its descendants are dead
   */
  Reply call(Request request, Duration limit) throws WorkerEnded {
    AtomicBoolean late = new AtomicBoolean();
    Future<?> alarm = alarm(limit, late, process, channel);
    try {
      frames.send(request);
      return Reply.read(frames.receive());
    } catch (IOException e) {
      WorkerEnded ended = ended(process, folder, late, limit);
      close();
      throw ended;
    } finally {
      alarm.cancel(false);
    }
  }

  private static Future<?> alarm(
      Duration limit, AtomicBoolean late, Process process, AutoCloseable waitedFor) {
    return WATCHDOG.schedule(
        () -> {
          late.set(true);
          kill(process);
          closeQuietly(waitedFor);
        },
        limit.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static WorkerEnded ended(
      Process process, WorkerFolder folder, AtomicBoolean late, Duration limit) {
    if (late.get()) {
      return WorkerEnded.late(limit);
    }
    boolean exited = waitFor(process);
    return WorkerEnded.crashed(exited ? process.exitValue() : 1, folder.complaint());
  }

  private static boolean waitFor(Process process) {
    try {
      return process.waitFor(LAST_BREATH.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void kill(Process process) {
    ProcessTree.kill(process.toHandle());
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // It is of no more use.
    }
  }

  /** Ends the worker with everything it started. */
  @Override
  public void close() {
    closeQuietly(channel);
    kill(process);
    waitFor(process);
    folder.delete();
  }
}
