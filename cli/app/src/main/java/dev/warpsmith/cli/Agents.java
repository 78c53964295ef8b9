package dev.warpsmith.cli;

import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.SearchObserver;
import dev.warpsmith.judge.expert.ExpertJudge;
import dev.warpsmith.judge.expert.RandomJudge;
import dev.warpsmith.kernelbench.evaluation.CandidateModel;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;

/** The Coders and Judges of this version, by name. */
final class Agents {
  private static final List<String> CODERS = List.of("expert");
  private static final List<String> JUDGES = List.of("expert", "random");

  private Agents() {}

  /** Returns the Coder of a name. */
  static Coder coder(String name, GpuSpec gpu) {
    requireCoder(name);
    return new ExpertCoder(gpu);
  }

  /**
   * Returns the Judge of a name.
   *
   * @param shown the metrics that it shows first; none if it chooses alone
   */
  static Judge judge(
      String name,
      GpuSpec gpu,
      CandidateModel model,
      long seed,
      SearchObserver observer,
      List<String> shown) {
    requireJudge(name);
    ExpertCoder moves = new ExpertCoder(gpu);
    return name.equals("random")
        ? new RandomJudge(moves, seed)
        : new ExpertJudge(moves, model, seed, observer).showing(shown);
  }

  /** Rejects a Coder that this version does not have. */
  static void requireCoder(String name) {
    require("coder", name, CODERS);
  }

  /** Rejects a Judge that this version does not have. */
  static void requireJudge(String name) {
    require("judge", name, JUDGES);
  }

  private static void require(String role, String name, List<String> known) {
    if (!known.contains(name)) {
      throw CommandException.usage(
          "unknown "
              + role
              + " '"
              + name
              + "'"
              + Spelling.hint(name, known)
              + " (known: "
              + String.join(", ", known)
              + ")");
    }
  }
}
