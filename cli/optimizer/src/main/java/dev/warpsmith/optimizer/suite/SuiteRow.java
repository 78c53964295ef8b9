package dev.warpsmith.optimizer.suite;

import dev.warpsmith.optimizer.BaselineRecord;
import dev.warpsmith.optimizer.OutsideRecord;
import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.optimizer.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of one task.
 *
 * @param reason why, in a sentence; empty text where nothing is to be said
 * @param trivialAnswers answers that pass without computing anything; with one, the task is
 *     degenerate
 * @param best the best proven candidate, if there is one
 */
public record SuiteRow(
    SuiteTask task,
    State state,
    String reason,
    List<String> trivialAnswers,
    Spent spent,
    Optional<Best> best) {
  /** The name of the baseline that every run has. */
  public static final String NAIVE = "naive";

  /** How far a task came. */
  public enum State {
    /** It has not been run to its end. */
    WAITING("not run"),
    /** A candidate passed every gate. */
    CORRECT("correct"),
    /** None did. */
    INCORRECT("none correct"),
    /** The task itself could not be run. */
    FAILED("failed"),
    /** There is no such task in this version. */
    UNAVAILABLE("not available");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** Returns the words for people. */
    public String label() {
      return label;
    }
  }

  /** What a task took. */
  public record Spent(int rounds, int correctRounds, double seconds, double usd) {
    /** Nothing at all. */
    public static final Spent NOTHING = new Spent(0, 0, 0, 0);

    Spent plus(Spent other) {
      return new Spent(
          rounds + other.rounds,
          correctRounds + other.correctRounds,
          seconds + other.seconds,
          usd + other.usd);
    }

    static Spent of(RunRecord run) {
      return new Spent(
          run.rounds().size(), run.correctRounds(), run.seconds(), run.spending().usd());
    }
  }

  /**
   * The best proven candidate.
   *
   * @param fraction of the speed of light
   * @param against what it is compared with
   */
  public record Best(double micros, String clock, double fraction, List<Against> against) {
    public Best {
      against = List.copyOf(against);
    }
  }

  /**
   * A comparison on one clock.
   *
   * @param speedup the baseline's time divided by the candidate's
   */
  public record Against(String baseline, double micros, double speedup) {}

  public SuiteRow {
    trivialAnswers = List.copyOf(trivialAnswers);
    if (best.isPresent() != (state == State.CORRECT)) {
      throw new IllegalArgumentException(task + " is " + state + ", its best candidate " + best);
    }
  }

  /** Returns the row of a task that was not run, or could not be. */
  public static SuiteRow without(SuiteTask task, State state, String reason) {
    return new SuiteRow(task, state, reason, List.of(), Spent.NOTHING, Optional.empty());
  }

  /** Returns the row of a task whose run ended with a failure. */
  public static SuiteRow failed(SuiteTask task, Optional<RunRecord> run, String reason) {
    Spent spent = run.map(Spent::of).orElse(Spent.NOTHING);
    return new SuiteRow(task, State.FAILED, reason, List.of(), spent, Optional.empty());
  }

  /**
   * Returns the row of the task to be run again: one that failed goes on where it was, for one
   * without a correct candidate a new run begins, and what the last one took stays in the sums.
   */
  SuiteRow retried() {
    return state == State.INCORRECT
        ? new SuiteRow(task.again(), State.WAITING, "", List.of(), spent, Optional.empty())
        : without(task, State.WAITING, "");
  }

  /** Tells whether there is something to gain from running the task again. */
  boolean lacksResult() {
    return state == State.FAILED || state == State.INCORRECT;
  }

  /** Returns the row with what earlier runs of the task took added. */
  public SuiteRow after(Spent earlier) {
    return new SuiteRow(task, state, reason, trivialAnswers, spent.plus(earlier), best);
  }

  /**
   * Returns the row of a task that was run.
   *
   * @param unfused the time of {@code unfused-roofline}; not used if the run's times are measured
   */
  public static SuiteRow of(SuiteTask task, RunRecord run, OptionalDouble unfused, String reason) {
    Optional<Best> best =
        run.baseline()
            .flatMap(baseline -> run.best().map(won -> best(run, baseline, won, unfused)));
    return new SuiteRow(
        task,
        best.isPresent() ? State.CORRECT : State.INCORRECT,
        reason,
        run.baseline().map(BaselineRecord::trivialAnswers).orElse(List.of()),
        Spent.of(run),
        best);
  }

  private static Best best(
      RunRecord run, BaselineRecord baseline, RoundRecord won, OptionalDouble unfused) {
    RoundRecord.Time time =
        won.time().orElseThrow(() -> new IllegalStateException("the best round has no time"));
    List<Against> against = new ArrayList<>();
    for (OutsideRecord outside : run.outside()) {
      outside
          .times()
          .ifPresent(
              both -> against.add(new Against(outside.name(), both.otherMicros(), both.speedup())));
    }
    against.add(new Against(NAIVE, baseline.micros(), time.speedup()));
    if (baseline.modelled()) {
      unfused.ifPresent(
          micros -> against.add(new Against(Baselines.UNFUSED, micros, micros / time.micros())));
    }
    return new Best(time.micros(), baseline.clock(), time.fraction(), against);
  }

  /** Tells whether an answer that needs no computation passes: then a pass proves little. */
  public boolean degenerate() {
    return !trivialAnswers.isEmpty();
  }

  /** Tells whether the row belongs into sums: it was run, and a pass means something. */
  public boolean counts() {
    return !degenerate() && state != State.WAITING && state != State.UNAVAILABLE;
  }

  /** Returns the speedup over a baseline; empty if the best candidate was not compared with it. */
  public OptionalDouble speedup(String baseline) {
    return best.stream()
        .flatMap(won -> won.against().stream())
        .filter(other -> other.baseline().equals(baseline))
        .mapToDouble(Against::speedup)
        .findFirst();
  }

  /** Returns the result in a word or two, such as {@code correct} or {@code degenerate}. */
  public String result() {
    return degenerate() ? "degenerate" : state.label();
  }

  /** Returns what is to be known of the row in a sentence; empty text if nothing is. */
  public String remark() {
    return degenerate()
        ? "answers that compute nothing pass too (" + String.join(", ", trivialAnswers) + ")"
        : reason;
  }
}
