package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelParameter;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.LaunchCounters.Sampling;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LaunchTimer;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A device whose kernels are Java code, block by block. */
final class FakeDevice implements Device {
  /** What one thread block of a kernel does. */
  @FunctionalInterface
  interface Block {
    void run(Arguments arguments, long block, LaunchOptions options);

    /** Returns the warp instructions of a block. */
    default long instructions(long block) {
      return 1000;
    }
  }

  /** Ends a launch with a fault. */
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DeviceFault.Kind kind;

    Fault(DeviceFault.Kind kind, String message) {
      super(message);
      this.kind = kind;
    }
  }

  /**
   * A launch's arguments, and the module's {@code __device__} variables.
   *
   * @param state lives as long as the module
   */
  record Arguments(List<KernelArgument> values, Map<String, float[]> state) {
    /** Returns the floats of a pointer argument. */
    Floats floats(int index) {
      return new Floats(
          ((FakeBuffer) ((KernelArgument.Pointer) values.get(index)).buffer()).memory);
    }

    /** Returns an integer argument. */
    int integer(int index) {
      return (int) ((KernelArgument.Int) values.get(index)).value();
    }
  }

  /** Floats in a buffer. */
  record Floats(ByteBuffer memory) {
    float get(int index) {
      return memory.getFloat(index * 4);
    }

    void set(int index, float value) {
      memory.putFloat(index * 4, value);
    }
  }

  private record FakeBuffer(String label, ByteBuffer memory) implements DeviceBuffer {
    @Override
    public long bytes() {
      return memory.capacity();
    }

    @Override
    public void write(long offset, ByteBuffer source) {
      memory.duplicate().position((int) offset).put(source);
    }

    @Override
    public void read(long offset, ByteBuffer target) {
      target.put(
          memory.duplicate().position((int) offset).limit((int) offset + target.remaining()));
    }

    @Override
    public void fill(byte value) {
      for (int i = 0; i < memory.capacity(); i++) {
        memory.put(i, value);
      }
    }

    @Override
    public void poison(byte value) {
      fill(value);
    }

    @Override
    public void setReadOnly(boolean readOnly) {}

    @Override
    public OptionalLong firstUnwritten() {
      return OptionalLong.empty();
    }

    @Override
    public void close() {}
  }

  private final Map<String, Block> kernels;
  private final double count;
  private final Optional<LaunchTimer> timer;

  FakeDevice(Map<String, Block> kernels) {
    this(kernels, 1e6);
  }

  /**
   * @param count what every counter of a launch shows
   */
  FakeDevice(Map<String, Block> kernels, double count) {
    this(kernels, count, Optional.empty());
  }

  /** Makes a device that measures. */
  FakeDevice(Map<String, Block> kernels, LaunchTimer timer) {
    this(kernels, 1e6, Optional.of(timer));
  }

  private FakeDevice(Map<String, Block> kernels, double count, Optional<LaunchTimer> timer) {
    this.kernels = Map.copyOf(kernels);
    this.count = count;
    this.timer = timer;
  }

  @Override
  public Optional<LaunchTimer> timer() {
    return timer;
  }

  @Override
  public String id() {
    return "fake:h200";
  }

  @Override
  public GpuSpec spec() {
    return Gpus.find("h200");
  }

  @Override
  public String version() {
    return "fake";
  }

  @Override
  public DeviceBuffer allocate(String label, int elementBytes, long bytes) {
    return new FakeBuffer(label, ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public LoadResult load(ModuleImage image) {
    return new LoadResult.Loaded(new FakeModule());
  }

  @Override
  public void close() {}

  private final class FakeModule implements LoadedModule {
    private final Map<String, float[]> state = new HashMap<>();

    @Override
    public Map<String, List<KernelParameter>> kernels() {
      return kernels.keySet().stream().collect(Collectors.toMap(name -> name, name -> List.of()));
    }

    @Override
    public KernelResources resources(String kernel) {
      return new KernelResources(32, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public LaunchResult launch(KernelLaunch launch, LaunchOptions options) {
      Block kernel = kernels.get(launch.kernel());
      if (kernel == null) {
        throw new IllegalArgumentException("no kernel " + launch.kernel());
      }
      long blocks = launch.grid().count();
      List<Long> chosen =
          options
              .blocks()
              .match(
                  all -> LongStream.range(0, blocks).boxed().toList(),
                  BlockSelection.Listed::indices,
                  sampled -> LongStream.range(0, Math.min(2, blocks)).boxed().toList());
      Arguments arguments = new Arguments(launch.arguments(), state);
      long instructions = chosen.stream().mapToLong(kernel::instructions).sum();
      try {
        if (instructions > options.stepBudget()) {
          throw new Fault(DeviceFault.Kind.STEP_BUDGET, "did not finish");
        }
        chosen.forEach(block -> kernel.run(arguments, block, options));
      } catch (Fault fault) {
        return new LaunchResult.Faulted(
            new DeviceFault(
                fault.kind, launch.kernel(), Optional.empty(), String.valueOf(fault.getMessage())));
      }
      return new LaunchResult.Completed(
          new LaunchRecord(blocks, chosen.size(), instructions, counters(options, blocks)));
    }

    private Optional<LaunchCounters> counters(LaunchOptions options, long blocks) {
      if (!options.count()) {
        return Optional.empty();
      }
      Map<Counter, Double> values =
          Arrays.stream(Counter.values()).collect(Collectors.toMap(c -> c, c -> count));
      return Optional.of(new LaunchCounters(values, Sampling.whole(blocks), List.of()));
    }

    @Override
    public void close() {}
  }
}
