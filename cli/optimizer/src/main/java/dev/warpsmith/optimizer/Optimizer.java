package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.Coder;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.evaluation.SideBySide;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import dev.warpsmith.optimizer.strategy.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The loop: a strategy says from what, a Coder writes, the gates prove and time, a Judge says what
 * to change, until the budget, the strategy or the Judge ends it. Judges and Coders may be asked
 * side by side; the gates and the clock take one candidate at a time.
 *
 * <p>Everything is in the journal before the next step begins. A run that goes on after a kill
 * takes from there what is finished, so its result is that of a run without the kill.
 */
public final class Optimizer {
  private final RunFolder folder;
  private final Journal journal;
  private final RunSettings settings;
  private final Prover prover;
  private final Search search;
  private final Wave wave;
  private final Progress progress;

  /** A run whose candidates follow on each other. */
  public Optimizer(
      RunFolder folder, Task task, Prover prover, Coder coder, Judge judge, Progress progress) {
    this(folder, task, prover, coder, judge, Search.chain(folder, progress), progress);
  }

  public Optimizer(
      RunFolder folder,
      Task task,
      Prover prover,
      Coder coder,
      Judge judge,
      Search search,
      Progress progress) {
    this.folder = folder;
    this.journal = folder.journal();
    this.settings = folder.settings();
    this.prover = prover;
    this.search = search;
    this.wave = new Wave(folder, task, coder, judge, search, progress);
    this.progress = progress;
  }

  /** Runs to the end and returns all that is known of the run then. */
  public RunRecord run() {
    journal.append(
        Kind.SESSION,
        Journal.data()
            .put("warpsmith", version())
            .put("settings", RunFolder.settingsHash(folder.path())));
    Baseline baseline = baseline();
    journal.append(Kind.END, Journal.data().put("stopReason", stopReason(baseline)));
    return report();
  }

  /**
   * Compares the best candidate with implementations outside of Warpsmith, unless the journal has
   * that already.
   *
   * @param compare takes the candidate; an empty answer is not kept
   * @return all that is known of the run then
   */
  public RunRecord outside(Function<Candidate, List<OutsideComparison>> compare) {
    RunRecord record = folder.record();
    Optional<Integer> best = record.best().map(RoundRecord::number);
    Optional<JournalEvent> candidate = best.flatMap(round -> journal.find(Kind.CANDIDATE, round));
    if (candidate.isEmpty() || journal.find(Kind.OUTSIDE, best.get()).isPresent()) {
      return record;
    }
    progress.working(best.get(), "timing it in turn with others");
    List<OutsideRecord> found =
        compare.apply(CandidateJson.read(candidate.get().data())).stream()
            .map(comparison -> OutsideRecord.of(best.get(), comparison))
            .toList();
    if (found.isEmpty()) {
      return record;
    }
    ObjectNode data = Journal.data().put("round", best.get());
    OutsideRecord.add(data, found);
    journal.append(Kind.OUTSIDE, data);
    return report();
  }

  /** Runs rounds and returns why they ended. */
  private String stopReason(Baseline baseline) {
    try {
      return rounds(baseline);
    } catch (BudgetSpentException e) {
      return e.reason();
    }
  }

  private String rounds(Baseline baseline) {
    Scores scores = new Scores(baseline, settings.minGain());
    SearchLog log = new SearchLog();
    List<RoundRecord> records = new ArrayList<>();
    Optional<String> stop = Optional.empty();
    while (stop.isEmpty()) {
      List<Turn> turns = turns(log, records);
      if (turns.isEmpty()) {
        return log.over();
      }
      Wave.Result result = wave.made(turns, log.rounds(), log.turnsAsked() + 1);
      precompile(result.made());
      for (int i = 0; i < result.made().size() && stop.isEmpty(); i++) {
        Wave.Made made = result.made().get(i);
        Round round = round(made, log.rounds().size() + 1, baseline, scores);
        log.add(round, made.turn());
        records.add(record(round, made.turn().place(), scores));
        stop = i + 1 < result.made().size() ? budgetSpent(records) : spent(records);
      }
      stop = stop.or(() -> log.ended(turns, result.ended())).or(result::spent);
    }
    return stop.get();
  }

