package dev.warpsmith.kernelbench.validation;

import dev.warpsmith.kernelbench.evaluation.CandidateCompiler;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.SizeMeasurer;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.ArrayList;
import java.util.List;

/** Measures on a GPU what a set of measurements measured elsewhere: the same kernels and sizes. */
public final class ModelMeasurer {
  private static final double ABOVE_EMPTY = 1.25;
  private static final String EMPTY =
      """
      // @task empty "An empty kernel"
      // @dim n = 32
      // @output y: f32[n]
      // @launch empty<<<(1), (32)>>>(y)
      extern "C" __global__ void empty(float* y) {}
      """;

  private final Device device;
  private final SizeMeasurer measurer;

  /**
   * @param device that measures times
   */
  public ModelMeasurer(Device device, CandidateCompiler compiler, EvaluationSettings settings) {
    this.device = device;
    this.measurer = new SizeMeasurer(device, compiler, settings);
  }

  /** Hears of each row. */
  public interface Progress {
    /** A row was measured. */
    void measured(MeasuredRow row, Measurement measurement);

    /** A row could not be measured. */
    void refused(MeasuredRow row, String reason);
  }

  /**
   * Measures every row that can be measured.
   *
   * @param caches the protocol
   * @param source who measured, where and when
   */
  public NewMeasurements measure(
      MeasurementSet set, LaunchOptions.Caches caches, String source, Progress progress) {
    double floor = floor(caches);
    List<NewMeasurements.Row> rows = new ArrayList<>();
    for (MeasuredRow row : set.rows()) {
      SizeMeasurer.Outcome outcome = measurer.measure(row.kernel(), row.size(), caches);
      outcome
          .measurement()
          .ifPresentOrElse(
              measured -> {
                rows.add(NewMeasurements.Row.of(row, measured, outcome.registers()));
                progress.measured(row, measured);
              },
              () -> progress.refused(row, outcome.problem()));
    }
    return new NewMeasurements(device.spec().name(), caches, source, protocol(caches), floor, rows);
  }

  private double floor(LaunchOptions.Caches caches) {
    var empty = TaskReader.read(CudaSource.parse("empty.cu", EMPTY));
    SizeMeasurer.Outcome outcome = measurer.measure(empty, empty.dims(), caches);
    return ABOVE_EMPTY
        * outcome
            .measurement()
            .orElseThrow(
                () -> new IllegalStateException("an empty kernel failed: " + outcome.problem()))
            .median();
  }

  private static String protocol(LaunchOptions.Caches caches) {
    return "warmed up for 50 ms, then 11 to 100 samples between two CUDA events, "
        + (caches == LaunchOptions.Caches.COLD
            ? "each of one run after L2 was overwritten"
            : "each of up to 500 runs back to back, divided by their number")
        + "; the row has the median and the standard deviation of the samples";
  }
}
