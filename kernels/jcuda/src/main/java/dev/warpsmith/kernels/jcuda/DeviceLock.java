package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.DeviceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the runs on one machine from using a device at the same time: a file that is locked while a
 * device works. The thread that holds it may take it again.
 */
final class DeviceLock {
  private static final Map<Path, DeviceLock> LOCKS = new ConcurrentHashMap<>();
  private static final Duration POLL = Duration.ofMillis(5);

  private final Path file;
  private final Duration patience;
  private final ReentrantLock thread = new ReentrantLock(true);
  private @Nullable FileLock held;

  private DeviceLock(Path file, Duration patience) {
    this.file = file;
    this.patience = patience;
  }

  /**
   * Returns the lock of a device, whichever user asks. Its file stays, one for each device.
   *
   * @param folder that all runs on this machine know
   */
  static DeviceLock of(Path folder, String uuid) {
    return of(folder.resolve("warpsmith-cuda-" + uuid + ".lock"), Duration.ofMinutes(10));
  }

  static DeviceLock of(Path file, Duration patience) {
    return LOCKS.computeIfAbsent(file.toAbsolutePath(), path -> new DeviceLock(path, patience));
  }

  /** Returns the file, which another program may lock as well (POSIX, from its first byte on). */
  Path file() {
    return file;
  }

  /** Work under the lock. */
  interface Guarded<T, E extends Exception> {
    T run() throws E;
  }

  /** Works under the lock; see {@link #take}. */
  <T, E extends Exception> T exclusively(Guarded<T, E> work) throws E {
    Hold hold = take();
    try {
      return work.run();
    } finally {
      hold.close();
    }
  }

  /** Holds the lock until it is closed. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for the lock.
   *
   * @throws DeviceException if another process keeps it too long
   */
  Hold take() {
    thread.lock();
    try {
      if (thread.getHoldCount() == 1) {
        held = lockFile();
      }
    } catch (RuntimeException e) {
      thread.unlock();
      throw e;
    }
    return this::release;
  }

  private void release() {
    try {
      FileLock lock = held;
      if (thread.getHoldCount() == 1 && lock != null) {
        held = null;
        lock.channel().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unlock " + file, e);
    } finally {
      thread.unlock();
    }
  }

  private FileLock lockFile() {
    try {
      FileChannel channel = open();
      long end = System.nanoTime() + patience.toNanos();
      while (true) {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
        if (System.nanoTime() - end > 0) {
          channel.close();
          throw new DeviceException(
              "the GPU is kept by another run that holds "
                  + file
                  + "; wait for it to end, or choose another --device");
        }
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      }
    } catch (IOException e) {
      throw new DeviceException(
          "cannot lock " + file + ": " + e.getMessage() + "; delete it if no run uses the GPU", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException("interrupted while waiting for " + file, e);
    }
  }

  private FileChannel open() throws IOException {
    if (!Files.exists(file)) {
      try {
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
      } catch (java.nio.file.FileAlreadyExistsException | UnsupportedOperationException e) {
        // Another process has just made it, or the file system knows no permissions.
      }
    }
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }
}
