package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Elements;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that a candidate's result holds: the same input three times, with thread blocks and warps
 * in different orders, gives the same values; the second time some lanes of each warp go before the
 * others wherever nothing makes them wait, the third time those others. Where a kernel adds
 * atomically, the order of additions is free: the results may differ, but each must be right by
 * itself.
 *
 * <p>Hardware runs a warp in step and keeps what launches leave, so a candidate on hardware is
 * asked on an emulated GPU as well.
 *
 * <p>Also reports what {@link GhostReplay} finds.
 */
final class HoldGate {
  private static final int REPEATS = 3;

  private final Subject subject;
  private final Subject emulated;
  private final Oracle oracle;
  private final CaseJudge judge;
  private final CheckCases cases;
  private final EvaluationSettings settings;

  /**
   * @param emulated the candidate on an emulated GPU
   */
  HoldGate(
      Subject subject,
      Subject emulated,
      Oracle oracle,
      ErrorBounds bounds,
      CheckCases cases,
      EvaluationSettings settings) {
    this.subject = subject;
    this.emulated = emulated;
    this.oracle = oracle;
    this.judge = new CaseJudge(subject.task(), oracle, bounds);
    this.cases = cases;
    this.settings = settings;
  }

  GateResult check() {
    GateResult own = orders(subject, true);
    if (own.failure().isPresent()) {
      return own;
    }
    GateResult many = new Endurance(subject, oracle, judge, cases, settings).check();
    if (many.failure().isPresent()) {
      return many;
    }
    GateResult other = emulated == subject ? leftovers() : emulated();
    if (other.failure().isPresent()) {
      return other;
    }
    List<String> facts = new ArrayList<>(own.facts());
    facts.addAll(many.facts());
    facts.addAll(other.facts());
    return GateResult.passed(facts);
  }

  /** Asks the emulated GPU alone; what it cannot run is not held against the candidate. */
  GateResult emulated() {
    if (!emulated.canLoad()) {
      return GateResult.passed(List.of());
    }
    GateResult orders = orders(emulated, false);
    return orders.failure().isPresent() ? orders : leftovers();
  }

  private GateResult leftovers() {
    return new Leftovers(emulated, cases, settings).check();
  }

  /**
   * Runs a candidate three times in different orders.
   *
   * @param own whether that is where it is to run, or an emulated GPU that may not know all it does
   */
  private GateResult orders(Subject on, boolean own) {
    InputCase inputs = cases.plain(cases.largest(), 7);
    try (SizeRun run = SizeRun.open(on, inputs.size())) {
      List<Map<String, ByteBuffer>> results = new ArrayList<>();
      List<CaseJudge.Judgement> judgements = new ArrayList<>();
      Map<String, double[]> expected = on.usesAtomics() ? oracle.evaluate(inputs) : Map.of();
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        PlanRun ended = run.run(inputs, options(inputs, repeat));
        if (ended instanceof PlanRun.Faulted faulted) {
          return faulted.fault().kind() == DeviceFault.Kind.UNSUPPORTED && !own
              ? GateResult.passed(List.of())
              : Faults.refusal(faulted.fault(), "at " + inputs);
        }
        results.add(run.outputs());
        if (on.usesAtomics()) {
          judgements.add(judge.judge(run, inputs, expected));
        }
      }
      return refusal(inputs, results, judgements)
          .orElseGet(() -> own ? passed(run, inputs, results) : GateResult.passed(List.of()));
    }
  }

  private Optional<GateResult> refusal(
      InputCase inputs,
      List<Map<String, ByteBuffer>> results,
      List<CaseJudge.Judgement> judgements) {
    String where = " (same input, other order of blocks and warps, at " + inputs + ")";
    for (int repeat = 0; repeat < judgements.size(); repeat++) {
      Optional<CaseJudge.Problem> wrong = judgements.get(repeat).problem();
      if (wrong.isPresent()) {
        String message =
            "run " + (repeat + 1) + " of " + REPEATS + " is wrong: " + wrong.get().text() + where;
        List<String> facts = new ArrayList<>(List.of(message));
        facts.addAll(wrong.get().comparison().details());
        return Optional.of(GateResult.refused(Verdict.NOT_DETERMINISTIC, message, facts));
      }
    }
    return subject.usesAtomics()
        ? Optional.empty()
        : difference(results)
            .map(text -> GateResult.refused(Verdict.NOT_DETERMINISTIC, text + where));
  }

  private GateResult passed(SizeRun run, InputCase inputs, List<Map<String, ByteBuffer>> results) {
    List<String> facts = new ArrayList<>();
    facts.add(
        difference(results).isPresent()
            ? REPEATS + " runs differ by the rounding of atomic additions only, each is right"
            : REPEATS + " runs on the same input give the same values");
    facts.addAll(new GhostReplay(run, inputs, options(inputs, 0)).findings(results.get(0)));
    return GateResult.passed(facts);
  }

  private Optional<String> difference(List<Map<String, ByteBuffer>> results) {
    for (TensorSpec output : subject.task().outputs()) {
      for (Map<String, ByteBuffer> result : results.subList(1, results.size())) {
        Optional<String> found =
            difference(output, bytes(results.get(0), output), bytes(result, output));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> difference(TensorSpec output, ByteBuffer first, ByteBuffer other) {
    return SameValues.firstDifference(output.dtype(), first, other).stream()
        .mapToObj(
            element ->
                Indices.element(output.name(), output.shape(cases.largest()), element)
                    + " is "
                    + Elements.get(output.dtype(), first, element)
                    + " in one run and "
                    + Elements.get(output.dtype(), other, element)
                    + " in another")
        .findFirst();
  }

  private static ByteBuffer bytes(Map<String, ByteBuffer> result, TensorSpec output) {
    ByteBuffer bytes = result.get(output.name());
    if (bytes == null) {
      throw new IllegalStateException("output " + output + " was not read");
    }
    return bytes;
  }

  private LaunchOptions options(InputCase inputs, int order) {
    LaunchOptions together =
        LaunchOptions.compute()
            .withSeed(CaseSeeds.of(inputs.seed(), order))
            .withStepBudget(settings.checkStepBudget());
    long lanes = CaseSeeds.of(inputs.seed(), 1);
    return order == 0
        ? together
        : together.withSeed(order == 1 ? lanes : lanes ^ 1).splittingWarps();
  }
}
