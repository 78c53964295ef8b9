package dev.warpsmith.kernelbench.validation;

import dev.warpsmith.kernelbench.evaluation.CandidateCompiler;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.SizeTimer;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.model.ModelledClock;
import dev.warpsmith.profiler.model.TimeBreakdown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Models what others measured. Nothing is fitted: the table says what the model says. */
public final class ModelValidator {
  private final SizeTimer timer;

  /**
   * @param device the emulated GPU that the measurements are of
   */
  public ModelValidator(Device device, CandidateCompiler compiler, EvaluationSettings settings) {
    this.timer = new SizeTimer(device, compiler, settings);
  }

  /**
   * Models every row.
   *
   * @param progress hears each row when it is modelled
   */
  public Validation validate(MeasurementSet set, Consumer<ModelledRow> progress) {
    List<ModelledRow> rows = new ArrayList<>();
    for (MeasuredRow row : set.rows()) {
      ModelledRow modelled = model(set, row);
      rows.add(modelled);
      progress.accept(modelled);
    }
    return new Validation(set, ModelledClock.label(), rows);
  }

  private ModelledRow model(MeasurementSet set, MeasuredRow row) {
    SizeTimer.Outcome outcome = timer.time(row.kernel(), row.size(), set.caches());
    List<TimeBreakdown> times =
        outcome.profiles().stream().map(KernelProfile::time).flatMap(Optional::stream).toList();
    if (times.isEmpty()) {
      return new ModelledRow(
          row, Optional.empty(), Optional.empty(), "not modelled: " + outcome.problem());
    }
    return new ModelledRow(
        row,
        Optional.of(ModelledClock.measurement(times).median()),
        times.stream()
            .max(Comparator.comparingDouble(TimeBreakdown::micros))
            .map(time -> time.binding().resource()),
        set.leftOut(row).orElse(""));
  }
}
