package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.kernels.device.GpuSpec;

/**
 * Estimates the registers that a thread needs, to ask ptxas for no more: it would rather read
 * everything at once than leave room for another block. Too few are worse: on an H200 a softmax of
 * long rows that spilled took 1.7 times as long as its traffic.
 */
final class RegisterNeed {
  /** Registers for positions, sizes and what one element's computation needs. */
  private static final int ALWAYS = 12;

  /** More of them where positions take 64 bits. */
  private static final int LONG = 8;

  /**
   * More of them in a loop, where ptxas begins the next loads before the last ones are used; not
   * where a running maximum stands between them.
   */
  private static final int LOOP = 8;

  /** More of them where the last pass writes an element for each that it reads. */
  private static final int WRITES = 16;

  /**
   * More of them where blocks share a row, for which share is whose and where what they find goes.
   */
  private static final int SHARING = 8;

  private final GpuSpec gpu;
  private final Program program;
  private final boolean online;
  private final int always;

  RegisterNeed(GpuSpec gpu, RegionContext context, boolean online) {
    this.gpu = gpu;
    this.online = online;
    this.program = Exponentials.program(context, online);
    this.always = context.indexType().equals("int") ? ALWAYS : ALWAYS + LONG;
  }

  /** Returns how many elements of different tensors a position of the space has. */
  int loads() {
    return loads(Scope.ELEMENT);
  }

  /** Returns how many elements of different tensors go with a result. */
  int shared() {
    return loads(Scope.RESULT);
  }

  private int loads(Scope scope) {
    return (int)
        program.values().stream()
            .filter(value -> value instanceof Load && value.scope() == scope)
            .count();
  }

  /**
   * Returns how many blocks an SM can hold.
   *
   * @param threads per block
   * @param values that a thread holds at once
   */
  int resident(int threads, int values) {
    int pointers = loads() + (online ? 0 : shared()) + program.stores().size();
    int need = (values + always + 2 * pointers + 7) / 8 * 8;
    int byRegisters = gpu.limits().registersPerSm() / (threads * Math.max(32, need));
    int byThreads = gpu.limits().threadsPerSm() / threads;
    return Math.max(1, Math.min(Math.min(byRegisters, byThreads), gpu.limits().blocksPerSm()));
  }

  /** Returns the same where a thread streams its values through a loop. */
  int residentInLoop(int threads, int values) {
    return resident(threads, values + (online ? 0 : LOOP) + (writes() ? WRITES : 0));
  }

  /** Tells whether an element of the space is written for each that is read. */
  private boolean writes() {
    return program.stores().stream()
        .anyMatch(store -> program.stored(store).scope() == Scope.ELEMENT);
  }

  /** Returns the same where blocks share a row, a running maximum or not. */
  int residentSharing(int threads, int values) {
    return resident(threads, values + LOOP + SHARING);
  }
}
