package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Coder;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.OutsideComparison;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The loop: a Coder writes, the gates prove and time, a Judge says what to change, until the budget
 * or the Judge ends it.
 *
 * <p>Everything is in the journal before the next step begins. A run that goes on after a kill
 * takes from there what is finished, so its result is that of a run without the kill.
 */
public final class Optimizer {
  private final RunFolder folder;
  private final Journal journal;
  private final RunSettings settings;
  private final Task task;
  private final Prover prover;
  private final Coder coder;
  private final Judge judge;
  private final Progress progress;

  public Optimizer(
      RunFolder folder, Task task, Prover prover, Coder coder, Judge judge, Progress progress) {
    this.folder = folder;
    this.journal = folder.journal();
    this.settings = folder.settings();
    this.task = task;
    this.prover = prover;
    this.coder = coder;
    this.judge = judge;
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
    List<Round> history = new ArrayList<>();
    List<RoundRecord> records = new ArrayList<>();
    Assignment next = new Assignment.Draft(task);
    Optional<String> stop = Optional.empty();
    while (stop.isEmpty()) {
      int number = history.size() + 1;
      Candidate candidate = candidate(number, next);
      Evaluation evaluation = evaluation(number, candidate, baseline, scores);
      Round round = new Round(number, next, candidate, evaluation);
      history.add(round);
      records.add(record(round, scores));
      stop = spent(records);
      if (stop.isEmpty()) {
        Decision decision = decision(history);
        stop = decision.match(go -> Optional.empty(), end -> Optional.of(end.reason()));
        next = decision.match(Decision.Continue::assignment, end -> round.assignment());
      }
    }
    return stop.get();
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

  /** Returns the candidate that the journal has for a round, or else asks the Coder. */
  private Candidate candidate(int number, Assignment assignment) {
    progress.working(number, "writing");
    Optional<JournalEvent> known = journal.find(Kind.CANDIDATE, number);
    if (known.isPresent()) {
      return kept(number, known.get().data());
    }
    Candidate candidate = coder.write(assignment);
    ObjectNode data = Journal.data().put("round", number);
    data.setAll(CandidateJson.write(candidate));
    journal.append(Kind.CANDIDATE, data);
    return kept(number, data);
  }

  /** Returns the journal's candidate, so that a resumed run works with the very same one. */
  private Candidate kept(int number, ObjectNode data) {
    folder.writeCandidate(number, "kernel.cu", CandidateJson.text(data));
    return CandidateJson.read(data);
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

  private RoundRecord record(Round round, Scores scores) {
    boolean repeated = journal.find(Kind.ROUND, round.number()).isPresent();
    RoundRecord result = scores.score(round);
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
    return begun && records.size() < settings.budget().rounds()
        ? Optional.empty()
        : settings.budget().spent(records, journal.seconds());
  }

  /** Returns the decision that the journal has for the newest round, or else asks the Judge. */
  private Decision decision(List<Round> history) {
    int number = history.size();
    DecisionJson json = new DecisionJson(task, history);
    Optional<JournalEvent> known = journal.find(Kind.DECISION, number);
    if (known.isPresent()) {
      return json.read(known.get().data());
    }
    progress.working(number, "judging");
    Decision decision = judge.review(List.copyOf(history));
    ObjectNode data = Journal.data().put("round", number);
    data.setAll(json.write(decision));
    journal.append(Kind.DECISION, data);
    return decision;
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
