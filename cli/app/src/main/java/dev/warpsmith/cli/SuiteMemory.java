package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * The memory that a suite may take, the Java heap, all tensors and the compilers that it starts
 * included. Tasks run at once as far as what each may take has room.
 *
 * @param bytes that the whole suite may take
 * @param heap bytes that the Java heap may grow to
 */
record SuiteMemory(long bytes, long heap) {
  private static final long GIB = 1L << 30;

  /** What a virtual machine takes besides its heap: code, classes, stacks. */
  private static final long MACHINE = GIB / 2;

  /** What any task takes: nvcc and ptxas, what is held whole, what the checks see. */
  private static final long ANY = GIB / 2;

  /**
   * How many bytes tasks may take for each byte of the heap. Where launches are counted whole, the
   * log of what they read takes a fifth as much as the tensors.
   */
  private static final double PER_HEAP = 2.5;

  /** Returns this process's: half of the machine's memory. */
  static SuiteMemory ofMachine() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? of(system.getTotalMemorySize() / 2.0)
        : of(8.0 * GIB);
  }

  /** Returns this process's, as the user has set it. */
  static SuiteMemory ofGib(double gib) {
    return of(gib * GIB);
  }

  private static SuiteMemory of(double bytes) {
    return new SuiteMemory((long) bytes, Runtime.getRuntime().maxMemory());
  }

  /** Returns the bytes that tasks have to share. */
  long forTasks() {
    return Math.min(bytes - heap - MACHINE, (long) (PER_HEAP * heap));
  }

  /** Returns the most that a task may take of them on an emulated GPU. */
  static long need(Task task) {
    double tensors = task.inputBytes() + task.outputBytes() + between(task);
    return ANY + (long) Math.min(EmulatedDevice.MOST_HELD, tensors);
  }

  /** Returns the most that any task may take. */
  static long mostNeed() {
    return ANY + EmulatedDevice.MOST_HELD;
  }

  /**
   * Returns the bytes of every value of a task's graph that is no output: naive kernels keep them.
   */
  static double between(Task task) {
    return task.graph().map(graph -> between(graph, task)).orElse(0.0);
  }

  private static double between(OpGraph graph, Task task) {
    return graph.nodes().stream()
        .filter(node -> !graph.outputs().contains(node.name()))
        .mapToDouble(node -> (double) node.result().bytes(task.dims()))
        .sum();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
  }
}
