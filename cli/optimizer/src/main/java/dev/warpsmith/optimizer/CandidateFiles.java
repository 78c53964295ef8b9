package dev.warpsmith.optimizer;

import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Gate;
import java.util.stream.Collectors;

/** Writes what a round found into the candidate's folder. */
final class CandidateFiles {
  private final RunFolder folder;

  CandidateFiles(RunFolder folder) {
    this.folder = folder;
  }

  void write(Round round) {
    int number = round.number();
    folder.writeCandidate(number, "check.json", EvaluationJson.of(round.evaluation()));
    folder.writeCandidate(number, "compile.txt", compilerText(round.evaluation()));
    round
        .evaluation()
        .match(
            failed -> number,
            passed -> {
              folder.writeCandidate(number, "timing.json", ProfileJson.timing(passed.timing()));
              folder.writeCandidate(
                  number, "metrics.json", ProfileJson.profiles(passed.timing().profiles()));
              return number;
            });
  }

  private static String compilerText(Evaluation evaluation) {
    return evaluation.evidence().stream()
        .filter(evidence -> evidence.gate() == Gate.COMPILES)
        .map(Evidence::text)
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
