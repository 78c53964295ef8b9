package dev.warpsmith.kernels.jcuda;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The worker process: loads the driver, says what it found, and answers requests until its parent
 * closes the socket or dies. Where it ends in order, its folder goes with it.
 */
final class WorkerMain {
  private WorkerMain() {}

  /**
   * Runs the process.
   *
   * @param args the parent's socket, the staging file, the device's number, and {@code context} if
   *     requests will follow
   */
  public static void main(String[] args) throws IOException {
    Path folder = Objects.requireNonNull(Path.of(args[0]).toAbsolutePath().getParent());
    // A signal to both, as of Control-C.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> WorkerFolder.delete(folder)));
    endWithParent(System.in, folder);
    int ordinal = Integer.parseInt(args[2]);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(Path.of(args[0])));
      Frames frames = new Frames(channel);
      ByteBuffer staging = Staging.map(Path.of(args[1]));
      Optional<DriverSession> session =
          open(frames, ordinal, staging, args.length > 3 && args[3].equals("context"));
      if (session.isPresent()) {
        answer(frames, session.get());
      }
    }
    // The driver's own threads, or a kernel that never ends, must not keep the process.
    end(folder);
  }

  private static void end(Path folder) {
    WorkerFolder.delete(folder);
    Runtime.getRuntime().halt(0);
  }

  private static Optional<DriverSession> open(
      Frames frames, int ordinal, ByteBuffer staging, boolean context) throws IOException {
    try {
      DriverReport report = DriverSession.report(ordinal);
      Optional<DriverSession> session =
          context ? Optional.of(DriverSession.open(ordinal, report, staging)) : Optional.empty();
      frames.send(new Reply.Hello(report));
      return session;
    } catch (DriverError e) {
      frames.send(new Reply.NoDevice(String.valueOf(e.getMessage())));
    } catch (LinkageError e) {
      frames.send(new Reply.NoDevice("the driver's library cannot be loaded: " + e.getMessage()));
    }
    return Optional.empty();
  }

  private static void answer(Frames frames, DriverSession session) throws IOException {
    try {
      while (true) {
        DataInputStream frame = frames.receive();
        frames.send(session.answer(Request.read(frame)));
      }
    } catch (EOFException e) {
      // The parent has closed the device.
    }
  }

  private static void endWithParent(InputStream lifeline, Path folder) {
    Thread watcher =
        new Thread(
            () -> {
              try {
                while (lifeline.read() >= 0) {
                  // The parent writes nothing.
                }
              } catch (IOException e) {
                // The same as its end.
              }
              end(folder);
            },
            "end with parent");
    watcher.setDaemon(true);
    watcher.start();
  }
}
