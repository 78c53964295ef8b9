package dev.warpsmith.cli;

import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.llm.ModelName;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Jury;
import dev.warpsmith.judge.SearchObserver;
import dev.warpsmith.judge.expert.ExpertJudge;
import dev.warpsmith.judge.expert.RandomJudge;
import dev.warpsmith.kernelbench.evaluation.CandidateModel;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.optimizer.strategy.Method;
import dev.warpsmith.optimizer.strategy.Strategy;
import dev.warpsmith.optimizer.strategy.StrategyChoice;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Coders and Judges of this version, by name. */
final class Agents {
  private static final List<String> CODERS = List.of("expert");
  private static final List<String> JUDGES = List.of("expert", "random", "none");

  private Agents() {}

  /** A Coder and a Judge. */
  record Team(Coder coder, Judge judge) {}

  /** Tells whether a Judge is one of the expert's rules or moves. */
  static boolean isExpert(String judge) {
    return Seat.names(judge).stream().allMatch(it -> it.equals("expert") || it.equals("random"));
  }

  /** Tells whether a team needs no language model. */
  static boolean withoutModels(Settings settings) {
    return settings.text(Setting.CODER).equals("expert") && isExpert(settings.text(Setting.JUDGE));
  }

  /** Rejects a team that cannot be set up, before anything is opened. */
  static void require(Settings settings, Map<String, String> environment) {
    require("coder", settings.text(Setting.CODER), CODERS);
    Seat.judges(settings).forEach(seat -> require("judge", seat.name(), JUDGES));
    strategy(settings);
    parallel(settings);
    if (withoutModels(settings)) {
      requireNoModelSettings(settings);
    } else {
      ModelTeam.require(settings, environment);
    }
  }

  private static void requireNoModelSettings(Settings settings) {
    for (Setting setting : List.of(Setting.START, Setting.FEEDBACK)) {
      if (!settings.isInitial(setting)) {
        throw CommandException.usage(
            setting.flag()
                + " is for a language model in the team; add --coder or --judge with "
                + ModelName.EXPECTED);
      }
    }
  }

  /** Returns the strategy; rejects one that the team cannot follow. */
  static Strategy strategy(Settings settings) {
    StrategyChoice choice;
    try {
      choice = StrategyChoice.parse(settings.text(Setting.STRATEGY));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("strategy: " + e.getMessage());
    }
    boolean differ =
        !settings.text(Setting.CODER).equals("expert") && settings.isInitial(Setting.START);
    if (!differ && choice.method() == Method.BEST_OF) {
      throw CommandException.usage(
          "--strategy best-of needs drafts that differ, and the expert's are all the same; take"
              + " beam, evolve or refine, or a model as Coder without --start expert");
    }
    return choice.open(settings.integer(Setting.SEED, 0), differ);
  }

  /** Returns how many agents may be asked at once; the expert uses all processors by itself. */
  static int parallel(Settings settings) {
    int most = Math.toIntExact(Math.min(64, settings.integer(Setting.PARALLEL, 1)));
    boolean replayed =
        Stream.concat(Stream.of(Seat.coder(settings)), Seat.judges(settings).stream())
            .anyMatch(seat -> seat.name().startsWith("replay:"));
    return replayed || withoutModels(settings) ? 1 : most;
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
    List<String> names = Seat.names(name);
    if (names.size() > 1) {
      return new Jury(
          names.stream().map(each -> judge(each, gpu, model, seed, observer, shown)).toList());
    }
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
