package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Focus;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.judge.SearchObserver;
import dev.warpsmith.kernelbench.evaluation.CandidateModel;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.profiler.timing.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Gives the move with the largest predicted gain, from the best proven candidate unless a strategy
 * looks at another.
 *
 * <p>First by rules over the profile: predictions are held against outcomes, a setting that
 * disappointed is trusted less, and what a gate refused is not asked for again. When no rule
 * predicts a gain any more, or the rules missed several times, a search over the settings with the
 * modelled clock as filter ({@link Tuning}) proposes what it found; when it finds nothing, the
 * Judge stops. The answer follows from the history, the seed and the model alone.
 */
public final class ExpertJudge implements Judge {
  /** Below this a gain is noise. */
  static final double WORTHWHILE = 1.01;

  /** How much more a move against the diagnosed cause weighs than its predicted gain says. */
  private static final double STEER = 2;

  private static final double LIGHT = 0.95;
  private static final int MOST_REPAIRS = 3;

  /** Rounds in a row that the rules may miss before a search takes over. */
  private static final int MOST_MISSES = 2;

  /** Rounds in a row without a faster candidate, after which even a search ends. */
  private static final int MOST_IDLE = 6;

  private final ExpertCoder coder;
  private final Estimates estimates;
  private final long seed;
  private final SearchObserver observer;
  private final Predictor predictor;
  private final List<String> shown;

  /**
   * Makes a Judge that knows the moves of an expert Coder.
   *
   * @param model the filter of its search
   * @param seed decides what the search leaves out where there is too much
   */
  public ExpertJudge(ExpertCoder coder, CandidateModel model, long seed, SearchObserver observer) {
    this(coder, new Estimates(model), seed, observer, List.of());
  }

  private ExpertJudge(
      ExpertCoder coder,
      Estimates estimates,
      long seed,
      SearchObserver observer,
      List<String> shown) {
    this.coder = coder;
    this.estimates = estimates;
    this.seed = seed;
    this.observer = observer;
    this.predictor = new Predictor(coder.gpu());
    this.shown = List.copyOf(shown);
  }

  /**
   * Returns a Judge that decides the same and shows these metrics, as far as it can.
   *
   * @param metrics strongest first; its own choice if empty
   */
  public ExpertJudge showing(List<String> metrics) {
    return new ExpertJudge(coder, estimates, seed, observer, metrics);
  }

  @Override
  public String id() {
    return "expert";
  }

  @Override
  public Decision review(List<Round> history) {
    Chronicle chronicle = new Chronicle(history);
    Optional<Round> best = chronicle.best();
    if (best.isEmpty() || repairs(chronicle)) {
      return chronicle
          .last()
          .evaluation()
          .match(
              failed -> repair(chronicle, failed),
              passed -> improve(chronicle, Outlook.ofBest(chronicle)));
    }
    return improve(chronicle, Outlook.ofBest(chronicle));
  }

  @Override
  public Decision review(List<Round> history, Focus focus) {
    Chronicle chronicle = new Chronicle(focus.last(history));
    return focus
        .from()
        .evaluation()
        .match(
            failed -> repair(chronicle, failed),
            passed -> improve(chronicle, Outlook.of(coder, chronicle, focus)));
  }

  /** A candidate of another author deserves two attempts to be put right. */
  private boolean repairs(Chronicle chronicle) {
    boolean foreign = !coder.knows(chronicle.task(), chronicle.last().candidate());
    boolean hasMoves =
        Chronicle.instruction(chronicle.last()).map(i -> !i.move().isEmpty()).orElse(false);
    return foreign && !hasMoves && chronicle.roundsSinceBest() < MOST_REPAIRS;
  }

  private Decision repair(Chronicle chronicle, Evaluation.Failed failure) {
    if (chronicle.roundsSinceBest() > MOST_REPAIRS) {
      return new Decision.Stop(
          chronicle.rounds().size()
              + " candidates were refused, the last one: "
              + failure.message());
    }
    List<String> evidence = failure.evidence().stream().map(Object::toString).toList();
    List<String> last = evidence.subList(Math.max(0, evidence.size() - 4), evidence.size());
    Instruction instruction =
        new Instruction(
            failure.verdict() + ": " + failure.message(),
            "Step back to a variant that asks less of the GPU.",
            "",
            last,
            OptionalDouble.empty(),
            Instruction.Basis.REFUSAL);
    return new Decision.Continue(
        new Assignment.Repair(
            chronicle.task(), chronicle.last().candidate(), failure, instruction));
  }

  private Decision improve(Chronicle chronicle, Outlook outlook) {
    Round best = outlook.from();
    CandidateTiming timing = Chronicle.timing(best).orElseThrow();
    if (timing.fraction() >= LIGHT) {
      return new Decision.Stop(
          String.format(
              Locale.ROOT,
              "round %d reaches %.0f %% of the speed of light",
              best.number(),
              100 * timing.fraction()));
    }
    Experience experience = new Experience(chronicle);
    boolean rulesLead =
        outlook.searches() == 0
            && outlook.idle() < MOST_MISSES
            && coder.knows(chronicle.task(), best.candidate());
    Optional<Choice> choice =
        rulesLead ? ruled(chronicle, outlook, timing, experience) : Optional.empty();
    if (choice.isEmpty() && outlook.idle() < MOST_IDLE) {
      choice = searched(chronicle, outlook, experience);
    }
    return choice
        .map(found -> proceed(chronicle, best, timing, found))
        .orElseGet(() -> new Decision.Stop(nothingLeft(outlook)));
  }

