package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.optimizer.Fakes.FakeCoder;
import dev.warpsmith.optimizer.Fakes.FakeJudge;
import dev.warpsmith.optimizer.Fakes.FakeProver;
import dev.warpsmith.optimizer.Fakes.Killed;
import dev.warpsmith.optimizer.strategy.StrategyChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizerTest {
  private static final int NEVER = -1;

  @TempDir Path runs = Path.of("unset");

  private static RunRecord run(
      RunFolder folder, FakeProver prover, FakeCoder coder, FakeJudge judge) {
    return new Optimizer(folder, Fakes.task(), prover, coder, judge, Progress.none()).run();
  }

  private RunRecord wholeRun(int rounds) {
    try (RunFolder folder = Fakes.folder(runs, rounds)) {
      return run(folder, new FakeProver(NEVER), new FakeCoder(), new FakeJudge());
    }
  }

  @Test
  void keepsTheFastestProvenCandidate() throws IOException {
    RunRecord run = wholeRun(10);
    assertThat(run.rounds()).hasSize(6);
    assertThat(run.correctRounds()).isEqualTo(5);
    assertThat(run.stopReason()).isEqualTo("nothing left to widen");
    assertThat(run.best().orElseThrow().number()).isEqualTo(6);
    assertThat(run.best().orElseThrow().time().orElseThrow().micros()).isEqualTo(22.5);
    assertThat(run.best().orElseThrow().time().orElseThrow().speedup())
        .isCloseTo(100 / 22.5, within(1e-9));
    assertThat(Files.readString(run.folder().resolve("best.cu")))
        .contains("@tune WIDTH = 32 |")
        .contains("@launch copy");
  }

  @Test
  void recordsPredictedAndMeasuredGain() {
    RunRecord run = wholeRun(2);
    RoundRecord second = run.rounds().get(1);
    assertThat(second.asked().orElseThrow().predictedGain()).hasValue(1.5);
    assertThat(second.measuredGain().orElseThrow()).isCloseTo(100.0 / 60, within(1e-9));
    assertThat(run.stopReason()).isEqualTo("the budget of 2 rounds is spent");
  }

  @Test
  void goesOnAfterAFailedCandidateAndKeepsItsMessage() {
    RoundRecord failed = wholeRun(4).rounds().get(2);
    assertThat(failed.verdict()).isEqualTo("WrongNumerics");
    assertThat(failed.message()).contains("y[3] is 1, expected 2");
    assertThat(failed.passed()).isFalse();
    assertThat(failed.best()).isFalse();
  }

  @Test
  void asksNoJudgeWhenTheBudgetIsSpent() {
    FakeJudge judge = new FakeJudge();
    try (RunFolder folder = Fakes.folder(runs, 1)) {
      run(folder, new FakeProver(NEVER), new FakeCoder(), judge);
    }
    assertThat(judge.reviews).isZero();
  }

  @Test
  void repeatsNothingAfterAKillAtAnyStepAndEndsTheSame() {
    RunRecord whole = wholeRun(10);
    int steps = 1 + 3 * 6 - 1;
    for (int kill = 1; kill <= steps; kill++) {
      List<String> work = new ArrayList<>();
      FakeCoder coder = new FakeCoder();
      FakeJudge judge = new FakeJudge();
      Path path = killed(kill, coder, judge, work);
      RunRecord resumed;
      FakeProver prover = new FakeProver(NEVER);
      try (RunFolder folder = RunFolder.open(path)) {
        resumed = run(folder, prover, coder, judge);
      }
      work.remove(work.size() - 1); // the step that the kill cut off
      work.addAll(prover.work);
      assertThat(work)
          .as("work around a kill at step %d", kill)
          .hasSize(steps)
          .doesNotHaveDuplicates();
      assertThat(coder.written).isEqualTo(6);
      assertThat(judge.reviews).isEqualTo(6);
      assertThat(resumed.rounds()).isEqualTo(whole.rounds());
      assertThat(resumed.stopReason()).isEqualTo(whole.stopReason());
      assertThat(resumed.bestSource()).isEqualTo(whole.bestSource());
    }
  }

  private static RunRecord beam(RunFolder folder, FakeProver prover, int parallel) {
    Search search =
        new Search(
            StrategyChoice.parse("beam:width=2,directions=2").open(1, false),
            ModelCalls.of(folder, Progress.none()),
            parallel);
    return new Optimizer(
            folder,
            Fakes.task(),
            prover,
            new FakeCoder(),
            new Fakes.WideningJudge(),
            search,
            Progress.none())
        .run();
  }

  private List<String> journal(Path run) throws IOException {
    return Files.readAllLines(run.resolve("journal.jsonl")).stream()
        .map(
            line ->
                line.replaceAll("\"at\":\"[^\"]*\"", "")
                    .replaceAll("\"(seconds|chain)\":[^,}]*", ""))
        .toList();
  }

  @Test
  void makesEachWaveFromTheFastestAndSaysWhereEachIsFrom() {
    try (RunFolder folder = Fakes.folder(runs, 6)) {
      RunRecord run = beam(folder, new FakeProver(NEVER), 1);
      assertThat(run.rounds().stream().map(RoundRecord::place))
          .containsExactly(
              "", "direction 1", "direction 2", "direction 1", "direction 2", "direction 1");
      assertThat(run.rounds().stream().map(round -> round.from().orElse(0)))
          .containsExactly(0, 1, 1, 2, 2, 1);
      assertThat(run.stopReason()).isEqualTo("the budget of 6 rounds is spent");
      assertThat(HtmlReport.render(run)).contains("from round 2, direction 1: Load wider.");
    }
  }

  @Test
  void writesTheSameJournalWhateverRunsAtOnce() throws IOException {
    List<List<String>> journals = new ArrayList<>();
    for (int parallel : List.of(1, 4)) {
      try (RunFolder folder = Fakes.folder(runs, 8)) {
        journals.add(journal(beam(folder, new FakeProver(NEVER), parallel).folder()));
      }
    }
    assertThat(journals.get(1)).isEqualTo(journals.get(0));
  }

  @Test
  void aBeamGoesOnWhereAKillLeftIt() {
    RunRecord whole;
    int steps;
    FakeProver counted = new FakeProver(NEVER);
    try (RunFolder folder = Fakes.folder(runs, 8)) {
      whole = beam(folder, counted, 2);
      steps = counted.work.size();
    }
    for (int kill = 2; kill <= steps; kill++) {
      Path path;
      try (RunFolder folder = Fakes.folder(runs, 8)) {
        beam(folder, new FakeProver(kill), 2);
        throw new AssertionError("step " + kill + " was never reached");
      } catch (Killed e) {
        path = newest();
      }
      FakeProver rest = new FakeProver(NEVER);
      try (RunFolder folder = RunFolder.open(path)) {
        RunRecord resumed = beam(folder, rest, 2);
        assertThat(resumed.rounds()).as("killed at step %d", kill).isEqualTo(whole.rounds());
        assertThat(resumed.stopReason()).isEqualTo(whole.stopReason());
        assertThat(rest.work).hasSize(steps - kill + 1);
      }
    }
  }

  @Test
  void aBeamWithMoreRoundsGoesOnFromItsWaves() {
    RunRecord whole;
    try (RunFolder folder = Fakes.folder(runs, 9)) {
      whole = beam(folder, new FakeProver(NEVER), 1);
    }
    Path path;
    try (RunFolder folder = Fakes.folder(runs, 4)) {
      path = folder.path();
      beam(folder, new FakeProver(NEVER), 1);
      folder.rewrite(Fakes.settings(9));
    }
    try (RunFolder folder = RunFolder.open(path)) {
      RunRecord longer = beam(folder, new FakeProver(NEVER), 1);
      assertThat(longer.rounds().subList(0, 4)).isEqualTo(whole.rounds().subList(0, 4));
      assertThat(longer.rounds().size()).isGreaterThan(4);
      assertThat(longer.best().orElseThrow().time().orElseThrow().micros())
          .isEqualTo(whole.best().orElseThrow().time().orElseThrow().micros());
    }
  }

  private Path killed(int step, FakeCoder coder, FakeJudge judge, List<String> work) {
    FakeProver prover = new FakeProver(step);
    try (RunFolder folder = Fakes.folder(runs, 10)) {
      run(folder, prover, coder, judge);
      throw new AssertionError("step " + step + " was never reached");
    } catch (Killed e) {
      work.addAll(prover.work);
      return newest();
    }
  }

  private Path newest() {
    try (var folders = Files.list(runs.resolve("copy"))) {
      return folders.max(java.util.Comparator.comparing(OptimizerTest::number)).orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int number(Path folder) {
    String[] parts = folder.getFileName().toString().split("-");
    return parts.length == 2 ? 1 : Integer.parseInt(parts[2]);
  }

  @Test
  void aFinishedRunResumedIsTheSameRun() {
    RunRecord whole = wholeRun(10);
    FakeProver prover = new FakeProver(NEVER);
    try (RunFolder folder = RunFolder.open(whole.folder())) {
      RunRecord again = run(folder, prover, new FakeCoder(), new FakeJudge());
      assertThat(again.rounds()).isEqualTo(whole.rounds());
    }
    assertThat(prover.work).isEmpty();
  }
}
