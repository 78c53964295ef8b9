package dev.warpsmith.profiler.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.selection.MetricSelection.Cause;
import dev.warpsmith.profiler.selection.MetricSelection.Chosen;
import dev.warpsmith.profiler.selection.MetricSelection.Dropped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class SelectorTest {
  private static final SelectionRules ALL =
      new SelectionRules(5, 2, 20, 0.95, 0); // every stable metric is chosen

  /** What a kernel's metrics are made of: its task, its runtime, and numbers of its own. */
  private record Kernel(String task, double micros, double a, double b, double c) {}

  private final Map<String, ToDoubleFunction<Kernel>> metrics = new LinkedHashMap<>();

  private List<Observation> observations(int kernels, String... tasks) {
    List<Observation> all = new ArrayList<>();
    for (String task : tasks) {
      Random random = new Random(task.hashCode());
      for (int i = 0; i < kernels; i++) {
        Kernel kernel =
            new Kernel(
                task,
                10 + 90 * random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble());
        Map<String, Double> values = new LinkedHashMap<>();
        metrics.forEach((name, of) -> values.put(name, of.applyAsDouble(kernel)));
        all.add(new Observation(task, "kernel " + i, kernel.micros(), values));
      }
    }
    return all;
  }

  private MetricSelection select(SelectionRules rules, String... tasks) {
    return Selector.select(observations(12, tasks), rules);
  }

  private static List<String> names(MetricSelection selection) {
    return selection.chosen().stream().map(Chosen::name).toList();
  }

  private static Dropped dropped(MetricSelection selection, String name) {
    return selection.dropped().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void choosesWhatFollowsTheRuntimeWithOneSign() {
    metrics.put("up__a.sum", k -> k.micros() + 20 * k.a());
    metrics.put("down__b.pct", k -> 200 - k.micros() + 40 * k.b());
    MetricSelection selection = select(ALL, "gelu", "softmax", "sum");

    assertThat(names(selection)).containsExactly("up__a.sum", "down__b.pct");
    assertThat(selection.chosen()).extracting(Chosen::rising).containsExactly(true, false);
    assertThat(selection.chosen().get(0).byTask()).containsOnlyKeys("gelu", "softmax", "sum");
    assertThat(selection.kernels()).containsEntry("gelu", 12).hasSize(3);
    assertThat(selection.kernelCount()).isEqualTo(36);
  }

  @Test
  void dropsTheRuntimeUnderItsOtherNames() {
    metrics.put("up__a.sum", k -> k.micros() + 20 * k.a());
    metrics.put(KeyMetrics.DURATION, Kernel::micros);
    metrics.put("gpc__cycles_elapsed.max", k -> 1980 * k.micros());
    MetricSelection selection = select(ALL, "gelu", "softmax");

    assertThat(names(selection)).containsExactly("up__a.sum");
    assertThat(dropped(selection, "gpc__cycles_elapsed.max").cause()).isEqualTo(Cause.RUNTIME);
  }

  @Test
  void keepsOneOfEachFamilyOfAliases() {
    metrics.put("x__inst.sum", k -> k.micros() + 20 * k.a());
    metrics.put("x__inst.avg", k -> (k.micros() + 20 * k.a()) / 132);
    MetricSelection selection = select(ALL, "gelu", "softmax");

    assertThat(names(selection)).hasSize(1);
    Dropped alias = selection.dropped().get(0);
    assertThat(alias.cause()).isEqualTo(Cause.ALIAS);
    assertThat(alias.detail()).isEqualTo(names(selection).get(0) + " (|r| = 1.000, of one family)");
  }

  @Test
  void prefersThePapersNameAmongAliases() {
    metrics.put("a__other.sum", k -> k.micros() + 20 * k.a());
    metrics.put(KeyMetrics.DRAM_READ, k -> 3 * (k.micros() + 20 * k.a()));
    assertThat(names(select(ALL, "gelu", "softmax"))).containsExactly(KeyMetrics.DRAM_READ);
  }

  @Test
  void ofTwoThatTellAlmostTheSameTheStrongerStays() {
    metrics.put("weaker__a.sum", k -> k.micros() + 30 * k.a() + 3 * k.b());
    metrics.put("stronger__a.sum", k -> k.micros() + 28 * k.a());
    MetricSelection selection = select(ALL, "gelu", "softmax");

    assertThat(names(selection)).containsExactly("stronger__a.sum");
    assertThat(dropped(selection, "weaker__a.sum").cause()).isEqualTo(Cause.COLLINEAR);
    assertThat(dropped(selection, "weaker__a.sum").detail())
        .startsWith("stronger__a.sum (|r| = 0.9");
    assertThat(names(select(ALL.collinear(1), "gelu", "softmax"))).hasSize(2);
  }

  @Test
  void whatIsTheSameInOneTaskOnlyIsNot() {
    metrics.put("x__a.sum", k -> k.micros() + 20 * k.a());
    metrics.put("y__b.sum", k -> k.micros() + 20 * (k.task().equals("gelu") ? k.a() : k.b()));
    assertThat(names(select(ALL.collinear(0.999), "gelu", "softmax"))).hasSize(2);
  }

  @Test
  void dropsWhatChangesItsSign() {
    metrics.put("up__a.sum", k -> k.micros() + 20 * k.a());
    metrics.put("flips__a.sum", k -> (k.task().equals("gelu") ? 1 : -1) * k.micros() + 15 * k.b());
    MetricSelection selection = select(ALL, "gelu", "softmax");

    assertThat(names(selection)).containsExactly("up__a.sum");
    assertThat(dropped(selection, "flips__a.sum").cause()).isEqualTo(Cause.UNSTABLE);
    assertThat(dropped(selection, "flips__a.sum").detail())
        .matches("gelu \\+0\\.\\d+, softmax -0\\.\\d+");
  }

  @Test
  void dropsConstantsAndWhatVariesInOneTaskOnly() {
    metrics.put("up__a.sum", k -> k.micros() + 20 * k.a());
    metrics.put("constant__a.sum", k -> 7);
    metrics.put("rare__a.sum", k -> k.task().equals("gelu") ? k.micros() + k.b() : 1);
    MetricSelection selection = select(ALL, "gelu", "softmax", "sum");

    assertThat(names(selection)).containsExactly("up__a.sum");
    assertThat(dropped(selection, "constant__a.sum").cause()).isEqualTo(Cause.CONSTANT);
    assertThat(dropped(selection, "rare__a.sum"))
        .isEqualTo(new Dropped("rare__a.sum", Cause.RARE, "in gelu"));
  }

  @Test
  void leavesOutValuesThatAreNoNumbers() {
    metrics.put("up__a.sum", k -> k.micros() + 20 * k.a());
    metrics.put("half__a.sum", k -> k.b() < 0.3 ? Double.NaN : k.micros() + 20 * k.c());
    metrics.put("none__a.sum", k -> Double.NaN);
    metrics.put("few__a.sum", k -> k.b() < 0.9 ? Double.POSITIVE_INFINITY : k.micros());
    MetricSelection selection = select(ALL, "gelu", "softmax");

    assertThat(names(selection)).containsExactlyInAnyOrder("up__a.sum", "half__a.sum");
    assertThat(dropped(selection, "few__a.sum").cause()).isEqualTo(Cause.CONSTANT);
    assertThat(selection.dropped()).noneMatch(metric -> metric.name().equals("none__a.sum"));
  }

  @Test
  void eachTaskNamesItsTwentyStrongest() {
    for (int i = 0; i < 26; i++) {
      int noise = i;
      metrics.put(
          String.format("m%02d__a.sum", i),
          k -> k.micros() + 8 * noise * new Random((long) (1e9 * k.a()) + noise).nextDouble());
    }
    MetricSelection selection = select(ALL.collinear(1), "gelu", "softmax");

    assertThat(selection.chosen().size()).isBetween(20, 25);
    assertThat(selection.dropped()).extracting(Dropped::cause).contains(Cause.WEAK);
    assertThat(names(selection)).contains("m01__a.sum").doesNotContain("m25__a.sum");
  }

  @Test
  void keepsTheUpperQuarter() {
    for (int i = 1; i <= 8; i++) {
      int noise = 12 * i;
      metrics.put(
          "m" + i + "__a.sum",
          k -> k.micros() + noise * new Random((long) (1e9 * k.a()) + noise).nextDouble());
    }
    SelectionRules rules = SelectionRules.STANDARD.collinear(1);
    MetricSelection selection = select(rules, "gelu", "softmax");

    assertThat(names(selection)).containsExactly("m1__a.sum", "m2__a.sum");
    assertThat(selection.chosen()).allMatch(metric -> metric.strength() >= selection.threshold());
    assertThat(dropped(selection, "m8__a.sum").detail()).startsWith("mean |r| = 0.");
  }

  @Test
  void doesNotDependOnTheOrderOfObservations() {
    metrics.put("up__a.sum", k -> k.micros() + 20 * k.a());
    metrics.put("other__a.sum", k -> k.micros() + 60 * k.b());
    metrics.put("alias__a.sum", k -> 2 * k.micros() + 40 * k.a());
    List<Observation> all = observations(9, "gelu", "softmax", "sum");
    MetricSelection first = Selector.select(all, ALL);
    for (int seed = 0; seed < 20; seed++) {
      List<Observation> shuffled = new ArrayList<>(all);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(Selector.select(shuffled, ALL)).isEqualTo(first);
    }
  }

  @Test
  void leavesOutTasksWithTooFewKernels() {
    metrics.put("up__a.sum", k -> k.micros() + 20 * k.a());
    List<Observation> all = new ArrayList<>(observations(8, "gelu", "softmax"));
    all.addAll(observations(4, "sum"));
    MetricSelection selection = Selector.select(all, ALL);

    assertThat(selection.kernels()).containsOnlyKeys("gelu", "softmax");
    assertThat(selection.skipped()).containsExactly(Map.entry("sum", "4 kernels, 5 needed"));
  }

  @Test
  void saysWhatTheProtocolNeeds() {
    metrics.put("up__a.sum", k -> k.micros() + 20 * k.a());
    List<Observation> all = new ArrayList<>(observations(8, "gelu"));
    all.addAll(observations(2, "sum"));

    assertThatThrownBy(() -> Selector.select(all, SelectionRules.STANDARD))
        .isInstanceOf(SelectionException.class)
        .hasMessage(
            "profiles of 1 task can be used (sum: 2 kernels, 5 needed); the protocol keeps what has"
                + " one sign across tasks and needs 2 tasks of 5 kernels each; make more with:"
                + " warpsmith optimize <task> --judge random");
    assertThatThrownBy(() -> Selector.select(List.of(), SelectionRules.STANDARD))
        .hasMessageStartingWith("profiles of 0 tasks can be used; ");
  }

  @Test
  void rejectsRulesThatMeanNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> ALL.collinear(1.5));
    assertThatIllegalArgumentException().isThrownBy(() -> ALL.leastKernels(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Observation("t", "k", Double.NaN, Map.of()));
  }
}
