package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.device.GpuSpec;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * Walks from a schedule to another by legal moves of one thing each: a change of several settings
 * is legal if it can be made step by step.
 */
final class ScheduleWalk {
  private static final int MOST_STOPS = 64;

  private final GpuSpec gpu;
  private final RegionContext context;
  private final Schedule goal;

  ScheduleWalk(GpuSpec gpu, RegionContext context, Schedule goal) {
    this.gpu = gpu;
    this.context = context;
    this.goal = goal;
  }

  /** Tells whether the goal can be reached; looks at the schedules nearest to it first. */
  boolean reaches(Schedule start) {
    Queue<Schedule> open = new PriorityQueue<>(Comparator.comparing(this::distance));
    Set<Schedule> seen = new HashSet<>(Set.of(start));
    open.add(start);
    for (int stop = 0; stop < MOST_STOPS && !open.isEmpty(); stop++) {
      Schedule here = open.remove();
      if (here.equals(goal)) {
        return true;
      }
      for (Move move : ScheduleMoves.of(gpu, context, here)) {
        Schedule next = here.with(move.after());
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
    return false;
  }

  /** Returns how many doublings, halvings and other changes lie between. */
  private double distance(Schedule here) {
    double sum = 0;
    for (Map.Entry<String, String> setting : goal.settings().entrySet()) {
      sum += distance(here.settings().getOrDefault(setting.getKey(), ""), setting.getValue());
    }
    return sum;
  }

  private static double distance(String from, String to) {
    if (from.equals(to)) {
      return 0;
    }
    boolean numbers = from.matches("[1-9]\\d*") && to.matches("[1-9]\\d*");
    return numbers
        ? Math.abs(Math.log(Double.parseDouble(from) / Double.parseDouble(to)) / Math.log(2))
        : 1;
  }
}
