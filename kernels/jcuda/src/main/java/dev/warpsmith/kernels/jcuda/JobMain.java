package dev.warpsmith.kernels.jcuda;

import static dev.warpsmith.kernels.jcuda.DriverError.check;

import dev.warpsmith.kernels.device.LaunchJobs.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/**
 * The program that does one job: it loads the driver and a module, makes each launch once, and
 * ends. It starts no process, reads nothing, prints nothing but what kernels print, and is meant to
 * run under a tool that watches it.
 */
final class JobMain {
  private static final int FAILED = 1;
  private static final int LATE = 3;

  private JobMain() {}

  /**
   * Does a job.
   *
   * @param args its file
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    JobFile job = JobFile.read(file);
    endAfter(Duration.ofSeconds(job.seconds()));
    String complaint = complaint(job);
    if (!complaint.isEmpty()) {
      Files.writeString(file.resolveSibling(Job.COMPLAINT), complaint);
      System.exit(FAILED);
    }
    // Tools read their counters when the driver is shut down in order, so this is no halt.
    System.exit(0);
  }

  private static String complaint(JobFile job) {
    try {
      run(job);
      return "";
    } catch (DriverError | IOException e) {
      return String.valueOf(e.getMessage());
    } catch (LinkageError e) {
      return "the driver's library cannot be loaded: " + e.getMessage();
    }
  }

  private static void run(JobFile job) throws DriverError, IOException {
    JCudaDriver.setExceptionsEnabled(false);
    check("cuInit", JCudaDriver.cuInit(0));
    CUdevice device = new CUdevice();
    check("cuDeviceGet", JCudaDriver.cuDeviceGet(device, job.ordinal()));
    check("cuCtxCreate", JCudaDriver.cuCtxCreate(new CUcontext(), 0, device));
    WorkerModules modules = new WorkerModules();
    modules.load(job.module(), job.image().array());
    JobMemory memory = new JobMemory();
    for (JobFile.Memory each : job.memory()) {
      memory.add(each);
    }
    for (Order order : job.orders()) {
      PreparedLaunch.of(order, modules, memory).enqueue();
      check("cuCtxSynchronize after " + order.entry(), JCudaDriver.cuCtxSynchronize());
    }
  }

  /** A kernel that never ends must not keep the process, not even when nobody waits for it. */
  private static void endAfter(Duration limit) {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(limit.toMillis());
                Runtime.getRuntime().halt(LATE);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "job's limit");
    watchdog.setDaemon(true);
    watchdog.start();
  }
}
