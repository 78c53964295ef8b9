package dev.warpsmith.cli;

import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.llm.ModelName;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.SearchObserver;
import dev.warpsmith.judge.expert.ExpertJudge;
import dev.warpsmith.judge.expert.RandomJudge;
import dev.warpsmith.kernelbench.evaluation.CandidateModel;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;
import java.util.Map;

/** The Coders and Judges of this version, by name. */
final class Agents {
  private static final List<String> CODERS = List.of("expert");
  private static final List<String> JUDGES = List.of("expert", "random", "none");

  private Agents() {}

  /** A Coder and a Judge. */
  record Team(Coder coder, Judge judge) {}

  /** Tells whether a Judge is one of the expert's rules or moves. */
  static boolean isExpert(String judge) {
    return judge.equals("expert") || judge.equals("random");
  }

  /** Tells whether a team needs no language model. */
  static boolean withoutModels(Settings settings) {
    return settings.text(Setting.CODER).equals("expert") && isExpert(settings.text(Setting.JUDGE));
  }

  /** Rejects a team that cannot be set up, before anything is opened. */
  static void require(Settings settings, Map<String, String> environment) {
    require("coder", settings.text(Setting.CODER), CODERS);
    require("judge", settings.text(Setting.JUDGE), JUDGES);
    if (withoutModels(settings)) {
      requireNoModelSettings(settings);
    } else {
      ModelTeam.require(settings, environment);
    }
  }

  private static void requireNoModelSettings(Settings settings) {
    for (Setting setting : List.of(Setting.START, Setting.STRATEGY, Setting.FEEDBACK)) {
      if (!settings.isInitial(setting)) {
        throw CommandException.usage(
            setting.flag()
                + " is for a language model in the team; add --coder or --judge with "
                + ModelName.EXPECTED);
      }
    }
  }

  /**
   * Returns the team without language models.
   *
   * @param shown the metrics that the Judge shows first; none if it chooses alone
   */
  static Team expert(
      String judge,
      GpuSpec gpu,
      CandidateModel model,
      long seed,
      SearchObserver observer,
      List<String> shown) {
    return new Team(new ExpertCoder(gpu), judge(judge, gpu, model, seed, observer, shown));
  }

  private static Judge judge(
      String name,
      GpuSpec gpu,
      CandidateModel model,
      long seed,
      SearchObserver observer,
      List<String> shown) {
    ExpertCoder moves = new ExpertCoder(gpu);
    return name.equals("random")
        ? new RandomJudge(moves, seed)
        : new ExpertJudge(moves, model, seed, observer).showing(shown);
  }

  private static void require(String role, String name, List<String> known) {
    if (!known.contains(name) && !ModelName.isOne(name)) {
      throw CommandException.usage(
          "unknown "
              + role
              + " '"
              + name
              + "'"
              + Spelling.hint(name, known)
              + " (known: "
              + String.join(", ", known)
              + ", "
              + ModelName.EXPECTED
              + ")");
    }
  }
}
