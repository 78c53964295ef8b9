package dev.warpsmith.optimizer.verify;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.optimizer.EvidenceBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the gates again, on the recorded seeds and on fresh ones, and compares what they find. */
final class ProofClaims {
  private static final String RECORDED = "recorded seeds";
  private static final String FRESH = "fresh seeds";

  private final EvidenceBundle bundle;
  private final ToolClaims tools;
  private final List<Claim> claims = new ArrayList<>();

  ProofClaims(EvidenceBundle bundle, ToolClaims tools) {
    this.bundle = bundle;
    this.tools = tools;
  }

  List<Claim> of(ProofBench bench, long freshSeed, EvaluationObserver observer) {
    Attempt recorded = attempt(bench, bundle.settings().seed(), observer);
    Attempt fresh = attempt(bench, freshSeed, observer);
    naive(recorded);
    gates(recorded, RECORDED);
    gates(fresh, FRESH);
    verdict(recorded, RECORDED);
    verdict(fresh, FRESH);
    claims.addAll(new TimeClaims(bundle, tools.incomparable()).of(recorded));
    return claims;
  }

  private Attempt attempt(ProofBench bench, long seed, EvaluationObserver observer) {
    return bench.with(seed, prover -> Attempt.of(prover, bundle.claimed(), observer));
  }

  private void naive(Attempt attempt) {
    String name = "naive kernels";
    if (attempt.refusal().isPresent()) {
      claims.add(Claim.broken(name, attempt.refusal().get()));
      return;
    }
    Baseline baseline = attempt.baseline().orElseThrow();
    if (!baseline.trivialAnswers().equals(bundle.baseline().trivialAnswers())) {
      claims.add(
          Claim.broken(
              name,
              "trivial answers that pass: claimed "
                  + bundle.baseline().trivialAnswers()
                  + ", here "
                  + baseline.trivialAnswers()));
      return;
    }
    claims.add(
        bundle.isNaive(baseline.candidate())
            ? Claim.held(name, "they are those of the claim, and pass every gate")
            : Claim.unknown(name, "this version writes others than those of the claim"));
  }

  private void gates(Attempt attempt, String seeds) {
    for (Gate gate : Gate.values()) {
      if (gate == Gate.SANITIZES_ON_GPU) {
        onGpu(gate + ", " + seeds, claimed(gate));
      } else {
        claims.add(gate(attempt, gate, gate + ", " + seeds, seeds.equals(RECORDED)));
      }
    }
  }

  /** The evaluation of a single candidate does not ask hardware's sanitizer; a run's loop does. */
  private void onGpu(String name, List<String> claimed) {
    if (!claimed.isEmpty()) {
      claims.add(Claim.unknown(name, "verify does not run compute-sanitizer again; check does"));
    }
  }

  private Claim gate(Attempt attempt, Gate gate, String name, boolean recorded) {
    Optional<Verdict> answer = attempt.gates().get(gate);
    if (answer == null) {
      return Claim.unknown(name, "an earlier gate refused");
    }
    if (answer.isPresent()) {
      return Claim.broken(
          name, answer.get() + ": " + attempt.evaluation().map(Evaluation::message).orElse(""));
    }
    List<String> found = attempt.facts(gate);
    List<String> claimed = claimed(gate);
    if (!recorded || (!found.equals(claimed) && !tools.identical())) {
      return Claim.held(name, String.join("; ", found));
    }
    return found.equals(claimed)
        ? Claim.held(name, "the recorded facts, word for word")
        : Claim.broken(
            name,
            "it passes, but recorded was '"
                + String.join("; ", claimed)
                + "' and found '"
                + String.join("; ", found)
                + "'");
  }

  private List<String> claimed(Gate gate) {
    String prefix = gate + ": ";
    return bundle.round().evidence().stream()
        .filter(fact -> fact.startsWith(prefix))
        .map(fact -> fact.substring(prefix.length()))
        .toList();
  }

  private void verdict(Attempt attempt, String seeds) {
    String name = "verdict, " + seeds;
    String claimed = bundle.round().verdict();
    String found =
        attempt.evaluation().map(evaluation -> evaluation.verdict().toString()).orElse("none");
    claims.add(
        found.equals(claimed)
            ? Claim.held(name, found)
            : Claim.broken(name, "claimed " + claimed + ", here " + found));
  }
}
