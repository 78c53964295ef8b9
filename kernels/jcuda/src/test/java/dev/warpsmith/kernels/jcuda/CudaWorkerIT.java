package dev.warpsmith.kernels.jcuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.TimingRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of workers: what they hold, and that none outlives its run. */
class CudaWorkerIT {
  @TempDir Path folder;

  /** Returns this process' workers. */
  static List<ProcessHandle> workers() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(
            process -> process.info().commandLine().orElse("").contains(WorkerMain.class.getName()))
        .toList();
  }

  @Test
  void leaksNothingInAThousandLaunches() {
    FakeDriver driver = FakeDriver.in(folder);
    try (Device device = driver.open()) {
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      TestKernels.put(out, 0);
      long buffers = driver.buffers();
      long bytes = driver.bytes();
      for (int candidate = 0; candidate < 50; candidate++) {
        try (LoadedModule module = TestKernels.load(device);
            DeviceBuffer scratch = device.allocate("scratch: u8[1000]", 1, 1000)) {
          scratch.poison((byte) 0xFF);
          for (int launch = 0; launch < 20; launch++) {
            assertThat(TestKernels.run(module, TestKernels.count(out)))
                .isInstanceOf(LaunchResult.Completed.class);
          }
          assertThat(TestKernels.get(out)).isEqualTo(120);
        }
      }
      assertThat(driver.launches()).isEqualTo(1000);
      assertThat(driver.buffers()).isEqualTo(buffers);
      assertThat(driver.bytes()).isEqualTo(bytes);
      assertThat(driver.modules()).isZero();
      assertThat(driver.events()).isZero();
      assertThat(driver.processes()).isEqualTo(1);
    }
    assertThat(workers()).isEmpty();
  }

  @Test
  void timesColdAndHotAndFreesItsEvents() {
    FakeDriver driver = FakeDriver.in(folder);
    try (Device device = driver.open()) {
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      LoadedModule module = TestKernels.load(device);

      LaunchTimes cold = time(device, module, out, new TimingRequest(true, 10, 1));
      LaunchTimes hot = time(device, module, out, new TimingRequest(false, 3, 50));

      assertThat(cold.match(LaunchTimes.Taken::micros, faulted -> List.of()))
          .hasSize(10)
          .allMatch(micros -> micros >= 0);
      assertThat(hot.match(LaunchTimes.Taken::micros, faulted -> List.of())).hasSize(3);
      assertThat(driver.launches()).isEqualTo(10 + 3 * 51);
      assertThat(driver.calls("cuMemsetD32Async")).isEqualTo(13);
      assertThat(driver.events()).isZero();
      assertThat(device.timer().orElseThrow().instrument())
          .isEqualTo("on NVIDIA H200, CUDA driver 13.0");
    }
  }

  private static LaunchTimes time(
      Device device, LoadedModule module, DeviceBuffer out, TimingRequest request) {
    return device.timer().orElseThrow().time(module, List.of(TestKernels.count(out)), request);
  }

  @Test
  void copiesMoreThanTheStagingFileHolds() {
    try (Device device = FakeDriver.in(folder).open()) {
      byte[] bytes = new byte[2 * Staging.BYTES + 12_345];
      new Random(1).nextBytes(bytes);
      DeviceBuffer buffer = device.allocate("x: u8[" + bytes.length + "]", 1, bytes.length);
      buffer.write(0, ByteBuffer.wrap(bytes));
      ByteBuffer read = ByteBuffer.allocateDirect(bytes.length - 7);
      buffer.read(7, read);
      assertThat(read.flip().mismatch(ByteBuffer.wrap(bytes, 7, bytes.length - 7))).isEqualTo(-1);
    }
  }

  @Test
  void keepsWhatKernelsPrint() {
    try (Device device = FakeDriver.in(folder).open()) {
      LoadedModule module = TestKernels.load(device);
      String first = printed(module, 1);
      String second = printed(module, 2);
      assertThat(first).isEqualTo("thread 0 says 1\n");
      assertThat(second).isEqualTo("thread 0 says 2\n");
    }
  }

  private static String printed(LoadedModule module, int value) {
    return TestKernels.run(
            module,
            TestKernels.launch("say", new dev.warpsmith.kernels.device.KernelArgument.Int(value)))
        .match(completed -> completed.record().printed().text(), faulted -> "faulted");
  }

  @Test
  void endsWithItsDeviceAndLeavesNoFile() throws IOException {
    Device device = FakeDriver.in(folder).open();
    assertThat(workers()).hasSize(1);
    assertThat(folders()).hasSize(1);
    device.close();
    assertThat(workers()).isEmpty();
    assertThat(folders()).isEmpty();
  }

  private List<Path> folders() throws IOException {
    return files("warpsmith-cuda\\d+");
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches(name)).toList();
    }
  }

  @Test
  void keepsOneLockFileForEachDeviceAndFoldersOfLiveWorkersOnly() throws IOException {
    FakeDriver driver = FakeDriver.in(folder);
    for (int i = 0; i < 2; i++) {
      try (Device device = driver.open();
          Device again = driver.open()) {
        device.allocate("x: u8[1]", 1, 1).close();
        again.allocate("x: u8[1]", 1, 1).close();
        assertThat(folders()).hasSize(2);
      }
    }
    assertThat(folders()).isEmpty();
    assertThat(files("warpsmith-cuda-.*\\.lock")).hasSize(1);
  }

  @Test
  void deletesTheFolderOfARunThatWasKilledWithItsWorker() throws Exception {
    FakeDriver driver = FakeDriver.in(folder);
    Process parent = hangingRun(driver);
    List<ProcessHandle> workers = parent.descendants().toList();
    // Stopped, it does not see its worker's end, nor the worker its parent's.
    new ProcessBuilder("kill", "-STOP", Long.toString(parent.pid())).start().waitFor();
    workers.forEach(ProcessHandle::destroyForcibly);
    parent.destroyForcibly().waitFor();
    List<Path> left = folders();
    Path unclaimed = Files.createDirectory(folder.resolve("warpsmith-cuda1"));

    driver.open().close();

    assertThat(left).hasSize(1);
    assertThat(folders())
        .as("what was claimed goes, what was not stays")
        .containsExactly(unclaimed);
  }

  @Test
  void endsWithAParentThatIsKilled() throws IOException, InterruptedException {
    Process parent = hangingRun(FakeDriver.in(folder));
    assertThat(folders()).hasSize(1);
    List<ProcessHandle> workers = parent.descendants().toList();
    assertThat(workers).isNotEmpty();
    parent.destroyForcibly();
    for (ProcessHandle worker : workers) {
      assertThat(worker.onExit().orTimeout(10, TimeUnit.SECONDS).join().isAlive()).isFalse();
    }
    assertThat(folders()).isEmpty();
  }

  /** Starts a run and waits until its driver hangs. */
  private Process hangingRun(FakeDriver driver) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            HangingRun.class.getName(),
            folder.toString());
    builder.environment().putAll(driver.environment());
    builder.environment().put("FAKE_CUDA_FAULTS", "cuMemAlloc_v2@1=hang");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process parent = builder.start();
    while (!Files.exists(driver.state()) || driver.calls("cuMemAlloc_v2") == 0) {
      assertThat(parent.isAlive()).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return parent;
  }

  /** A run whose driver hangs; the test kills it. */
  static final class HangingRun {
    public static void main(String[] args) {
      CudaDevice.open(
              "cuda:0",
              0,
              new WorkerSetup(
                  System.getenv(),
                  Path.of(args[0]),
                  java.time.Duration.ofSeconds(20),
                  java.time.Duration.ofMinutes(5),
                  java.time.Duration.ofMinutes(5)))
          .allocate("x: u8[1]", 1, 1);
    }
  }

  @Test
  void showsTheWorkerNoSecrets() {
    Map<String, String> allowed =
        WorkerSetup.allowed(
            Map.of("PATH", "/bin", "OPENAI_API_KEY", "secret", "LD_LIBRARY_PATH", "/lib"));
    assertThat(allowed)
        .containsKeys("PATH", "LD_LIBRARY_PATH")
        .doesNotContainKey("OPENAI_API_KEY")
        .doesNotContainValue("secret");
  }

  @Test
  void opensTheDeviceThatWasNamed() {
    FakeDriver driver = FakeDriver.in(folder).with("FAKE_CUDA_COUNT", "2");
    assertThat(driver.provider().available()).containsExactly("cuda:0", "cuda:1");
    try (Device device = driver.provider().open("1")) {
      assertThat(device.id()).isEqualTo("cuda:1");
    }
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> driver.provider().open("2"))
        .withMessageContaining("CUDA_ERROR_INVALID_DEVICE");
  }

  @Test
  void saysThatTheDriverSeesNoDevice() {
    CudaDeviceProvider provider = FakeDriver.in(folder).with("FAKE_CUDA_COUNT", "0").provider();
    assertThat(provider.available()).isEmpty();
    assertThat(provider.reason()).contains("CUDA_ERROR_NO_DEVICE");
  }

  @Test
  void startsNoProcessWhereThereIsNoDriver() {
    WorkerSetup setup =
        new WorkerSetup(
            Map.of(),
            folder,
            java.time.Duration.ofSeconds(1),
            java.time.Duration.ofSeconds(1),
            java.time.Duration.ofSeconds(1));
    CudaDeviceProvider provider = new CudaDeviceProvider(setup, folder);
    assertThat(provider.available()).isEmpty();
    assertThat(provider.reason()).isEqualTo("no NVIDIA driver: libcuda.so.1 is not installed");
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> provider.open("0"))
        .withMessage(
            "device cuda:0 cannot be opened: no NVIDIA driver: libcuda.so.1 is not installed");
    assertThat(workers()).isEmpty();
  }

  @Test
  void saysThatTheDriversLibraryIsBroken() throws IOException {
    Files.writeString(folder.resolve("libcuda.so.1"), "no library");
    FakeDriver broken = FakeDriver.in(folder).with("LD_LIBRARY_PATH", folder.toString());
    assertThat(broken.provider().available()).isEmpty();
    assertThat(broken.provider().reason())
        .contains("the CUDA driver does not start", "cannot be loaded", "libcuda.so.1");
  }
}
