package dev.warpsmith.kernelbench.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The finished steps of one evaluation: each is recalled if the memory has it, else done and
 * remembered, and its evidence is collected.
 */
final class Steps {
  private static final double NANOS = 1e9;

  private final String hash;
  private final EvaluationMemory memory;
  private final EvaluationObserver observer;
  private final boolean refusals;
  private final List<Evidence> evidence = new ArrayList<>();

  Steps(String hash, EvaluationMemory memory, EvaluationObserver observer) {
    this(hash, memory, observer, true);
  }

  private Steps(
      String hash, EvaluationMemory memory, EvaluationObserver observer, boolean refusals) {
    this.hash = hash;
    this.memory = memory;
    this.observer = observer;
    this.refusals = refusals;
  }

  /**
   * Returns the steps of a task's naive kernels. A refusal of theirs is never recalled: who asks
   * again has mended something.
   */
  static Steps ofNaive(String hash, EvaluationMemory memory, EvaluationObserver observer) {
    return new Steps(hash, memory, observer, false);
  }

  /** Returns what the steps so far found. */
  List<Evidence> evidence() {
    return List.copyOf(evidence);
  }

  /** Does a step whose answer is no more than a gate's. */
  GateResult gate(Gate gate, Supplier<GateResult> work) {
    return step(gate, work, result -> result, StepJson::write, StepJson::readResult);
  }

  /**
   * Does a step.
   *
   * @param result the gate's part of the answer
   */
  <T> T step(
      Gate gate,
      Supplier<T> work,
      Function<T, GateResult> result,
      Function<T, JsonNode> write,
      Function<JsonNode, T> read) {
    observer.observe(new GateEvent.Started(gate));
    long begin = System.nanoTime();
    String step = gate + " " + hash;
    Optional<T> known =
        memory
            .recall(step)
            .map(read)
            .filter(found -> refusals || result.apply(found).failure().isEmpty());
    T answer = known.orElseGet(work);
    if (known.isEmpty()) {
      memory.remember(step, write.apply(answer));
    }
    GateResult found = result.apply(answer);
    found.facts().forEach(fact -> evidence.add(new Evidence(gate, fact)));
    observer.observe(
        new GateEvent.Finished(
            gate, found.failure(), known.isPresent(), (System.nanoTime() - begin) / NANOS));
    return answer;
  }
}
