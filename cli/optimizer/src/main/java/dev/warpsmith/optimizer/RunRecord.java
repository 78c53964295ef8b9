package dev.warpsmith.optimizer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of a run, rebuilt from its folder alone.
 *
 * @param folder where it is kept
 * @param sources the candidates' texts with their tunables, by round, from 1
 * @param outside the best candidate beside implementations outside of Warpsmith; empty if none was
 *     asked for
 * @param stopReason in one sentence; says so if the run is not over
 * @param seconds of working time
 * @param spending what language models cost
 */
public record RunRecord(
    Path folder,
    RunSettings settings,
    Optional<BaselineRecord> baseline,
    List<RoundRecord> rounds,
    List<String> sources,
    List<OutsideRecord> outside,
    String stopReason,
    double seconds,
    Spending spending) {
  private static final String UNFINISHED = "interrupted";

  public RunRecord {
    rounds = List.copyOf(rounds);
    sources = List.copyOf(sources);
    outside = List.copyOf(outside);
  }

  static RunRecord of(Path folder, RunSettings settings, List<JournalEvent> events) {
    Optional<BaselineRecord> baseline = Optional.empty();
    List<RoundRecord> rounds = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    List<OutsideRecord> outside = List.of();
    String stop = UNFINISHED;
    double seconds = 0;
    for (JournalEvent event : events) {
      seconds = Math.max(seconds, event.seconds());
      switch (event.kind()) {
        case SESSION -> stop = UNFINISHED;
        case BASELINE -> baseline = Optional.of(BaselineRecord.ofJson(event.data()));
        case CANDIDATE -> sources.add(CandidateJson.text(event.data()));
        case ROUND -> rounds.add(RoundRecord.ofJson(event.data()));
        case OUTSIDE -> outside = OutsideRecord.listOf(event.data());
        case END -> stop = event.data().path("stopReason").asText();
        case STEP, WAVE, DECISION, ASKED, REPLY, UNANSWERED -> {}
      }
    }
    return new RunRecord(
        folder, settings, baseline, rounds, sources, outside, stop, seconds, Spending.of(events));
  }

  /** Returns the best round so far. */
  public Optional<RoundRecord> best() {
    return rounds.stream().filter(RoundRecord::best).reduce((first, second) -> second);
  }

  /** Returns the best candidate's text, with its tunables as the first ones. */
  public Optional<String> bestSource() {
    return best().map(round -> sources.get(round.number() - 1));
  }

  /** Returns how many rounds passed every gate. */
  public int correctRounds() {
    return (int) rounds.stream().filter(RoundRecord::passed).count();
  }

  /** Returns how far predicted gains were off; empty if no round had a prediction and a time. */
  public Optional<PredictionAccuracy> predictions() {
    return PredictionAccuracy.of(rounds);
  }

  /** Tells whether the run has come to its end. */
  public boolean finished() {
    return !stopReason.equals(UNFINISHED);
  }
}
