package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchJobs;
import dev.warpsmith.kernels.device.LoadedModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes jobs for a device, which {@link JobMain} does. */
final class CudaJobs implements LaunchJobs {
  private static final String FILE = "job";

  private final WorkerSetup setup;
  private final int ordinal;

  CudaJobs(WorkerSetup setup, int ordinal) {
    this.setup = setup;
    this.ordinal = ordinal;
  }

  @Override
  public Job write(
      Path folder,
      LoadedModule module,
      List<KernelLaunch> launches,
      Function<DeviceBuffer, Content> contents,
      Duration limit) {
    if (!(module instanceof CudaModule known)) {
      throw new IllegalArgumentException("a module of this device expected");
    }
    Map<Integer, JobFile.Memory> memory = new LinkedHashMap<>();
    List<Order> orders = new ArrayList<>();
    for (KernelLaunch launch : launches) {
      orders.add(
          known.order(
              launch,
              buffer ->
                  memory.computeIfAbsent(
                      buffer.number(),
                      number ->
                          new JobFile.Memory(number, buffer.bytes(), contents.apply(buffer)))));
    }
    JobFile job =
        new JobFile(
            ordinal,
            (int) Math.max(1, limit.toSeconds()),
            known.number(),
            ByteBuffer.wrap(known.content()),
            List.copyOf(memory.values()),
            orders);
    return written(folder, job);
  }

  private Job written(Path folder, JobFile job) {
    Path file = folder.toAbsolutePath().resolve(FILE);
    try {
      job.write(file);
    } catch (IOException e) {
      throw new DeviceException("a job cannot be written to " + file + ": " + e.getMessage(), e);
    }
    List<String> command =
        setup.command(folder.toAbsolutePath(), JobMain.class, List.of(file.toString()));
    return new Job(folder, command, setup.environment());
  }
}
