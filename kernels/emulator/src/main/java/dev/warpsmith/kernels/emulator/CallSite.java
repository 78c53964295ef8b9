package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import java.util.List;

/**
 * A call that pushes a frame.
 *
 * @param instruction the call; an indirect one has the pointer as its second operand
 * @param callees names of the functions that it may reach; exactly one for a direct call
 * @param arguments places in the caller's frame
 * @param results places in the caller's frame
 */
record CallSite(
    Instruction instruction,
    boolean indirect,
    List<String> callees,
    List<Integer> arguments,
    List<Integer> results) {

  CallSite {
    callees = List.copyOf(callees);
    arguments = List.copyOf(arguments);
    results = List.copyOf(results);
  }
}
