package dev.warpsmith.cli.gpucheck;

import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A metric of one kernel as the hardware counted it, beside the emulated GPU's.
 *
 * @param metric ncu's name
 * @param measured on the device
 * @param emulated on the emulated GPU of the same kind
 */
public record CounterRow(String kernel, String metric, double measured, double emulated) {
  private static final List<String> COMPARED =
      List.of(
          KeyMetrics.LOAD_SECTORS,
          KeyMetrics.STORE_SECTORS,
          KeyMetrics.L2_READ_SECTORS,
          KeyMetrics.DRAM_READ,
          KeyMetrics.DRAM_WRITE,
          KeyMetrics.BANK_CONFLICTS,
          KeyMetrics.SHARED_BANK_CONFLICTS,
          KeyMetrics.REGISTERS,
          KeyMetrics.THEORETICAL_OCCUPANCY,
          KeyMetrics.WARPS_ACTIVE,
          KeyMetrics.INSTRUCTIONS);

  /** Returns the metrics that the device has counted and the emulated GPU has too, by kernel. */
  static List<CounterRow> of(List<KernelProfile> device, List<KernelProfile> emulated) {
    List<CounterRow> rows = new ArrayList<>();
    for (int i = 0; i < Math.min(device.size(), emulated.size()); i++) {
      KernelProfile here = device.get(i);
      KernelProfile there = emulated.get(i);
      for (String metric : COMPARED) {
        Optional<Double> counted = counted(here, metric);
        if (counted.isPresent() && there.value(metric).isPresent()) {
          double other = there.value(metric).getAsDouble();
          rows.add(new CounterRow(here.kernel(), metric, counted.get(), other));
        }
      }
    }
    return rows;
  }

  /** What follows from the code alone says nothing of the hardware. */
  private static Optional<Double> counted(KernelProfile profile, String metric) {
    return Optional.ofNullable(profile.metrics().get(metric))
        .flatMap(
            known ->
                known.match(
                    value ->
                        value.kind() == Metric.Kind.MEASURED
                            ? Optional.of(value.value())
                            : Optional.empty(),
                    absent -> Optional.empty()));
  }
}
