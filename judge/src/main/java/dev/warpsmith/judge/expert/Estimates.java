package dev.warpsmith.judge.expert;

import dev.warpsmith.kernelbench.evaluation.CandidateModel;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a model said of candidates, each asked about once. */
final class Estimates {
  private final CandidateModel model;
  private final Map<String, OptionalDouble> known = new HashMap<>();
  private final Map<String, Integer> spills = new HashMap<>();

  Estimates(CandidateModel model) {
    this.model = model;
  }

  /** Returns microseconds in the order of the candidates; empty for one that cannot run. */
  List<OptionalDouble> micros(List<Candidate> candidates) {
    List<Candidate> unknown = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (!known.containsKey(Candidates.render(candidate))) {
        unknown.add(candidate);
      }
    }
    List<Optional<CandidateTiming>> answers = unknown.isEmpty() ? List.of() : model.times(unknown);
    for (int i = 0; i < unknown.size(); i++) {
      OptionalDouble micros =
          answers.get(i).stream().mapToDouble(CandidateTiming::micros).findFirst();
      known.put(Candidates.render(unknown.get(i)), micros);
    }
    return candidates.stream().map(this::micros).toList();
  }

  /** Tells whether a candidate spills more registers than another, which no time here shows. */
  boolean spillsMore(Candidate candidate, Candidate than) {
    return spilledBytes(candidate) > spilledBytes(than);
  }

  private int spilledBytes(Candidate candidate) {
    return spills.computeIfAbsent(
        Candidates.render(candidate), text -> model.spilledBytes(candidate));
  }

  private OptionalDouble micros(Candidate candidate) {
    return known.getOrDefault(Candidates.render(candidate), OptionalDouble.empty());
  }
}
