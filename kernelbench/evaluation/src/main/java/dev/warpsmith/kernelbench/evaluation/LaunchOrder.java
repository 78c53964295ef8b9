package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Launch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which launches of a plan need all thread blocks of which others: a launch may be sampled only if
 * no later launch uses a tensor that it may write, and if its own blocks do not work together.
 */
final class LaunchOrder {
  private final boolean[] complete;

  LaunchOrder(Subject subject) {
    PlanCheck check = new PlanCheck(subject.task(), subject.candidate());
    List<Launch> launches = subject.candidate().plan().launches();
    boolean communicating = subject.blocksCommunicate();
    complete = new boolean[launches.size()];
    Set<String> used = new HashSet<>();
    for (int i = launches.size() - 1; i >= 0; i--) {
      Set<String> written = check.written(launches.get(i));
      complete[i] = communicating || written.stream().anyMatch(used::contains);
      launches.get(i).arguments().forEach(argument -> argument.asName().ifPresent(used::add));
    }
  }

  /** Tells whether every block of the launch must run. */
  boolean complete(int launch) {
    return complete[launch];
  }
}
