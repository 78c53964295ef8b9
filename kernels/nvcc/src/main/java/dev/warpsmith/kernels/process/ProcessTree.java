package dev.warpsmith.kernels.process;

import java.util.LinkedHashSet;
import java.util.Set;

/** Ends a process with everything it started. */
public final class ProcessTree {
  private ProcessTree() {}

  /**
   * Kills the process and its descendants. Parents die first, so that none can start another child
   * after its children were listed.
   */
  public static void kill(ProcessHandle root) {
    Set<ProcessHandle> killed = new LinkedHashSet<>();
    Set<ProcessHandle> found = new LinkedHashSet<>(Set.of(root));
    while (!found.isEmpty()) {
      Set<ProcessHandle> next = new LinkedHashSet<>();
      for (ProcessHandle process : found) {
        process.descendants().forEach(next::add);
        process.destroyForcibly();
        killed.add(process);
      }
      next.removeAll(killed);
      found = next;
    }
  }
}
