package dev.warpsmith.profiler.selection;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.MetricCatalog;
import dev.warpsmith.profiler.selection.MetricSelection.Cause;
import dev.warpsmith.profiler.selection.MetricSelection.Chosen;
import dev.warpsmith.profiler.selection.MetricSelection.Dropped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * CudaForge's protocol (arXiv:2511.01884, Algorithms 1 and 2).
 *
 * <p>Of metrics that tell the same in every task one stays, the one that tells more of the runtime.
 * Then each task names its strongest by |Pearson r| with the runtime, and of those named, the ones
 * whose sign is the same in all tasks and whose mean |r| reaches the percentile are chosen. The
 * result depends on the observations alone, not on their order.
 */
public final class Selector {
  /** Below this a difference of two correlations is rounding. */
  private static final double ROUNDING = 1e-9;

  private static final double SAME = 1 - ROUNDING;

  private final SelectionRules rules;
  private final Map<String, TaskKernels> tasks = new TreeMap<>();
  private final Map<String, Map<String, Double>> runtime = new LinkedHashMap<>();
  private final List<Dropped> dropped = new ArrayList<>();

  private Selector(SelectionRules rules) {
    this.rules = rules;
  }

  /**
   * Chooses metrics.
   *
   * @throws SelectionException if too few tasks have enough kernels
   */
  public static MetricSelection select(List<Observation> observations, SelectionRules rules) {
    return new Selector(rules).select(observations);
  }

  private MetricSelection select(List<Observation> observations) {
    Map<String, String> skipped = readTasks(observations);
    List<String> varying = varying(names(observations));
    List<String> named = strongest(independent(varying));
    double threshold = percentile(named.stream().mapToDouble(this::strength).sorted().toArray());
    List<Chosen> chosen =
        named.stream().filter(name -> stable(name, threshold)).map(this::chosen).toList();
    dropped.sort(Comparator.comparing(Dropped::cause));
    return new MetricSelection(chosen, dropped, sizes(), skipped, threshold);
  }

