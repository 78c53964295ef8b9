package dev.warpsmith.kernels.jcuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.DeviceFault.Kind;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LaunchTimes;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.TimingRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each fault, injected by a fake driver. */
class CudaFaultsIT {
  /** The launch of a test is the first one that its driver sees. */
  private static final String LAUNCH = "cuLaunchKernel@1=";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "700, OUT_OF_BOUNDS, belongs to no buffer",
    "716, MISALIGNED, width does not divide",
    "710, ASSERTION, an assert failed",
    "714, STACK_OVERFLOW, stack",
    "718, INVALID_CALL, points to no function",
    "715, UNSUPPORTED, instruction",
    "702, TIME_LIMIT, longer than the driver allows",
    "719, TRAP, the kernel failed",
    "999, TRAP, the kernel failed"
  })
  void givesEachStickyErrorItsKindAndGoesOn(int code, Kind kind, String says) {
    FakeDriver driver = FakeDriver.in(folder).failing(LAUNCH + "sticky:" + code);
    try (Device device = driver.open()) {
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      LoadedModule module = TestKernels.load(device);

      DeviceFault fault = fault(module, TestKernels.count(out));

      assertThat(fault.kind()).isEqualTo(kind);
      assertThat(fault.kernel()).isEqualTo("count");
      assertThat(fault.message()).startsWith("count: ").contains(says, CudaFaults.name(code));
      worksOn(device, module, out);
      assertThat(driver.processes()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, LAUNCH_LIMIT, CUDA_ERROR_INVALID_VALUE",
    "701, LAUNCH_LIMIT, CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES",
    "720, LAUNCH_LIMIT, CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE",
    "2, OUT_OF_MEMORY, CUDA_ERROR_OUT_OF_MEMORY"
  })
  void keepsTheWorkerAfterErrorsThatPass(int code, Kind kind, String says) {
    FakeDriver driver = FakeDriver.in(folder).failing(LAUNCH + code);
    try (Device device = driver.open()) {
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      LoadedModule module = TestKernels.load(device);

      DeviceFault fault = fault(module, TestKernels.count(out));

      assertThat(fault.kind()).isEqualTo(kind);
      assertThat(fault.message()).contains(says);
      worksOn(device, module, out);
      assertThat(driver.processes()).isEqualTo(1);
    }
  }

  @Test
  void endsAKernelThatHangsWithItsWorker() {
    FakeDriver driver = FakeDriver.in(folder);
    try (Device device = CudaDevice.open("cuda:0", 0, driver.impatient())) {
      DeviceBuffer flag = device.allocate("flag: i32[1]", 4, 4);
      flag.fill((byte) 0);
      LoadedModule module = TestKernels.load(device);

      KernelLaunch spin =
          TestKernels.launch("spin", new dev.warpsmith.kernels.device.KernelArgument.Pointer(flag));
      DeviceFault fault = fault(module, spin);

      assertThat(fault.kind()).isEqualTo(Kind.TIME_LIMIT);
      assertThat(fault.message()).isEqualTo("spin: no end after 1 s");
      worksOn(device, module, flag);
    }
    assertThat(CudaWorkerIT.workers()).isEmpty();
  }

  @Test
  void saysThatTheDriverCrashed() {
    try (Device device = FakeDriver.in(folder).failing(LAUNCH + "crash").open()) {
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      LoadedModule module = TestKernels.load(device);

      DeviceFault fault = fault(module, TestKernels.count(out));

      assertThat(fault.kind()).isEqualTo(Kind.TRAP);
      assertThat(fault.message()).contains("the driver's process crashed: SIGSEGV", "libcuda.so.1");
      worksOn(device, module, out);
    }
  }

  @Test
  void saysThatTheDeviceIsLost() {
    try (Device device = FakeDriver.in(folder).failing(LAUNCH + "lost").open()) {
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      LoadedModule module = TestKernels.load(device);

      DeviceFault fault = fault(module, TestKernels.count(out));

      assertThat(fault.kind()).isEqualTo(Kind.DEVICE_LOST);
      assertThat(fault.message()).contains("after it the device does not work");
      assertThatExceptionOfType(DeviceException.class)
          .isThrownBy(() -> device.allocate("x: u8[1]", 1, 1))
          .withMessageContaining("does not start");
    }
  }

  @Test
  void findsWritesALittleOutOfBounds() {
    try (Device device = FakeDriver.in(folder).open()) {
      DeviceBuffer x = device.allocate("x: f32[32]", 4, 128);
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      LoadedModule module = TestKernels.load(device);

      assertThat(fault(module, TestKernels.pastEnd(x, 32)).message())
          .isEqualTo(
              "past_end: writes past the end of x: f32[32], at byte 128 to 131 from its start"
                  + " (element 32 on)");
      assertThat(fault(module, TestKernels.pastEnd(x, -1)).message())
          .contains("before the start of x: f32[32], at byte -4 to -1", "element -1");
      assertThat(fault(module, TestKernels.pastEnd(x, 32)).kind()).isEqualTo(Kind.OUT_OF_BOUNDS);
      worksOn(device, module, out);
    }
  }

  @Test
  void findsWritesFarOutOfBoundsAndMisalignedOnes() {
    try (Device device = FakeDriver.in(folder).open()) {
      DeviceBuffer x = device.allocate("x: f32[32]", 4, 128);
      LoadedModule module = TestKernels.load(device);
      assertThat(fault(module, TestKernels.pastEnd(x, 1 << 28)).message())
          .contains("CUDA_ERROR_ILLEGAL_ADDRESS");
    }
  }

  @Test
  void tellsThatBuffersLostTheirContent() {
    try (Device device = FakeDriver.in(folder).failing(LAUNCH + "sticky:700").open()) {
      DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
      DeviceBuffer kept = device.allocate("kept: i32[1]", 4, 4);
      DeviceBuffer unused = device.allocate("unused: i32[1]", 4, 4);
      TestKernels.put(kept, 5);
      LoadedModule module = TestKernels.load(device);
      long before = device.generation();

      fault(module, TestKernels.count(out));

      assertThat(device.generation()).isGreaterThan(before);
      assertThatExceptionOfType(DeviceException.class)
          .isThrownBy(() -> TestKernels.get(kept))
          .withMessageContaining("kept: i32[1]")
          .withMessageContaining("CUDA_ERROR_ILLEGAL_ADDRESS")
          .withMessageContaining("write it again");
      assertThatExceptionOfType(DeviceException.class)
          .isThrownBy(() -> TestKernels.run(module, TestKernels.count(kept)));
      TestKernels.run(module, TestKernels.count(unused));
      TestKernels.put(kept, 6);
      assertThat(TestKernels.get(kept)).isEqualTo(6);
    }
  }

  @Test
  void reportsFaultsOfTimedLaunches() {
    FakeDriver driver = FakeDriver.in(folder).failing("cuLaunchKernel@2=sticky:716");
    try (Device device = driver.open()) {
      DeviceBuffer x = device.allocate("x: f32[32]", 4, 128);
      LoadedModule module = TestKernels.load(device);
      List<KernelLaunch> plan = List.of(TestKernels.pastEnd(x, 32));

      assertThat(timed(device, module, plan).kind()).isEqualTo(Kind.OUT_OF_BOUNDS);
      assertThat(timed(device, module, plan).kind()).isEqualTo(Kind.MISALIGNED);
    }
  }

  private static DeviceFault timed(Device device, LoadedModule module, List<KernelLaunch> plan) {
    return device
        .timer()
        .orElseThrow()
        .time(module, plan, new TimingRequest(true, 1, 1))
        .match(
            taken -> {
              throw new AssertionError("timed: " + taken);
            },
            LaunchTimes.Faulted::fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "209", "218", "222", "crash", "hang", "exit"})
  void refusesModulesThatTheDriverCannotLoad(String action) {
    FakeDriver driver = FakeDriver.in(folder).failing("cuModuleLoadData@1=" + action);
    try (Device device = CudaDevice.open("cuda:0", 0, driver.impatient())) {
      String message =
          device.load(TestKernels.image()).match(loaded -> "", LoadResult.Refused::message);

      assertThat(message).startsWith("the driver cannot load it: ");
      worksOn(device, TestKernels.load(device), device.allocate("out: i32[1]", 4, 4));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cuInit",
        "cuDriverGetVersion",
        "cuDeviceGetCount",
        "cuDeviceGet",
        "cuDeviceGetName",
        "cuDeviceGetUuid",
        "cuDeviceTotalMem_v2",
        "cuCtxCreate_v2"
      })
  void saysWhichCallKeepsTheDriverFromStarting(String call) {
    FakeDriver driver = FakeDriver.in(folder).failing(call + "@*=999");
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(driver::open)
        .withMessageStartingWith("the CUDA driver does not start: " + call.replace("_v2", ""))
        .withMessageContaining("CUDA_ERROR_UNKNOWN");
    assertThat(driver.provider().available().isEmpty()).isEqualTo(!call.startsWith("cuCtx"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"crash", "hang", "exit"})
  void saysThatTheDriverEndsWhenItStarts(String action) {
    FakeDriver driver = FakeDriver.in(folder).failing("cuInit@*=" + action);
    WorkerSetup setup = driver.impatient();
    WorkerSetup quick =
        new WorkerSetup(
            setup.environment(),
            setup.temporary(),
            java.time.Duration.ofSeconds(2),
            setup.request(),
            setup.launch());
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> CudaDevice.open("cuda:0", 0, quick))
        .withMessageStartingWith("the CUDA driver does not start: ")
        .withMessageMatching(".*(SIGSEGV|no end after 2 s|exit code 3).*");
    assertThat(CudaWorkerIT.workers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "cuMemAlloc_v2@1=999, allocating out: i32[1]",
    "cuMemAlloc_v2@1=2, no memory for out: i32[1]: 4 bytes",
    "cuMemsetD8_v2@1=crash, allocating out: i32[1]",
    "cuMemcpyHtoD_v2@1=sticky:700, writing out: i32[1]",
    "cuMemcpyHtoD_v2@1=hang, no end after 2 s",
    "cuMemcpyDtoH_v2@1=exit, exit code 3",
    "cuMemFree_v2@1=999, freeing out: i32[1]"
  })
  void saysWhatFailedOutsideOfLaunches(String fault, String says) {
    FakeDriver driver = FakeDriver.in(folder).failing(fault);
    try (Device device = CudaDevice.open("cuda:0", 0, driver.impatient())) {
      assertThatExceptionOfType(DeviceException.class)
          .isThrownBy(
              () -> {
                try (DeviceBuffer out = device.allocate("out: i32[1]", 4, 4)) {
                  TestKernels.put(out, 1);
                  TestKernels.get(out);
                }
              })
          .withMessageStartingWith("cuda:0: ")
          .withMessageContaining(says);
      worksOn(device, TestKernels.load(device), device.allocate("out: i32[1]", 4, 4));
    }
  }

  private static void worksOn(Device device, LoadedModule module, DeviceBuffer out) {
    TestKernels.put(out, 0);
    assertThat(TestKernels.run(module, TestKernels.count(out)))
        .isInstanceOf(LaunchResult.Completed.class);
    assertThat(TestKernels.get(out)).isEqualTo(101);
    assertThat(device.spec().sms()).isEqualTo(132);
  }

  private static DeviceFault fault(LoadedModule module, KernelLaunch launch) {
    return TestKernels.run(module, launch)
        .match(
            completed -> {
              throw new AssertionError(launch.kernel() + " completed");
            },
            LaunchResult.Faulted::fault);
  }
}
