package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The faults of one launch after which it could go on: one of each kind at each instruction. */
final class Findings {
  static final int MOST = 20;

  private final List<DeviceFault> faults = new ArrayList<>();
  private final Set<String> places = new HashSet<>();

  /**
   * Keeps a fault.
   *
   * @throws KernelFault this one, if there are enough
   */
  void add(KernelFault fault) {
    if (places.add(place(fault.fault()))) {
      faults.add(fault.fault());
      if (faults.size() == MOST) {
        throw fault;
      }
    }
  }

  /** Keeps the fault that ended the launch, if it is not the last one kept. */
  void end(KernelFault fault) {
    if (faults.isEmpty() || !faults.get(faults.size() - 1).equals(fault.fault())) {
      faults.add(fault.fault());
    }
  }

  private static String place(DeviceFault fault) {
    String message = fault.message();
    return fault.kind() + " " + message.substring(0, Math.max(0, message.indexOf(": ")));
  }

  /** Returns the faults in the order in which they were found. */
  List<DeviceFault> faults() {
    return List.copyOf(faults);
  }
}
