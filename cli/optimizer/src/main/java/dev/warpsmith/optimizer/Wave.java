package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Focus;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.SideBySide;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import dev.warpsmith.optimizer.strategy.Turn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes the candidates of a strategy's wave: the Judge and then the Coder are asked for all turns
 * side by side. What they say goes into the journal in the order of the turns, whoever was first.
 *
 * <p>Turns that change the same candidate ask the Judge one after the other, because each has to
 * name something else. A turn that the budget does not allow ends the wave before it.
 */
final class Wave {
  private final RunFolder folder;
  private final Journal journal;
  private final Task task;
  private final Coder coder;
  private final Judge judge;
  private final Search search;
  private final Progress progress;

  Wave(RunFolder folder, Task task, Coder coder, Judge judge, Search search, Progress progress) {
    this.folder = folder;
    this.journal = folder.journal();
    this.task = task;
    this.coder = coder;
    this.judge = judge;
    this.search = search;
    this.progress = progress;
  }

  /** A candidate that is ready for the gates. */
  record Made(Turn turn, Assignment assignment, Candidate candidate) {}

  /**
   * What became of a wave.
   *
   * @param made in the order of the turns
   * @param ended why a Judge saw nothing more to gain, by turn
   * @param spent why the budget ended the wave before its end
   */
  record Result(List<Made> made, Map<Turn, String> ended, Optional<String> spent) {}

  /** A turn at work. */
  private static final class Slot {
    private final int number;
    private final int round;
    private final Turn turn;
    private final ModelCalls.Line calls;
    private Optional<Decision> decision = Optional.empty();
    private Optional<Candidate> candidate = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();

    Slot(int number, int round, Turn turn, ModelCalls.Line calls) {
      this.number = number;
      this.round = round;
      this.turn = turn;
      this.calls = calls;
    }

    /** Tells whether it is a turn of its own number's round, as all are in a chain. */
    boolean plain() {
      return number == round;
    }

    Optional<Assignment> assignment() {
      return decision.flatMap(
          it -> it.match(next -> Optional.of(next.assignment()), stop -> Optional.empty()));
    }
  }

