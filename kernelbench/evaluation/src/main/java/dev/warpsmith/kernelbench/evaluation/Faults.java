package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.DeviceFault;
import java.util.ArrayList;
import java.util.List;

/** The verdicts that a candidate's faults on a device lead to. */
final class Faults {
  private Faults() {}

  /**
   * Returns the verdict of a fault.
   *
   * @throws DeviceException if the fault is the device's
   */
  static Verdict verdict(DeviceFault fault) {
    return switch (fault.kind()) {
      case OUT_OF_BOUNDS, MISALIGNED, UNINITIALISED_READ, RACE, BARRIER_DIVERGENCE, INVALID_FREE ->
          Verdict.SANITIZER_FAILED;
      case READ_ONLY -> Verdict.CHEATED;
      case DEADLOCK, STEP_BUDGET, TIME_LIMIT -> Verdict.TIMED_OUT;
      case TRAP, ASSERTION, STACK_OVERFLOW, INVALID_CALL -> Verdict.LAUNCH_FAILED;
      case UNSUPPORTED -> Verdict.COMPILE_FAILED;
      case LAUNCH_LIMIT -> Verdict.PLAN_REJECTED;
      case OUT_OF_MEMORY, DEVICE_LOST -> throw new DeviceException(fault.message());
      case NOT_SAMPLEABLE ->
          throw new IllegalStateException("a launch of every block says: " + fault.message());
    };
  }

  /** Returns the refusal that a fault leads to. */
  static GateResult refusal(DeviceFault fault, String where) {
    return refusal(fault, List.of(), where);
  }

  /**
   * Returns the refusal that a fault leads to.
   *
   * @param others found after it; they become facts
   */
  static GateResult refusal(DeviceFault fault, List<DeviceFault> others, String where) {
    String message = fault.message() + " (" + where + ")";
    List<String> facts = new ArrayList<>();
    facts.add(message);
    others.forEach(other -> facts.add(other.message()));
    return GateResult.refused(verdict(fault), message, facts);
  }
}
