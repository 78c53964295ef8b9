package dev.warpsmith.optimizer.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.optimizer.Fakes;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StrategyTest {
  private final List<Round> rounds = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private final Set<Integer> ended = new HashSet<>();
  private int wave = 1;

  private SearchState state() {
    return new SearchState(rounds, turns, ended, wave);
  }

  private static Candidate candidate(String code) {
    return Candidates.parse(
        "kernel.cu",
        "// @launch copy<<<1, 32>>>(x, y)\nextern \"C\" __global__ void copy(const float* x, float*"
            + " y) { "
            + code
            + " }\n");
  }

  private static Evaluation passed(double micros) {
    return new Evaluation.Passed(
        "passed",
        List.of(),
        new CandidateTiming(
            Measurement.modelled("m", micros), List.of(), new Roofline(20, 1, 2), "all"));
  }

  private static Evaluation refused() {
    return new Evaluation.Failed(Verdict.WRONG_NUMERICS, "y[3] is 1, expected 2", List.of());
  }

  private Round round(Turn turn, Evaluation evaluation) {
    return round(turn, evaluation, "y[" + rounds.size() + "] = x[0];");
  }

  private Round round(Turn turn, Evaluation evaluation, String code) {
    Assignment assignment =
        turn.match(
            draft -> new Assignment.Draft(Fakes.task()),
            next -> new Assignment.Draft(Fakes.task()),
            from ->
                new Assignment.Optimize(
                    Fakes.task(),
                    from.round().candidate(),
                    new Instruction(
                        "DRAM",
                        "Load wider " + rounds.size(),
                        "",
                        List.of(),
                        OptionalDouble.empty(),
                        Instruction.Basis.PROFILE)));
    Round round = new Round(rounds.size() + 1, assignment, candidate(code), evaluation);
    rounds.add(round);
    turns.add(turn);
    return round;
  }

  private static Strategy open(String text, boolean draftsDiffer) {
    return StrategyChoice.parse(text).open(1, draftsDiffer);
  }

  private static List<Integer> from(List<Turn> turns) {
    return turns.stream()
        .map(turn -> turn.match(draft -> 0, next -> -1, from -> from.round().number()))
        .toList();
  }

  private static List<String> notes(Turn turn) {
    return turn.match(draft -> List.of(), next -> List.of(), Turn.From::notes);
  }

  @Test
  void aChainAsksTheJudgeAboutAllRounds() {
    Strategy chain = open("chain", true);
    assertThat(chain.next(state())).containsExactly(new Turn.Draft(0, ""));
    round(new Turn.Draft(0, ""), passed(90));
    assertThat(chain.next(state())).containsExactly(new Turn.Next());
  }

  @Test
  void bestOfGoesOnFromTheFastestDraftAndThenAsAChain() {
    Strategy best = open("best-of=3", true);
    List<Turn> drafts = best.next(state());
    assertThat(drafts).extracting(Turn::place).containsExactly("draft 1", "draft 2", "draft 3");
    round(drafts.get(0), passed(90));
    assertThat(best.next(state())).as("a wave that the budget cut").hasSize(2);
    round(drafts.get(1), passed(70));
    round(drafts.get(2), refused());
    List<Turn> next = best.next(state());
    assertThat(from(next)).containsExactly(2);
    round(next.get(0), passed(60));
    assertThat(best.next(state())).containsExactly(new Turn.Next());
  }

  @Test
  void aBeamChangesEachOfTheFastestInSeveralDirections() {
    Strategy beam = open("beam:width=2,directions=3", true);
    List<Turn> drafts = beam.next(state());
    assertThat(drafts).hasSize(2);
    round(drafts.get(0), passed(90));
    round(drafts.get(1), passed(80));
    List<Turn> wave = beam.next(state());
    assertThat(from(wave)).containsExactly(2, 2, 2, 1, 1, 1);
    assertThat(wave).extracting(Turn::place).startsWith("direction 1", "direction 2");
    round(wave.get(0), passed(40));
    round(wave.get(1), refused());
    assertThat(from(beam.next(state()))).containsExactly(3, 3, 3, 2, 2, 2);
    assertThat(notes(beam.next(state()).get(3)))
        .as("what was tried from that kernel")
        .containsExactly(
            "round 3 from round 2, Load wider 2: 2.00x, 40.00 us",
            "round 4 from round 2, Load wider 3: refused, WrongNumerics (y[3] is 1, expected 2)");
    ended.addAll(List.of(3, 2));
    assertThat(from(beam.next(state()))).containsExactly(1, 1, 1);
    ended.add(1);
    assertThat(beam.next(state())).as("only the refused one is left").hasSize(1);
    ended.add(4);
    assertThat(beam.next(state())).isEmpty();
  }

  @Test
  void whileNothingIsProvenTheNewestRefusedArePutRightOnce() {
    Strategy beam = open("beam", true);
    List<Turn> drafts = beam.next(state());
    drafts.forEach(draft -> round(draft, refused()));
    List<Turn> repairs = beam.next(state());
    assertThat(from(repairs)).containsExactly(2, 1);
    repairs.forEach(repair -> round(repair, refused()));
    assertThat(from(beam.next(state()))).containsExactly(4, 3);
  }

  @Test
  void allDraftsOfTheExpertAreOne() {
    for (String name : List.of("beam", "evolve", "refine")) {
      assertThat(open(name, false).next(state())).containsExactly(new Turn.Draft(0, ""));
    }
  }

  @Test
  void islandsEvolveApartAndSendGuests() {
    Strategy evolve = open("evolve:islands=2,migrate=2", true);
    List<Turn> drafts = evolve.next(state());
    round(drafts.get(0), passed(90));
    round(drafts.get(1), passed(50));
    wave = 3;
    List<Turn> apart = evolve.next(state());
    assertThat(from(apart)).containsExactly(1, 2);
    assertThat(apart).extracting(Turn::place).startsWith("island 1, no profile / plain");
    wave = 4;
    List<Turn> guests = evolve.next(state());
    assertThat(from(guests)).containsExactly(2, 1);
    assertThat(guests.get(0).place()).startsWith("island 1 from island 2");
    round(guests.get(0), passed(40));
    wave = 5;
    assertThat(from(evolve.next(state()))).as("the guest's child stays").contains(2);
    assertThat(evolve.next(state()).get(0).line()).isEqualTo(1);
  }

  @Test
  void theArchiveKeepsTheFastestOfEachKindAndChanceChoosesAmongThem() {
    Round slow = round(new Turn.Draft(0, ""), passed(90), "__shared__ float s[32]; y[0] = x[0];");
    Round plain = round(new Turn.Draft(0, ""), passed(50), "y[0] = x[0];");
    round(new Turn.Draft(0, ""), passed(60), "y[1] = x[0];");
    Archive archive = Archive.of(state().fastest(round -> true));
    assertThat(archive.elites())
        .containsExactly(
            java.util.Map.entry("no profile / plain", plain),
            java.util.Map.entry("no profile / shared", slow));
    Strategy evolve = open("evolve:islands=1", true);
    Set<Integer> chosen = new HashSet<>();
    for (wave = 2; wave < 40; wave++) {
      chosen.addAll(from(evolve.next(state())));
      assertThat(evolve.next(state())).isEqualTo(evolve.next(state()));
    }
    assertThat(chosen).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void aScheduleFamilyIsWhatTheCodeShows() {
    assertThat(ScheduleFamily.of(candidate("float4 v; // __shared__"))).isEqualTo("vectors");
    assertThat(
            ScheduleFamily.of(
                candidate("__shared__ float s[2]; float z = __shfl_xor_sync(~0u, x[0], 1);")))
        .isEqualTo("shared, shuffles");
    assertThat(ScheduleFamily.of(candidate("asm(\"mma.sync.aligned.m16n8k8\");")))
        .isEqualTo("tensor cores");
  }

  @Test
  void refineShowsABoundedWorkspaceToEachRefinement() {
    Strategy refine = open("refine:width=2,workspace=200", true);
    refine.next(state()).forEach(draft -> round(draft, passed(90)));
    Round best = round(new Turn.From(0, "", rounds.get(0), List.of()), passed(30));
    round(new Turn.From(0, "", rounds.get(0), List.of()), passed(89));
    round(new Turn.From(0, "", best, List.of()), refused());
    List<Turn> wave = refine.next(state());
    assertThat(from(wave)).containsExactly(3, 3);
    assertThat(String.join("", notes(wave.get(0))).length()).isLessThanOrEqualTo(200);
    assertThat(notes(wave.get(0)))
        .as("what changed most has a place, what changed little has none")
        .contains("round 3 from round 1, Load wider 2: 3.00x, 30.00 us")
        .noneMatch(note -> note.startsWith("round 4"));
  }

  @Test
  void saysWhatIsWrongWithAnOption() {
    assertThatThrownBy(() -> StrategyChoice.parse("beem"))
        .hasMessage(
            "unknown strategy 'beem'; did you mean 'beam'?; expected chain, best-of, beam, evolve,"
                + " refine");
    assertThatThrownBy(() -> StrategyChoice.parse("beam:depth=2"))
        .hasMessage("beam has no option 'depth'; expected width, directions");
    assertThatThrownBy(() -> StrategyChoice.parse("beam:width=0"))
        .hasMessage("beam: width is '0'; expected a whole number from 1 to 16, as in beam:width=2");
    assertThatThrownBy(() -> StrategyChoice.parse("chain=3"))
        .hasMessage("chain has no option ''; it has none");
    assertThat(StrategyChoice.parse("beam=4").values()).containsEntry("width", 4);
  }
}
