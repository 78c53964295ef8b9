package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.emulator.counters.L2Cache;
import dev.warpsmith.kernels.ptx.PtxSyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An emulated GPU.
 *
 * <p>Results, faults and counters are a function of the PTX, the launches, the seed and the GPU's
 * data: neither the number of host threads nor the JVM shows.
 */
public final class EmulatedDevice implements Device {
  /**
   * Bytes of the host's memory that large allocations of one device take at most: a launch that
   * needs more of them is a fault.
   */
  public static final long MOST_HELD = 3L << 30;

  private static final String VERSION = "emulator e1";

  private final GpuSpec spec;
  private final int threads;
  private final Optional<KernelDump> dump;
  private final AddressSpace memory;
  private final L2Cache l2;
  private final List<EmulatedModule> modules = new ArrayList<>();

  /**
   * Makes a device.
   *
   * @param threads host threads that run thread blocks
   */
  public EmulatedDevice(GpuSpec spec, int threads) {
    this(spec, threads, Optional.empty());
  }

  /**
   * Makes a device.
   *
   * @param dump a folder for what becomes of each module that is loaded: see {@link KernelDump}
   */
  EmulatedDevice(GpuSpec spec, int threads, Optional<Path> dump) {
    this.spec = spec;
    this.threads = threads;
    this.dump = dump.map(KernelDump::new);
    this.memory = new AddressSpace(spec.memoryBytes());
    this.l2 = new L2Cache(spec);
  }

  @Override
  public String id() {
    return "emulated:" + spec.name();
  }

  @Override
  public GpuSpec spec() {
    return spec;
  }

  @Override
  public String version() {
    return VERSION;
  }

  int threads() {
    return threads;
  }

  AddressSpace memory() {
    return memory;
  }

  L2Cache l2() {
    return l2;
  }

  @Override
  public DeviceBuffer allocate(String label, int elementBytes, long bytes) {
    return new EmulatedBuffer(memory, memory.allocate(label, elementBytes, bytes));
  }

  @Override
  public LoadResult load(ModuleImage image) {
    try {
      TranslatedModule translated = TranslationCache.SHARED.find(image.ptx());
      EmulatedModule module = EmulatedModule.load(this, translated, image.resources());
      modules.add(module);
      dump.ifPresent(to -> to.write(image.ptx(), module.programs()));
      return new LoadResult.Loaded(module);
    } catch (PtxSyntaxException | UnsupportedPtxException e) {
      return new LoadResult.Refused(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    modules.forEach(EmulatedModule::close);
    modules.clear();
    memory.freeAll();
  }
}