  /** Returns the next wave's turns: as many as it had when it began, or as the budget allows. */
  private List<Turn> turns(SearchLog log, List<RoundRecord> records) {
    List<Turn> turns = search.strategy().next(log.state());
    int wave = log.state().wave();
    Optional<JournalEvent> known =
        journal.events().stream()
            .filter(event -> event.is(Kind.WAVE) && event.data().path("wave").asInt() == wave)
            .findFirst();
    int most =
        known
            .map(event -> event.data().path("turns").asInt())
            .orElseGet(() -> Math.max(1, settings.budget().left(records)));
    List<Turn> taken = turns.subList(0, Math.min(most, turns.size()));
    if (turns.size() > 1 && known.isEmpty()) {
      journal.append(
          Kind.WAVE,
          Journal.data().put("round", records.size()).put("wave", wave).put("turns", taken.size()));
    }
    return taken;
  }

  /** Compiles a wave's candidates side by side, so that the gates find them in the cache. */
  private void precompile(List<Wave.Made> made) {
    if (made.size() > 1) {
      SideBySide.run(
          Runtime.getRuntime().availableProcessors(),
          made.stream().<Runnable>map(each -> () -> prover.compilation(each.candidate())).toList());
    }
  }

  private Round round(Wave.Made made, int number, Baseline baseline, Scores scores) {
    Evaluation evaluation = evaluation(number, made.candidate(), baseline, scores);
    return new Round(number, made.assignment(), made.candidate(), evaluation);
  }

  private String version() {
    return settings.versions().getOrDefault("warpsmith", "unknown");
  }

  private Baseline baseline() {
    progress.working(0, "baseline");
    Baseline baseline =
        prover.baseline(new JournalMemory(journal, "baseline"), event -> progress.gate(0, event));
    BaselineRecord known = BaselineRecord.of(baseline);
    if (journal.find(Kind.BASELINE, 0).isEmpty()) {
      ObjectNode data = known.toJson();
      data.set("candidate", CandidateJson.write(baseline.candidate()));
      journal.append(Kind.BASELINE, data);
    }
    progress.baseline(known);
    return baseline;
  }

  private Evaluation evaluation(int number, Candidate candidate, Baseline baseline, Scores scores) {
    JournalMemory memory = new JournalMemory(journal, CandidateJson.digest(candidate));
    EvaluationObserver observer = event -> progress.gate(number, event);
    return prover
        .evaluate(candidate, baseline, memory, observer)
        .match(
            failed -> failed,
            passed ->
                scores.leads(passed.timing())
                    ? prover.confirm(candidate, passed, memory, observer)
                    : passed);
  }

  private RoundRecord record(Round round, String place, Scores scores) {
    boolean repeated = journal.find(Kind.ROUND, round.number()).isPresent();
    RoundRecord result = scores.score(round, place);
    new CandidateFiles(folder, prover).write(round);
    if (result.best()) {
      folder.writeAtomically("best.cu", CandidateJson.text(CandidateJson.write(round.candidate())));
    }
    if (!repeated) {
      journal.append(Kind.ROUND, result.toJson());
    }
    progress.round(result, repeated);
    report();
    return result;
  }

  /** Returns why no further round may begin; a round that the journal has may always. */
  private Optional<String> spent(List<RoundRecord> records) {
    boolean begun = journal.find(Kind.CANDIDATE, records.size() + 1).isPresent();
    return begun && settings.budget().left(records) > 0 ? Optional.empty() : budgetSpent(records);
  }

  private Optional<String> budgetSpent(List<RoundRecord> records) {
    return settings.budget().spent(records, journal.seconds());
  }

  private RunRecord report() {
    RunRecord record = folder.record();
    folder.writeAtomically("report.html", HtmlReport.render(record));
    if (record.best().isPresent()) {
      folder.writeAtomically(
          EvidenceFile.NAME, EvidenceFile.write(EvidenceBundle.of(folder.path())));
    }
    return record;
  }
}
