package dev.warpsmith.kernels.jcuda.smi;

import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.process.ToolRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The SM clock of a GPU, locked until this is closed or the process dies in whatever way: a guard,
 * which signals do not reach, waits for the end of a pipe and gives the clock back.
 */
public final class ClockLock implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String GUARD = "trap '' INT TERM HUP; cat > /dev/null; exec \"$@\"";

  private final Process guard;

  private ClockLock(Process guard) {
    this.guard = guard;
  }

  /**
   * Locks the SM clock.
   *
   * @throws DeviceException if {@code nvidia-smi} refuses, with what it said and what to do
   */
  public static ClockLock lock(NvidiaSmi smi, int mhz) {
    ClockLock lock = new ClockLock(guard(smi));
    try {
      lock(smi, mhz, ToolRun.of(smi.lock(mhz), Path.of("/"), System.getenv(), LIMIT));
      return lock;
    } catch (IOException e) {
      lock.close();
      throw refused(smi, mhz, e.getMessage() + "; is nvidia-smi on PATH?");
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void lock(NvidiaSmi smi, int mhz, ToolRun run) {
    if (!run.succeeded()) {
      throw refused(smi, mhz, run.output().strip().replace('\n', ' '));
    }
  }

  private static DeviceException refused(NvidiaSmi smi, int mhz, String why) {
    return new DeviceException(
        "the SM clock of "
            + smi.gpu()
            + " cannot be locked at "
            + mhz
            + " MHz: "
            + why
            + "; locking takes root and a clock that 'nvidia-smi -q -d SUPPORTED_CLOCKS' lists;"
            + " leave out --lock-clocks to measure with the clocks as they are");
  }

  /** Starts the guard before anything is locked. */
  private static Process guard(NvidiaSmi smi) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "guard"));
    command.addAll(smi.restore());
    try {
      return new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new DeviceException("clocks cannot be locked safely: " + e.getMessage(), e);
    }
  }

  /** Gives the clock back and waits until that is done. */
  @Override
  public void close() {
    try {
      guard.getOutputStream().close();
      guard.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new DeviceException("the guard of the locked clocks is gone; run nvidia-smi -rgc", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
