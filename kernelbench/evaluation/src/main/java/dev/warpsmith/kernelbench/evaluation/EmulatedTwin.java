package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import java.util.Optional;

/**
 * The emulated GPU of the kind of a GPU of hardware: it says where a candidate's time should go,
 * where no counters can be read. It holds the task's tensors at full size once it has been asked.
 */
final class EmulatedTwin implements AutoCloseable {
  /** How a fact about a modelled profile begins. */
  static final String MODELLED = "profile modelled on ";

  private final Device device;
  private final CandidateCompiler compiler;
  private final Task task;
  private final EvaluationSettings settings;
  private final FullSizeMemory full;

  EmulatedTwin(Device device, CandidateCompiler compiler, Task task, EvaluationSettings settings) {
    this.device = device;
    this.compiler = compiler;
    this.task = task;
    this.settings = settings;
    this.full = new FullSizeMemory(device, task, settings);
  }

  /** Says what came of asking. */
  record Answer(Optional<CandidateTiming> timing, String fact) {}

  /** Models a candidate that hardware has proven. */
  Answer ask(Candidate candidate) {
    Subject subject = new Subject(device, compiler, task, candidate);
    try {
      TimingResult result = ModelledTimer.ofPartsOnly(subject, full, settings).time();
      return result
          .timing()
          .map(
              timing ->
                  new Answer(
                      Optional.of(timing),
                      MODELLED
                          + device.id()
                          + " ("
                          + timing.measurement().instrument()
                          + "), its times are not set against measured ones"))
          .orElseGet(() -> none(result.result().message()));
    } catch (DeviceException e) {
      return none(String.valueOf(e.getMessage()));
    }
  }

  private Answer none(String why) {
    return new Answer(Optional.empty(), "no modelled profile on " + device.id() + ": " + why);
  }

  @Override
  public void close() {
    full.close();
  }
}
