package dev.warpsmith.profiler.selection;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the protocol chose, and why it left out the rest.
 *
 * @param chosen strongest first
 * @param dropped every other metric, in the order of the steps that dropped them
 * @param kernels how many kernels of each task were used
 * @param skipped tasks that were not, with the reason
 * @param threshold mean |r| from which a metric was chosen
 */
public record MetricSelection(
    List<Chosen> chosen,
    List<Dropped> dropped,
    Map<String, Integer> kernels,
    Map<String, String> skipped,
    double threshold) {

  /** Copies the collections. */
  public MetricSelection {
    chosen = List.copyOf(chosen);
    dropped = List.copyOf(dropped);
    kernels = Collections.unmodifiableMap(new TreeMap<>(kernels));
    skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
  }

  /** Returns the number of kernels that were used. */
  public int kernelCount() {
    return kernels.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * A chosen metric.
   *
   * @param strength mean of |r| with the runtime over the tasks in which it varies
   * @param rising whether the runtime grows with it
   * @param byTask r with the runtime, by task
   */
  public record Chosen(String name, double strength, boolean rising, Map<String, Double> byTask) {
    /** Copies the map. */
    public Chosen {
      byTask = Collections.unmodifiableMap(new TreeMap<>(byTask));
    }
  }

  /**
   * A metric that was left out.
   *
   * @param detail in a few words: the metric that tells the same, the tasks that disagree
   */
  public record Dropped(String name, Cause cause, String detail) {}

  /** Why a metric was left out, in the order of the steps. */
  public enum Cause {
    /** It is the runtime under another name. */
    RUNTIME("is the runtime"),
    /** It varies in no task, or has too few values. */
    CONSTANT("does not vary"),
    /** Another metric has the same values, or a multiple of them. */
    ALIAS("tells exactly the same as another"),
    /** Another metric tells almost the same. */
    COLLINEAR("tells almost the same as another"),
    /** It is among the strongest of no task. */
    WEAK("is among the strongest of no task"),
    /** It varies in too few tasks for its sign to be called stable. */
    RARE("varies in too few tasks"),
    /** The runtime grows with it in one task and falls in another. */
    UNSTABLE("changes its sign from task to task"),
    /** Its mean |r| is below the percentile. */
    BELOW("is below the threshold");

    private final String words;

    Cause(String words) {
      this.words = words;
    }

    /** Returns what a sentence says of the metric. */
    public String words() {
      return words;
    }
  }
}
