package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.redteam.Corpus;
import dev.warpsmith.kernelbench.redteam.HardwareTeam;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Sets the red team on GPUs. */
final class HardwareRedteam {
  /** Many candidates of the corpus never end; the others take milliseconds. */
  private static final Duration LAUNCH = Duration.ofSeconds(2);

  private HardwareRedteam() {}

  /**
   * Returns the team; candidates are sanitized on an emulated GPU of the first one's kind.
   *
   * @param ids of GPUs
   */
  static HardwareTeam team(
      Corpus corpus,
      Devices devices,
      List<String> ids,
      NvccCompiler compiler,
      EvaluationSettings settings) {
    GpuSpec spec = spec(devices, ids.get(0));
    List<Supplier<Device>> gpus =
        ids.stream().<Supplier<Device>>map(id -> () -> devices.open(id, LAUNCH)).toList();
    return new HardwareTeam(
        corpus, gpus, () -> new EmulatedDevice(spec, 1), compiler::compile, settings);
  }

  private static GpuSpec spec(Devices devices, String id) {
    try (Device device = devices.open(id)) {
      return device.spec();
    }
  }
}