  /**
   * Asks for the candidates of turns, unless the journal has them.
   *
   * @param first number of the first turn, counted over the run
   */
  Result made(List<Turn> turns, List<Round> history, int first) {
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      int round = history.size() + 1 + i;
      boolean beside = turns.size() > 1 && search.parallel() > 1;
      slots.add(new Slot(first + i, round, turns.get(i), search.calls().line(round, beside)));
    }
    judge(slots, history);
    List<Slot> allowed = settled(slots);
    allowed.forEach(slot -> keepDecision(slot, history));
    write(allowed);
    List<Slot> written = settled(allowed);
    Optional<String> spent = spent(slots.subList(0, Math.min(slots.size(), written.size() + 1)));
    return result(written, history, spent);
  }

  private static Optional<String> spent(List<Slot> slots) {
    return slots
        .get(slots.size() - 1)
        .failure
        .map(failure -> ((BudgetSpentException) failure).reason());
  }

  /**
   * Puts the models' replies into the journal and returns the turns before the first that failed.
   *
   * @throws RuntimeException the failure, unless a budget is spent
   */
  private static List<Slot> settled(List<Slot> slots) {
    slots.forEach(slot -> slot.calls.settle());
    for (int i = 0; i < slots.size(); i++) {
      Optional<RuntimeException> failure = slots.get(i).failure;
      if (failure.isPresent()) {
        if (failure.get() instanceof BudgetSpentException) {
          return slots.subList(0, i);
        }
        throw failure.get();
      }
    }
    return slots;
  }

  private void judge(List<Slot> slots, List<Round> history) {
    Map<Integer, List<Slot>> groups = new LinkedHashMap<>();
    for (Slot slot : slots) {
      int from = slot.turn.match(draft -> 0, next -> 0, turn -> turn.round().number());
      groups.computeIfAbsent(from, missing -> new ArrayList<>()).add(slot);
    }
    SideBySide.run(
        search.parallel(), groups.values().stream().map(g -> judging(g, history)).toList());
  }

  private Runnable judging(Collection<Slot> group, List<Round> history) {
    return () -> {
      List<Instruction> taken = new ArrayList<>();
      for (Slot slot : group) {
        if (!tried(slot, () -> slot.decision = Optional.of(decision(slot, history, taken)))) {
          return;
        }
        slot.assignment().flatMap(Wave::instruction).ifPresent(taken::add);
      }
    };
  }

  /** Does a part of a turn; a failure waits until the wave is put in order. */
  private static boolean tried(Slot slot, Runnable part) {
    try {
      slot.calls.during(part);
      return true;
    } catch (RuntimeException e) {
      slot.failure = Optional.of(e);
      return false;
    }
  }

  private static Optional<Instruction> instruction(Assignment assignment) {
    return assignment.match(
        draft -> Optional.empty(),
        repair -> Optional.of(repair.instruction()),
        (Assignment.Optimize optimize) -> Optional.of(optimize.instruction()));
  }

  private Decision decision(Slot slot, List<Round> history, List<Instruction> taken) {
    return slot.turn.match(
        draft -> new Decision.Continue(new Assignment.Draft(task)),
        next -> decision(slot, history, () -> judge.review(List.copyOf(history))),
        from -> {
          Focus focus = new Focus(from.round(), List.copyOf(taken), from.notes());
          return decision(slot, history, () -> judge.review(List.copyOf(history), focus));
        });
  }

  /** Returns the journal's decision, so that no Judge is asked twice. */
  private Decision decision(Slot slot, List<Round> history, Supplier<Decision> review) {
    Optional<JournalEvent> known = journal.ofTurn(Kind.DECISION, slot.number, slot.number - 1);
    if (known.isPresent()) {
      return new DecisionJson(task, history).read(known.get().data());
    }
    progress.working(slot.round - 1, "judging");
    return review.get();
  }

  private void keepDecision(Slot slot, List<Round> history) {
    boolean draft = slot.turn instanceof Turn.Draft;
    if (draft || journal.ofTurn(Kind.DECISION, slot.number, slot.number - 1).isPresent()) {
      return;
    }
    ObjectNode data = Journal.data().put("round", slot.round - 1);
    if (!slot.plain()) {
      data.put("turn", slot.number);
    }
    data.setAll(new DecisionJson(task, history).write(slot.decision.orElseThrow()));
    journal.append(Kind.DECISION, data);
  }

  private void write(List<Slot> slots) {
    List<Runnable> parts = new ArrayList<>();
    for (Slot slot : slots) {
      slot.assignment()
          .ifPresent(
              assignment ->
                  parts.add(
                      () ->
                          tried(
                              slot,
                              () -> slot.candidate = Optional.of(candidate(slot, assignment)))));
    }
    SideBySide.run(search.parallel(), parts);
  }

  private Candidate candidate(Slot slot, Assignment assignment) {
    progress.working(slot.round, "writing");
    Optional<JournalEvent> known = journal.ofTurn(Kind.CANDIDATE, slot.number, slot.number);
    return known.isPresent() ? CandidateJson.read(known.get().data()) : coder.write(assignment);
  }

  private Result result(List<Slot> slots, List<Round> history, Optional<String> spent) {
    List<Made> made = new ArrayList<>();
    Map<Turn, String> ended = new LinkedHashMap<>();
    for (Slot slot : slots) {
      Optional<Assignment> assignment = slot.assignment();
      if (assignment.isPresent()) {
        int round = history.size() + made.size() + 1;
        made.add(new Made(slot.turn, assignment.get(), kept(slot, round)));
      } else {
        slot.decision.ifPresent(
            it -> it.match(next -> "", stop -> ended.put(slot.turn, stop.reason())));
      }
    }
    return new Result(made, ended, spent);
  }

  /** Returns the journal's candidate, so that a resumed run works with the very same one. */
  private Candidate kept(Slot slot, int round) {
    Optional<JournalEvent> known = journal.ofTurn(Kind.CANDIDATE, slot.number, slot.number);
    ObjectNode data = known.map(JournalEvent::data).orElseGet(() -> keep(slot, round));
    folder.writeCandidate(round, "kernel.cu", CandidateJson.text(data));
    return CandidateJson.read(data);
  }

  private ObjectNode keep(Slot slot, int round) {
    ObjectNode data = Journal.data().put("round", round);
    if (slot.number != round) {
      data.put("turn", slot.number);
    }
    data.setAll(CandidateJson.write(slot.candidate.orElseThrow()));
    journal.append(Kind.CANDIDATE, data);
    return data;
  }
}
