package dev.warpsmith.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.device.KernelArgument.Int;
import dev.warpsmith.kernels.device.KernelArgument.Pointer;
import dev.warpsmith.kernels.device.KernelArgument.Scalar;
import dev.warpsmith.kernels.device.LaunchResult.Completed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every device does. A device's module extends this class. */
public abstract class DeviceContractTest {
  private Device device;

  /** Returns the provider of the device. */
  protected abstract DeviceProvider provider();

  /** Returns what {@link DeviceProvider#open} takes. */
  protected abstract String name();

  /** Tells whether a sanitizing launch reports where a kernel leaves its buffers. */
  protected boolean sanitizes() {
    return true;
  }

  /** Tells whether a launch ends at its step budget. */
  protected boolean countsSteps() {
    return true;
  }

  @BeforeEach
  void openDevice() {
    device = provider().open(name());
  }

  @AfterEach
  void closeDevice() {
    device.close();
  }

  @Test
  void opensById() {
    assertThat(device.id()).isEqualTo(provider().scheme() + ":" + name());
    assertThat(provider().available()).contains(device.id());
    assertThat(provider().reason()).isEmpty();
    assertThat(device.spec().sms()).isPositive();
    assertThat(device.version()).isNotBlank();
  }

  @Test
  void refusesUnknownDevice() {
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> provider().open("nonesuch").close())
        .withMessageContaining("nonesuch");
  }

  @Test
  void readsWhatWasWritten() {
    DeviceBuffer buffer = device.allocate("x: f32[5]", 4, 20);
    assertThat(buffer.label()).isEqualTo("x: f32[5]");
    assertThat(buffer.bytes()).isEqualTo(20);

    buffer.write(0, floats(1, 2, 3, 4, 5));
    buffer.write(8, floats(-3));

    assertThat(floats(buffer, 0, 5)).containsExactly(1, 2, -3, 4, 5);
    assertThat(floats(buffer, 12, 2)).containsExactly(4, 5);
  }

  @Test
  void fillsEveryByte() {
    DeviceBuffer buffer = device.allocate("x: u8[1001]", 1, 1001);
    buffer.fill((byte) 0x5A);
    assertThat(bytes(buffer)).containsOnly(0x5A).hasSize(1001);
    buffer.poison((byte) 0xFF);
    assertThat(bytes(buffer)).containsOnly(0xFF);
  }

  @Test
  void keepsBuffersApart() {
    DeviceBuffer first = device.allocate("a: u8[3]", 1, 3);
    DeviceBuffer second = device.allocate("b: u8[3]", 1, 3);
    first.fill((byte) 1);
    second.fill((byte) 2);
    assertThat(bytes(first)).containsOnly(1);
    assertThat(bytes(second)).containsOnly(2);
  }

  @Test
  void refusesTransfersPastTheEnd() {
    DeviceBuffer buffer = device.allocate("x: f32[2]", 4, 8);
    assertThatIllegalArgumentException().isThrownBy(() -> buffer.write(4, floats(1, 2)));
    assertThatIllegalArgumentException().isThrownBy(() -> buffer.read(9, ByteBuffer.allocate(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> buffer.read(-1, ByteBuffer.allocate(1)));
  }

  @Test
  void refusesMoreMemoryThanTheGpuHas() {
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> device.allocate("big", 1, device.spec().memoryBytes() + 1))
        .withMessageContaining("big");
  }

  @Test
  void givesClosedMemoryBack() {
    for (int i = 0; i < 200; i++) {
      device.allocate("temporary", 1, 64L << 20).close();
    }
    DeviceBuffer buffer = device.allocate("x: f32[1]", 4, 4);
    buffer.write(0, floats(1));
    assertThat(floats(buffer, 0, 1)).containsExactly(1);
  }

  @Test
  void addsVectors() {
    int n = 1000;
    DeviceBuffer x = device.allocate("x: f32[1000]", 4, 4L * n);
    DeviceBuffer y = device.allocate("y: f32[1000]", 4, 4L * n);
    DeviceBuffer z = device.allocate("z: f32[1000]", 4, 4L * n);
    x.write(0, floats(range(n, 0.5f)));
    y.write(0, floats(range(n, 2f)));
    z.poison((byte) 0xFF);
    LoadedModule module = load();

    LaunchRecord record =
        completed(module, "add", Dim3.of(8), Dim3.of(128), 0, at(x), at(y), at(z), new Int(n));

    assertThat(record.blocks()).isEqualTo(8);
    assertThat(floats(z, 0, n)).containsExactly(range(n, 2.5f));
    assertThat(floats(x, 0, n)).containsExactly(range(n, 0.5f));
  }

  @Test
  void passesScalarsOfEveryWidth() {
    DeviceBuffer x = device.allocate("x: f32[3]", 4, 12);
    x.write(0, floats(1, 2, 3));
    completed(
        load(),
        "scale",
        Dim3.of(1),
        Dim3.of(32),
        0,
        at(x),
        new Scalar(DType.F32, 0.5),
        new Scalar(DType.F64, 10),
        new Int(3));
    assertThat(floats(x, 0, 3)).containsExactly(10.5f, 11f, 11.5f);
  }

  @Test
  void givesEachThreadItsPlace() {
    Dim3 grid = new Dim3(3, 2, 2);
    Dim3 block = new Dim3(4, 3, 2);
    int threads = (int) block.count();
    int count = (int) grid.count() * threads;
    DeviceBuffer out = device.allocate("out: i32[288]", 4, 4L * count);
    completed(load(), "place", grid, block, 0, at(out));
    assertThat(ints(out, count))
        .containsExactly(
            IntStream.range(0, count).map(i -> i / threads * 1000 + i % threads).toArray());
  }

  @Test
  void sharesDynamicMemoryInABlock() {
    DeviceBuffer x = device.allocate("x: f32[256]", 4, 1024);
    x.write(0, floats(range(256, 1)));
    completed(load(), "reverse", Dim3.of(1), Dim3.of(256), 1024, at(x));
    float[] reversed = range(256, 1);
    for (int i = 0; i < 256; i++) {
      reversed[i] = 255 - i;
    }
    assertThat(floats(x, 0, 256)).containsExactly(reversed);
  }

  @Test
  void keepsGlobalsOfAModuleUntilItIsLoadedAgain() {
    DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
    LoadedModule module = load();
    assertThat(count(module, out)).isEqualTo(101);
    assertThat(count(module, out)).isEqualTo(102);
    assertThat(count(load(), out)).isEqualTo(101);
    assertThat(count(module, out)).isEqualTo(103);
  }

  @Test
  void knowsKernelsBySourceNameAndEntryName() {
    LoadedModule module = load();
    assertThat(module.kernels()).containsKeys("add", "plain", "_Z5plainPi");
    assertThat(module.kernels().get("scale"))
        .hasSize(4)
        .extracting(parameter -> parameter.bytes())
        .containsExactly(8, 4, 8, 8);
    assertThat(module.resources("add")).isEqualTo(ContractImage.ADD);

    DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
    completed(module, "plain", Dim3.of(1), Dim3.of(1), 0, at(out));
    assertThat(ints(out, 1)).containsExactly(7);
  }

  @Test
  void refusesUnknownKernelAndWrongArguments() {
    LoadedModule module = load();
    DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> launch(module, "subtract", Dim3.of(1), Dim3.of(1), 0, at(out)))
        .withMessageContaining("subtract");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> launch(module, "count", Dim3.of(1), Dim3.of(1), 0))
        .withMessageContaining("count");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> launch(module, "count", Dim3.of(1), Dim3.of(1), 0, new Int(3)))
        .withMessageContaining("count");
  }

  @Test
  void reportsKernelsThatLeaveTheirBuffers() {
    if (!sanitizes()) {
      return;
    }
    DeviceBuffer x = device.allocate("x: f32[32]", 4, 128);
    DeviceFault fault =
        fault(load(), "past_end", Dim3.of(32), LaunchOptions.sanitizing(1), at(x), new Int(32));

    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.OUT_OF_BOUNDS);
    assertThat(fault.kernel()).isEqualTo("past_end");
    assertThat(fault.message()).contains("x: f32[32]", "contract.cu:14");
    assertThat(fault.position().orElseThrow().line()).isEqualTo(14);
  }

  @Test
  void worksOnAfterAFault() {
    if (!sanitizes()) {
      return;
    }
    LoadedModule module = load();
    DeviceBuffer x = device.allocate("x: f32[32]", 4, 128);
    fault(module, "past_end", Dim3.of(32), LaunchOptions.sanitizing(1), at(x), new Int(32));
    assertThat(count(module, device.allocate("out: i32[1]", 4, 4))).isEqualTo(101);
  }

  @Test
  void endsKernelsThatNeverEnd() {
    if (!countsSteps()) {
      return;
    }
    DeviceBuffer flag = device.allocate("flag: i32[1]", 4, 4);
    flag.fill((byte) 0);
    LaunchOptions few = LaunchOptions.compute().withStepBudget(100_000);
    assertThat(fault(load(), "spin", Dim3.of(32), few, at(flag)).kind())
        .isEqualTo(DeviceFault.Kind.STEP_BUDGET);
  }

  @Test
  void reportsLaunchesThatTheGpuCannotDo() {
    DeviceBuffer out = device.allocate("out: i32[1]", 4, 4);
    assertThat(fault(load(), "plain", Dim3.of(2048), LaunchOptions.compute(), at(out)).kind())
        .isEqualTo(DeviceFault.Kind.LAUNCH_LIMIT);
  }

  @Test
  void refusesTextThatIsNoModule() {
    ModuleImage image = new ModuleImage("this is no PTX", Optional.empty(), Map.of());
    String message = device.load(image).match(loaded -> "", refused -> refused.message());
    assertThat(message).isNotBlank();
  }

  private LoadedModule load() {
    return device
        .load(ContractImage.read())
        .match(
            LoadResult.Loaded::module,
            refused -> {
              throw new AssertionError("refused: " + refused.message());
            });
  }

  private static int count(LoadedModule module, DeviceBuffer out) {
    completed(module, "count", Dim3.of(1), Dim3.of(1), 0, at(out));
    return ints(out, 1)[0];
  }

  private static LaunchResult launch(
      LoadedModule module,
      String kernel,
      Dim3 grid,
      Dim3 block,
      int shared,
      KernelArgument... arguments) {
    KernelLaunch launch =
        new KernelLaunch(kernel, grid, block, shared, List.of(arguments), false, Optional.empty());
    return module.launch(launch, LaunchOptions.compute());
  }

  private static LaunchRecord completed(
      LoadedModule module,
      String kernel,
      Dim3 grid,
      Dim3 block,
      int shared,
      KernelArgument... arguments) {
    return launch(module, kernel, grid, block, shared, arguments)
        .match(
            Completed::record,
            faulted -> {
              throw new AssertionError("faulted: " + faulted.fault().message());
            });
  }

  private static DeviceFault fault(
      LoadedModule module,
      String kernel,
      Dim3 block,
      LaunchOptions options,
      KernelArgument... arguments) {
    KernelLaunch launch =
        new KernelLaunch(kernel, Dim3.of(1), block, 0, List.of(arguments), false, Optional.empty());
    return module
        .launch(launch, options)
        .match(
            completed -> {
              throw new AssertionError(kernel + " completed");
            },
            LaunchResult.Faulted::fault);
  }

  private static Pointer at(DeviceBuffer buffer) {
    return new Pointer(buffer);
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static float[] floats(DeviceBuffer buffer, long offset, int count) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    buffer.read(offset, bytes);
    float[] values = new float[count];
    bytes.rewind().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static int[] ints(DeviceBuffer buffer, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    buffer.read(0, bytes);
    int[] values = new int[count];
    bytes.rewind().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  private static int[] bytes(DeviceBuffer buffer) {
    ByteBuffer bytes = ByteBuffer.allocate((int) buffer.bytes());
    buffer.read(0, bytes);
    byte[] array = bytes.array();
    return IntStream.range(0, array.length).map(i -> array[i] & 0xFF).toArray();
  }

  private static float[] range(int count, float step) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i * step;
    }
    return values;
  }
}