  /** A move, what it is predicted to gain, and what says so. */
  private record Choice(Move move, double gain, Instruction.Basis basis, String remedy) {}

  /** Returns the move of which the rules expect most, if that is worth a round. */
  private Optional<Choice> ruled(
      Chronicle chronicle, Outlook outlook, CandidateTiming timing, Experience experience) {
    Round best = outlook.from();
    Optional<Cause> cause = Diagnosis.of(timing, coder.gpu(), shown).cause();
    List<Choice> choices = new ArrayList<>();
    for (Move move : coder.moves(chronicle.task(), best.candidate())) {
      OptionalDouble predicted = predictor.gain(move, timing, cause);
      if (predicted.isPresent() && !experience.forbids(move)) {
        double gain = experience.believed(move, predicted.getAsDouble());
        choices.add(new Choice(move, gain, Instruction.Basis.PROFILE, move.remedy()));
      }
    }
    return choices.stream()
        .filter(choice -> choice.gain() >= WORTHWHILE)
        .filter(choice -> !outlook.takes(choice.move()))
        .filter(choice -> !outlook.tried().contains(text(chronicle, best, choice.move())))
        .sorted(Comparator.comparing((Choice choice) -> rank(choice, cause)).reversed())
        .filter(
            choice ->
                !estimates.spillsMore(moved(chronicle, best, choice.move()), best.candidate()))
        .findFirst();
  }

  /** A move against the cause goes before another of like promise. */
  private static double rank(Choice choice, Optional<Cause> cause) {
    boolean steered = cause.filter(known -> known.isMetBy(choice.move())).isPresent();
    return (choice.gain() - 1) * (steered ? STEER : 1);
  }

  /** Returns the fastest candidate near the chosen one that the model finds. */
  private Optional<Choice> searched(Chronicle chronicle, Outlook outlook, Experience experience) {
    Round best = outlook.from();
    int round = chronicle.rounds().size();
    int budget = Tuning.BUDGET / (1 + outlook.searches());
    Tuning tuning =
        new Tuning(
            coder,
            chronicle.task(),
            best.candidate(),
            estimates,
            outlook.tried(),
            move -> !experience.forbids(move) && !outlook.takes(move),
            new Random(31 * seed + round),
            budget,
            done -> observer.searched(round, done, budget));
    return tuning
        .search(WORTHWHILE)
        .map(
            found ->
                new Choice(
                    found.move(),
                    found.gain(),
                    Instruction.Basis.SEARCH,
                    "Tune the numbers: the fastest of "
                        + tuning.asked()
                        + (measured(best)
                            ? " variants as measured. "
                            : " variants on the modelled clock. ")
                        + found.move().remedy()));
  }

  private static boolean measured(Round round) {
    return Chronicle.timing(round)
        .filter(timing -> timing.measurement().clock() != Clock.MODELLED)
        .isPresent();
  }

  private static String nothingLeft(Outlook outlook) {
    String idle =
        outlook.idle() < MOST_IDLE
            ? ""
            : ", after " + outlook.idle() + " rounds without a faster one";
    return String.format(
        Locale.ROOT,
        "no move or tuning from round %d predicts a gain of %.0f %%%s",
        outlook.from().number(),
        100 * (WORTHWHILE - 1),
        idle);
  }

  private String text(Chronicle chronicle, Round best, Move move) {
    return Candidates.render(moved(chronicle, best, move));
  }

  private Candidate moved(Chronicle chronicle, Round best, Move move) {
    return coder.apply(chronicle.task(), best.candidate(), move.text());
  }

  private Decision proceed(Chronicle chronicle, Round best, CandidateTiming timing, Choice choice) {
    Diagnosis diagnosis = Diagnosis.of(timing, coder.gpu(), shown);
    Instruction instruction =
        new Instruction(
            lastOutcome(chronicle, best) + diagnosis.sentence(),
            choice.remedy(),
            choice.move().text(),
            diagnosis.metrics(),
            OptionalDouble.of(choice.gain()),
            choice.basis());
    return new Decision.Continue(
        new Assignment.Optimize(chronicle.task(), best.candidate(), instruction));
  }

  private static String lastOutcome(Chronicle chronicle, Round best) {
    Round last = chronicle.last();
    if (last.equals(best) && Chronicle.instruction(last).isEmpty()) {
      return "";
    }
    String back = last.equals(best) ? "" : " (back to round " + best.number() + ")";
    Optional<Instruction> instruction = Chronicle.instruction(last);
    String predicted =
        instruction.isPresent() && instruction.get().predictedGain().isPresent()
            ? String.format(
                Locale.ROOT, "predicted %.2fx, ", instruction.get().predictedGain().getAsDouble())
            : "";
    return last.evaluation()
        .match(
            failed -> "round " + last.number() + " was refused: " + failed.verdict() + back + "; ",
            passed ->
                chronicle
                    .gain(last)
                    .map(
                        gain ->
                            String.format(Locale.ROOT, "%sgot %.2fx%s; ", predicted, gain, back))
                    .orElse(""));
  }
}
