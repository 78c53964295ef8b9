package dev.warpsmith.kernels.jcuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.warpsmith.kernels.device.DeviceException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceLockTest {
  @TempDir Path folder;

  @Test
  void keepsOtherProcessesOutUntilTheLastHoldIsClosed() throws Exception {
    Path file = folder.resolve("gpu.lock");
    DeviceLock lock = DeviceLock.of(file, Duration.ofSeconds(5));
    try (DeviceLock.Hold outer = lock.take()) {
      lock.take().close();
      assertThat(outer).isNotNull();
      assertThat(lockedElsewhere(file)).isTrue();
    }
    assertThat(lockedElsewhere(file)).isFalse();
  }

  @Test
  void saysWhoseLockItIsWhenItWaitedLongEnough() throws Exception {
    Path file = folder.resolve("gpu.lock");
    Process other = holder(file, "10");
    try {
      assertThat(other.getInputStream().read()).isEqualTo('x');
      DeviceLock lock = DeviceLock.of(file, Duration.ofMillis(50));
      assertThatExceptionOfType(DeviceException.class)
          .isThrownBy(lock::take)
          .withMessageContaining("kept by another run")
          .withMessageContaining(file.toString());
    } finally {
      other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void worksAloneAgainAfterItsHolderWasKilled() throws Exception {
    Path file = folder.resolve("gpu.lock");
    Process other = holder(file, "60");
    assertThat(other.getInputStream().read()).isEqualTo('x');
    other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    String done =
        DeviceLock.of(file, Duration.ofSeconds(5))
            .<String, RuntimeException>exclusively(() -> "ok");
    assertThat(done).isEqualTo("ok");
  }

  private static boolean lockedElsewhere(Path file) throws Exception {
    Process other = holder(file, "0");
    return other.getInputStream().read() != 'x' || other.waitFor() != 0;
  }

  private static Process holder(Path file, String seconds) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            file.toString(),
            seconds)
        .start();
  }

  /** Another process that locks a file at once, or fails. */
  static final class Holder {
    public static void main(String[] args) throws Exception {
      try (FileChannel channel =
          FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        if (channel.tryLock() == null) {
          System.exit(1);
        }
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
          out.write('x');
        }
        TimeUnit.SECONDS.sleep(Long.parseLong(args[1]));
      }
    }
  }
}
