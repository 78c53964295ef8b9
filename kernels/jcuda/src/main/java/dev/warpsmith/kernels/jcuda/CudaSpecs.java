package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a GPU's data from what the driver reports and, for what the driver does not know, from the
 * table's row of that GPU or of the nearest one.
 */
final class CudaSpecs {
  private CudaSpecs() {}

  /**
   * Returns the data; {@code sources} says of each part where it comes from.
   *
   * @throws DeviceException if the driver reports no compute capability that Warpsmith knows
   */
  static GpuSpec of(DriverReport report) {
    String arch =
        "sm_"
            + report.attributes().getOrDefault(Attribute.CAPABILITY_MAJOR, 0)
            + report.attributes().getOrDefault(Attribute.CAPABILITY_MINOR, 0);
    Optional<GpuSpec> named = named(report.name()).filter(row -> row.arch().equals(arch));
    GpuSpec row = named.orElseGet(() -> nearest(report, arch));
    return merged(report, arch, row, named.isPresent());
  }

  /** Returns the table's row whose name is in the driver's name. */
  private static Optional<GpuSpec> named(String name) {
    String driver = plain(name);
    return Gpus.all().stream()
        .filter(row -> driver.contains(plain(row.name().replaceFirst("-\\d+$", ""))))
        .max(Comparator.comparingInt((GpuSpec row) -> matching(driver, row)));
  }

  /** Prefers the longest name, and the row of the memory size that the driver's name has. */
  private static int matching(String driver, GpuSpec row) {
    return 2 * plain(row.name().replaceFirst("-\\d+$", "")).length()
        + (driver.contains(row.name().replaceFirst("^.*-(\\d+)$", "$1") + "gb") ? 1 : 0);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** Returns the row of the same architecture, else of the nearest, with the nearest SM count. */
  private static GpuSpec nearest(DriverReport report, String arch) {
    int capability = capability(arch);
    if (capability < 70) {
      throw new DeviceException(
          report.name()
              + " has compute capability "
              + capability / 10
              + "."
              + capability % 10
              + "; 7.0 or later expected");
    }
    int sms = report.attributes().getOrDefault(Attribute.SMS, 0);
    return Gpus.all().stream()
        .min(
            Comparator.comparingInt((GpuSpec row) -> Math.abs(capability(row.arch()) - capability))
                .thenComparingInt(row -> Math.abs(row.sms() - sms)))
        .orElseThrow(() -> new IllegalStateException("the table of GPUs is empty"));
  }

  private static int capability(String arch) {
    String digits = arch.replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static GpuSpec merged(DriverReport report, String arch, GpuSpec row, boolean named) {
    Known known = new Known(report.attributes());
    int sms = known.number(Attribute.SMS, row.sms());
    int clock = known.number(Attribute.CLOCK_KHZ, row.clockMhz() * 1000) / 1000;
    double scale = named ? 1 : (double) sms * clock / ((double) row.sms() * row.clockMhz());
    double dram = named ? row.dramGbps() : known.dramGbps(row.dramGbps());
    return new GpuSpec(
        named ? row.name() : plain(report.name()),
        report.name(),
        arch,
        sms,
        Math.max(1, clock),
        known.number(Attribute.L2_BYTES, (int) Math.min(Integer.MAX_VALUE, row.l2Bytes())),
        row.l1Bytes(),
        report.memoryBytes() > 0 ? report.memoryBytes() : row.memoryBytes(),
        dram,
        row.achievableDramGbps() / row.dramGbps() * dram,
        row.fp32Tflops() * scale,
        known.limits(row.limits()),
        new GpuSpec.TensorPeaks(
            row.tensor().fp64() * scale,
            row.tensor().fp16() * scale,
            row.tensor().bf16() * scale,
            row.tensor().tf32() * scale),
        row.lanes(),
        row.latency(),
        row.l2Gbps() * scale,
        row.launchMicros(),
        sources(report, row, named));
  }

  private static Map<String, String> sources(DriverReport report, GpuSpec row, boolean named) {
    Map<String, String> sources = new LinkedHashMap<>();
    if (named) {
      sources.putAll(row.sources());
    } else {
      sources.put(
          "everything else",
          report.name()
              + " is not in the table of GPUs: estimated from "
              + row.name()
              + ", scaled by SMs and clock");
    }
    sources.put(
        "sms, clockMhz, l2Bytes, memoryBytes, limits",
        "the CUDA driver " + report.versionText() + " on this machine");
    return sources;
  }

  /** Attributes that the driver knows and that make sense; anything else falls back to the row. */
  private record Known(Map<Attribute, Integer> attributes) {
    int number(Attribute attribute, int otherwise) {
      int value = attributes.getOrDefault(attribute, 0);
      return value > 0 ? value : otherwise;
    }

    /** Returns the peak of memory that transfers twice a clock. */
    double dramGbps(double otherwise) {
      double kilohertz = number(Attribute.MEMORY_CLOCK_KHZ, 0);
      double bits = number(Attribute.MEMORY_BUS_BITS, 0);
      return kilohertz > 0 && bits > 0 ? 2 * kilohertz * 1e3 * bits / 8 / 1e9 : otherwise;
    }

    GpuSpec.Limits limits(GpuSpec.Limits row) {
      return new GpuSpec.Limits(
          number(Attribute.THREADS_PER_BLOCK, row.threadsPerBlock()),
          number(Attribute.THREADS_PER_SM, row.threadsPerSm()),
          number(Attribute.BLOCKS_PER_SM, row.blocksPerSm()),
          number(Attribute.REGISTERS_PER_SM, row.registersPerSm()),
          row.registersPerThread(),
          number(Attribute.SHARED_BYTES_PER_SM, row.sharedBytesPerSm()),
          number(Attribute.SHARED_BYTES_PER_BLOCK, row.sharedBytesPerBlock()),
          number(Attribute.RESERVED_SHARED_BYTES_PER_BLOCK, row.reservedSharedBytesPerBlock()),
          row.registerAllocationUnit(),
          row.warpAllocationGranularity(),
          row.sharedAllocationUnit(),
          row.sharedCarveoutBytes());
    }
  }
}
