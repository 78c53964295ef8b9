package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import java.util.ArrayList;
import java.util.List;

/** The inputs on which a candidate is checked at the check sizes, with fresh seeds. */
final class CheckCases {
  private final Task task;
  private final EvaluationSettings settings;
  private final long salt;

  /**
   * @param salt differs between candidates, so that none meets the inputs of another
   */
  CheckCases(Task task, EvaluationSettings settings, long salt) {
    this.task = task;
    this.settings = settings;
    this.salt = salt;
  }

  /** Returns the check sizes. */
  List<Bindings> sizes() {
    return task.checkSizes();
  }

  /** Returns the largest check size: that with the most output elements. */
  Bindings largest() {
    return sizes().stream().max((a, b) -> Long.compare(elements(a), elements(b))).orElseThrow();
  }

  /** Returns the cases at a size, those as drawn first. */
  List<InputCase> at(Bindings size) {
    List<InputCase> cases = new ArrayList<>();
    for (int i = 0; i < settings.seedsPerSize(); i++) {
      cases.add(new InputCase(size, seed(size, i), Stress.PLAIN));
    }
    long last = cases.get(cases.size() - 1).seed();
    for (Stress stress : Stress.values()) {
      if (stress != Stress.PLAIN) {
        cases.add(new InputCase(size, last, stress));
      }
    }
    return cases;
  }

  /** Returns one case as drawn, with a seed of its own. */
  InputCase plain(Bindings size, int number) {
    return new InputCase(size, seed(size, settings.seedsPerSize() + number), Stress.PLAIN);
  }

  private long seed(Bindings size, int number) {
    return CaseSeeds.of(settings.seed(), salt, size.hashCode(), number);
  }

  private long elements(Bindings size) {
    return task.outputs().stream().mapToLong(output -> output.elements(size)).sum();
  }
}