  private Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new TreeMap<>();
    tasks.forEach((task, kernels) -> sizes.put(task, kernels.size()));
    return sizes;
  }

  /** Keeps the tasks with enough kernels; returns why the others are not. */
  private Map<String, String> readTasks(List<Observation> observations) {
    Map<String, String> skipped = new TreeMap<>();
    Map<String, List<Observation>> byTask =
        observations.stream()
            .sorted(Comparator.comparing(Observation::kernel).thenComparing(Observation::micros))
            .collect(Collectors.groupingBy(Observation::task, TreeMap::new, Collectors.toList()));
    byTask.forEach(
        (task, kernels) -> {
          if (kernels.size() < rules.leastKernels()) {
            skipped.put(task, kernels.size() + " kernels, " + rules.leastKernels() + " needed");
          } else if (kernels.stream().mapToDouble(Observation::micros).distinct().count() < 2) {
            skipped.put(task, "all its kernels take the same time");
          } else {
            tasks.put(task, new TaskKernels(kernels, rules.leastKernels()));
          }
        });
    if (tasks.size() < rules.leastTasks()) {
      throw new SelectionException(tooFew(skipped));
    }
    return skipped;
  }

  private String tooFew(Map<String, String> skipped) {
    String why =
        skipped.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining("; "));
    return "profiles of "
        + tasks.size()
        + (tasks.size() == 1 ? " task" : " tasks")
        + " can be used"
        + (why.isEmpty() ? "" : " (" + why + ")")
        + "; the protocol keeps what has one sign across tasks and needs "
        + rules.leastTasks()
        + " tasks of "
        + rules.leastKernels()
        + " kernels each; make more with: warpsmith optimize <task> --judge random";
  }

  /** Returns every metric: the catalogue's in its order, then others by name. */
  private static List<String> names(List<Observation> observations) {
    Set<String> seen =
        observations.stream()
            .flatMap(kernel -> kernel.values().keySet().stream())
            .collect(Collectors.toCollection(java.util.TreeSet::new));
    Set<String> names = new LinkedHashSet<>();
    MetricCatalog.all().stream()
        .map(MetricCatalog.Entry::name)
        .filter(seen::contains)
        .forEach(names::add);
    names.addAll(seen);
    return List.copyOf(names);
  }

  /** Drops what is the runtime and what does not vary. */
  private List<String> varying(List<String> names) {
    List<String> varying = new ArrayList<>();
    for (String name : names) {
      Map<String, Double> rs = new TreeMap<>();
      tasks.forEach((task, kernels) -> kernels.r(name).ifPresent(r -> rs.put(task, r)));
      boolean same = rs.values().stream().allMatch(r -> Math.abs(r) >= SAME);
      if (rs.isEmpty()) {
        dropped.add(new Dropped(name, Cause.CONSTANT, "in no task"));
      } else if (name.equals(KeyMetrics.DURATION) || same) {
        dropped.add(new Dropped(name, Cause.RUNTIME, "or a multiple of it"));
      } else {
        runtime.put(name, rs);
        varying.add(name);
      }
    }
    return varying;
  }

  /** Drops what another metric tells, too; returns the rest, strongest first. */
  private List<String> independent(List<String> varying) {
    List<String> paper = KeyMetrics.paper();
    List<String> kept = new ArrayList<>();
    varying.stream()
        .sorted(
            Comparator.comparing((String name) -> -Math.round(strength(name) / ROUNDING))
                .thenComparing(name -> !paper.contains(name)))
        .forEach(
            name -> {
              int before = dropped.size();
              for (String other : kept) {
                double r = sameness(name, other);
                if (dropped.size() == before && (r >= SAME || r > rules.collinear())) {
                  Cause cause = r >= SAME ? Cause.ALIAS : Cause.COLLINEAR;
                  dropped.add(new Dropped(name, cause, detail(name, other, r)));
                }
              }
              if (dropped.size() == before) {
                kept.add(name);
              }
            });
    return kept;
  }

  private static String detail(String name, String other, double r) {
    String family = family(name).equals(family(other)) ? ", of one family" : "";
    return String.format(Locale.ROOT, "%s (|r| = %.3f%s)", other, r, family);
  }

  /** Returns what metrics have in common that differ in how they are rolled up. */
  private static String family(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /**
   * Returns the least |r| of two metrics over the tasks; 0 if one varies in a task where the other
   * does not, or if they go together in one task and against each other in another.
   */
  private double sameness(String one, String other) {
    if (!runtimeOf(one).keySet().equals(runtimeOf(other).keySet())) {
      return 0;
    }
    double least = 1;
    double signs = 0;
    int shared = 0;
    for (TaskKernels kernels : tasks.values()) {
      OptionalDouble r = kernels.r(one, other);
      if (r.isPresent()) {
        shared++;
        signs += Math.signum(r.getAsDouble());
        least = Math.min(least, Math.abs(r.getAsDouble()));
      }
    }
    return shared > 0 && Math.abs(signs) == shared ? least : 0;
  }

  /** Returns what at least one task names among its strongest, strongest of all first. */
  private List<String> strongest(List<String> kept) {
    Set<String> named = new LinkedHashSet<>();
    for (String task : tasks.keySet()) {
      kept.stream()
          .filter(name -> runtimeOf(name).containsKey(task))
          .sorted(Comparator.comparing((String name) -> -Math.abs(r(name, task))))
          .limit(rules.perTask())
          .forEach(named::add);
    }
    for (String name : kept) {
      if (!named.contains(name)) {
        drop(name, Cause.WEAK, "mean |r| = %.2f");
      }
    }
    return kept.stream().filter(named::contains).toList();
  }

  private boolean stable(String name, double threshold) {
    Map<String, Double> rs = runtimeOf(name);
    if (rs.size() < Math.max(rules.leastTasks(), (tasks.size() + 1) / 2)) {
      dropped.add(new Dropped(name, Cause.RARE, "in " + String.join(", ", rs.keySet())));
      return false;
    }
    boolean rises = rs.values().stream().anyMatch(r -> r > 0);
    if (rises && rs.values().stream().anyMatch(r -> r < 0)) {
      dropped.add(new Dropped(name, Cause.UNSTABLE, text(rs)));
      return false;
    }
    if (strength(name) < threshold) {
      drop(name, Cause.BELOW, "mean |r| = %.2f");
      return false;
    }
    return true;
  }

  private static String text(Map<String, Double> rs) {
    return rs.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %+.2f", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private void drop(String name, Cause cause, String format) {
    dropped.add(new Dropped(name, cause, String.format(Locale.ROOT, format, strength(name))));
  }

  private Chosen chosen(String name) {
    Map<String, Double> rs = runtimeOf(name);
    boolean rising = rs.values().stream().allMatch(r -> r > 0);
    return new Chosen(name, strength(name), rising, rs);
  }

  private double strength(String name) {
    return runtimeOf(name).values().stream().mapToDouble(Math::abs).average().orElse(0);
  }

  private Map<String, Double> runtimeOf(String name) {
    return runtime.getOrDefault(name, Map.of());
  }

  private double r(String name, String task) {
    return runtimeOf(name).getOrDefault(task, 0.0);
  }

  /** Returns the percentile of sorted values, between two of them in proportion. */
  private double percentile(double[] sorted) {
    if (sorted.length == 0) {
      return 0;
    }
    double at = rules.percentile() * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }
}
