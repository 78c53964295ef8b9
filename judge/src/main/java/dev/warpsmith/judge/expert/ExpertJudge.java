package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernels.Candidates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Gives the move with the largest predicted gain, always from the best proven candidate.
 *
 * <p>Predictions are held against outcomes: a setting that disappointed is trusted less. What a
 * gate refused once is not asked for again. When no move predicts a gain any more, a few neighbours
 * are tried as a search, without a predicted gain, and then it stops.
 */
public final class ExpertJudge implements Judge {
  /** Below this a gain is noise. */
  private static final double WORTHWHILE = 1.01;

  /** A move with a prediction below this is not even worth a try as tuning. */
  private static final double HOPELESS = 0.85;

  private static final double LIGHT = 0.95;
  private static final int MOST_REPAIRS = 3;
  private static final int MOST_TUNING = 3;
  private static final int MOST_BLIND = 16;

  private final ExpertCoder coder;
  private final Predictor predictor;

  /** Makes a Judge that knows the moves of an expert Coder. */
  public ExpertJudge(ExpertCoder coder) {
    this.coder = coder;
    this.predictor = new Predictor(coder.gpu());
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
          .match(failed -> repair(chronicle, failed), passed -> improve(chronicle));
    }
    return improve(chronicle);
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
            OptionalDouble.empty());
    return new Decision.Continue(
        new Assignment.Repair(
            chronicle.task(), chronicle.last().candidate(), failure, instruction));
  }

  private Decision improve(Chronicle chronicle) {
    Round best = chronicle.best().orElseThrow();
    CandidateTiming timing = Chronicle.timing(best).orElseThrow();
    if (timing.fraction() >= LIGHT) {
      return new Decision.Stop(
          String.format(
              Locale.ROOT,
              "round %d reaches %.0f %% of the speed of light",
              best.number(),
              100 * timing.fraction()));
    }
    List<Option> options = options(chronicle, best, timing);
    if (options.isEmpty()) {
      return new Decision.Stop(
          "no untried move from round " + best.number() + " has a chance to be faster");
    }
    Option top = options.get(0);
    boolean blind = options.stream().allMatch(option -> option.gain().isEmpty());
    boolean promising = top.gain().orElse(1) >= WORTHWHILE;
    if (!promising && chronicle.roundsSinceBest() >= (blind ? MOST_BLIND : MOST_TUNING)) {
      return new Decision.Stop(
          String.format(
              Locale.ROOT,
              "no move predicts a gain above %.0f %%, and %d more rounds found nothing faster than"
                  + " round %d",
              100 * (WORTHWHILE - 1),
              chronicle.roundsSinceBest(),
              best.number()));
    }
    return new Decision.Continue(
        new Assignment.Optimize(
            chronicle.task(), best.candidate(), instruction(chronicle, best, timing, top)));
  }

  /**
   * A legal move.
   *
   * @param gain what it is predicted to gain, if anything is known of it
   * @param expected what it ranks by
   */
  private record Option(Move move, OptionalDouble gain, double expected) {}

  /** Returns the untried moves, the most promising first. */
  private List<Option> options(Chronicle chronicle, Round best, CandidateTiming timing) {
    Set<String> tried = chronicle.texts();
    Experience experience = new Experience(chronicle);
    List<Option> options = new ArrayList<>();
    for (Move move : coder.moves(chronicle.task(), best.candidate())) {
      OptionalDouble predicted = predictor.gain(move, timing);
      boolean failedBefore =
          experience.refused(move)
              || (predicted.isEmpty() && (experience.lost(move) || restores(chronicle, move)));
      if (predicted.orElse(1) >= HOPELESS
          && !failedBefore
          && !tried.contains(text(chronicle, best, move))) {
        options.add(
            predicted.isPresent()
                ? believed(move, experience.believed(move, predicted.getAsDouble()))
                : new Option(move, predicted, experience.hoped(move)));
      }
    }
    options.sort(Comparator.comparing(Option::expected).reversed());
    return options;
  }

  /** Tells whether a move sets what the first candidate had, which was left for a faster value. */
  private boolean restores(Chronicle chronicle, Move move) {
    String subject = Experience.subject(move.text());
    List<String> first =
        coder.moves(chronicle.task(), chronicle.rounds().get(0).candidate()).stream()
            .map(Move::text)
            .filter(text -> Experience.subject(text).equals(subject))
            .toList();
    return !first.isEmpty() && !first.contains(move.text());
  }

  private static Option believed(Move move, double gain) {
    return new Option(move, OptionalDouble.of(gain), gain);
  }

  private String text(Chronicle chronicle, Round best, Move move) {
    return Candidates.render(coder.apply(chronicle.task(), best.candidate(), move.text()));
  }

  private Instruction instruction(
      Chronicle chronicle, Round best, CandidateTiming timing, Option option) {
    Diagnosis diagnosis = Diagnosis.of(timing);
    boolean promise = option.gain().orElse(0) >= WORTHWHILE;
    return new Instruction(
        lastOutcome(chronicle, best) + diagnosis.sentence(),
        promise
            ? option.move().remedy()
            : "Search, with no gain predicted: " + option.move().remedy(),
        option.move().text(),
        diagnosis.metrics(),
        promise ? option.gain() : OptionalDouble.empty());
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
