package dev.warpsmith.kernels.jcuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchJobs.Content;
import dev.warpsmith.kernels.device.LaunchJobs.Job;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.process.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that does one job, on a fake driver. */
class CudaJobsIT {
  @TempDir Path folder;

  private Job write(
      Device device,
      LoadedModule module,
      List<KernelLaunch> launches,
      Function<DeviceBuffer, Content> contents,
      Duration limit)
      throws IOException {
    Path own = Files.createDirectory(folder.resolve("job"));
    return device.jobs().orElseThrow().write(own, module, launches, contents, limit);
  }

  /** Runs a job as a tool would: in its own folder, with no more than its variables. */
  private static ToolRun run(Job job) throws IOException {
    return ToolRun.of(job.command(), job.folder(), job.environment(), Duration.ofSeconds(60));
  }

  @Test
  void makesEachLaunchOnceInOrderAndEnds() throws IOException {
    FakeDriver driver = FakeDriver.in(folder);
    try (Device device = driver.open();
        LoadedModule module = TestKernels.load(device)) {
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      List<KernelLaunch> plan =
          List.of(TestKernels.count(out), say(7), TestKernels.count(out), say(8));

      ToolRun run =
          run(write(device, module, plan, any -> new Content.Undefined(), Duration.ofSeconds(30)));

      assertThat(run.succeeded()).as(run.output()).isTrue();
      assertThat(run.output()).contains("thread 0 says 7\nthread 0 says 8\n");
      assertThat(driver.launches()).isEqualTo(4);
      assertThat(driver.processes()).isEqualTo(2);
    }
  }

  private static KernelLaunch say(int number) {
    return TestKernels.launch("say", new dev.warpsmith.kernels.device.KernelArgument.Int(number));
  }

  @Test
  void buffersHaveNoMoreMemoryThanTheirSize() throws IOException {
    FakeDriver driver = FakeDriver.in(folder);
    try (Device device = driver.open();
        LoadedModule module = TestKernels.load(device)) {
      DeviceBuffer x = device.allocate("x: f32[32]", 4, 128);
      List<KernelLaunch> plan = List.of(TestKernels.pastEnd(x, 32));
      Job job =
          write(device, module, plan, any -> new Content.Filled((byte) 1), Duration.ofSeconds(30));

      assertThat(run(job).exitCode()).isEqualTo(1);
      assertThat(job.folder().resolve(Job.COMPLAINT))
          .content()
          .isEqualTo("cuCtxSynchronize after past_end: CUDA_ERROR_ILLEGAL_ADDRESS");
    }
  }

  @Test
  void savedContentsMustBeAsLongAsTheirBuffers() throws IOException {
    FakeDriver driver = FakeDriver.in(folder);
    Path file = Files.write(folder.resolve("input"), new byte[] {1, 2, 3});
    try (Device device = driver.open();
        LoadedModule module = TestKernels.load(device)) {
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      List<KernelLaunch> plan = List.of(TestKernels.count(out));

      Job job = write(device, module, plan, any -> new Content.Saved(file), Duration.ofSeconds(30));

      assertThat(run(job).succeeded()).isFalse();
      assertThat(job.folder().resolve(Job.COMPLAINT))
          .content()
          .contains("input has 3 bytes, expected 4");
      assertThat(driver.launches()).isZero();
    }
  }

  @Test
  void aKernelThatNeverEndsEndsWithItsProcess() throws IOException {
    FakeDriver driver = FakeDriver.in(folder);
    try (Device device = driver.open();
        LoadedModule module = TestKernels.load(device)) {
      DeviceBuffer flag = device.allocate("flag: i32[1]", 4, 4);
      KernelLaunch spin =
          TestKernels.launch("spin", new dev.warpsmith.kernels.device.KernelArgument.Pointer(flag));

      Job job =
          write(
              device,
              module,
              List.of(spin),
              any -> new Content.Filled((byte) 0),
              Duration.ofSeconds(2));

      assertThat(run(job).exitCode()).isEqualTo(3);
    }
  }

  @Test
  void knowsTheModulesOfItsDeviceOnly() throws IOException {
    try (Device device = FakeDriver.in(folder).open()) {
      LoadedModule foreign = new Foreign();
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  write(
                      device,
                      foreign,
                      List.of(),
                      any -> new Content.Undefined(),
                      Duration.ofSeconds(1)));
    }
  }

  /** A module of no device. */
  private static final class Foreign implements LoadedModule {
    @Override
    public Map<String, List<dev.warpsmith.kernels.device.KernelParameter>> kernels() {
      return Map.of();
    }

    @Override
    public dev.warpsmith.kernels.device.KernelResources resources(String kernel) {
      throw new IllegalArgumentException(kernel);
    }

    @Override
    public dev.warpsmith.kernels.device.LaunchResult launch(
        KernelLaunch launch, dev.warpsmith.kernels.device.LaunchOptions options) {
      throw new IllegalArgumentException(launch.kernel());
    }

    @Override
    public void close() {}
  }
}
