package dev.warpsmith.optimizer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.BaselineException;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import dev.warpsmith.optimizer.EvidenceFile;
import dev.warpsmith.optimizer.Fakes;
import dev.warpsmith.optimizer.Optimizer;
import dev.warpsmith.optimizer.Progress;
import dev.warpsmith.optimizer.Prover;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunFolderException;
import dev.warpsmith.optimizer.verify.Claim.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
  @TempDir Path runs = Path.of("unset");
  private Path run = Path.of("unset");

  /** A machine with the run's own tools, or others. */
  private record FakeBench(String device, Map<String, String> versions, Prover prover)
      implements ProofBench {
    static FakeBench same() {
      return new FakeBench("emulated:h200", Map.of("warpsmith", "test"), new Fakes.FakeProver(0));
    }

    @Override
    public JsonNode gpu() {
      return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public <T> T with(long seed, Function<Prover, T> work) {
      return work.apply(prover);
    }
  }

  /** Refuses what the run found to be right. */
  private record Strict(boolean baselineToo) implements Prover {
    @Override
    public Baseline baseline(EvaluationMemory memory, EvaluationObserver observer) {
      if (baselineToo) {
        throw new BaselineException("copy", Verdict.WRONG_NUMERICS, "y[0] is 1, expected 0");
      }
      return new Fakes.FakeProver(0).baseline(memory, observer);
    }

    @Override
    public Evaluation evaluate(
        Candidate candidate,
        Baseline baseline,
        EvaluationMemory memory,
        EvaluationObserver observer) {
      return new Fakes.FakeProver(0).evaluate(Fakes.candidate(4), baseline, memory, observer);
    }

    @Override
    public CompilationResult compilation(Candidate candidate) {
      return new Fakes.FakeProver(0).compilation(candidate);
    }
  }

  @BeforeEach
  void aRun() {
    try (RunFolder folder = Fakes.folder(runs, 2)) {
      new Optimizer(
              folder,
              Fakes.task(),
              new Fakes.FakeProver(0),
              new Fakes.FakeCoder(),
              new Fakes.FakeJudge(),
              Progress.none())
          .run();
      run = folder.path();
    }
  }

  private static Verification verify(Path path, ProofBench bench) {
    return Verification.of(Verification.read(path), bench, 99, EvaluationObserver.none());
  }

  private Verification verify() {
    return verify(run, FakeBench.same());
  }

  private void edit(String file, UnaryOperator<String> change) throws IOException {
    Path path = run.resolve(file);
    String before = Files.readString(path);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(path, after);
  }

  private static List<String> broken(Verification found) {
    return found.claims().stream()
        .filter(claim -> claim.outcome() == Outcome.DID_NOT_HOLD)
        .map(Claim::name)
        .toList();
  }

  private static Claim claim(Verification found, String name) {
    return found.claims().stream()
        .filter(claim -> claim.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everythingHoldsWithTheSameTools() {
    Verification found = verify();
    assertThat(found.claims()).allMatch(claim -> claim.outcome() == Outcome.HELD);
    assertThat(found.held()).isTrue();
    assertThat(claim(found, "candidate's time").detail())
        .isEqualTo("60.0000 us claimed (modelled m1/g1), the same here to the last bit");
    assertThat(found.toJson().path("verified").asBoolean()).isTrue();
    assertThat(found.toJson().path("claims")).hasSameSizeAs(found.claims());
  }

  @Test
  void aBundleAloneIsEnough() throws IOException {
    Path alone = Files.copy(run.resolve(EvidenceFile.NAME), runs.resolve("sent.json"));
    Verification found = verify(alone, FakeBench.same());
    assertThat(found.claims()).allMatch(claim -> claim.outcome() == Outcome.HELD);
    assertThat(claim(found, "evidence bundle").outcome()).isEqualTo(Outcome.HELD);
  }

  @Test
  void anEditedCandidateIsNamedByFileAndLine() throws IOException {
    edit("best.cu", text -> text.replace("/* <&> */", "/* faster */"));
    Verification found = verify();
    assertThat(broken(found)).containsExactly("best.cu");
    assertThat(claim(found, "best.cu").detail()).startsWith("its line 3 is not the journal's");
  }

  @Test
  void aMissingCandidateFileIsNamed() throws IOException {
    Files.delete(run.resolve("candidates/002/kernel.cu"));
    Verification found = verify();
    assertThat(broken(found)).containsExactly("candidates/002/kernel.cu");
  }

  @Test
  void anEditedTaskAndEditedSettingsAreFound() throws IOException {
    edit("task/copy.cu", text -> text.replace("n = 32", "n = 64"));
    edit("run.json", text -> text.replace("\"seed\" : 7", "\"seed\" : 8"));
    assertThat(broken(verify())).containsExactly("run.json", "task", "evidence.json");
  }

  @Test
  void aMissingTaskIsAskedFor() throws IOException {
    Files.delete(run.resolve("task/copy.cu"));
    assertThatThrownBy(this::verify)
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("copy.cu is missing; put the file back, or use the run's evidence");
    assertThat(verify(run.resolve(EvidenceFile.NAME), FakeBench.same()).held()).isTrue();
  }

  @Test
  void aBetterTimeWrittenIntoTheJournalIsFound() throws IOException {
    edit("journal.jsonl", VerificationTest::faster);
    Verification found = verify();
    assertThat(broken(found)).contains("journal", "evidence.json", "candidate's time");
    assertThat(claim(found, "candidate's time").detail())
        .isEqualTo("30.0000 us claimed (modelled m1/g1), 60.0000 us here");
  }

  private static String faster(String journal) {
    return journal.replace("{\"micros\":60.0", "{\"micros\":30.0");
  }

  @Test
  void aForgerWhoWritesAllHashesAnewIsFoundByTheProof() throws IOException {
    edit("journal.jsonl", text -> Fakes.sealed(faster(text)));
    Files.delete(run.resolve(EvidenceFile.NAME));
    assertThat(broken(verify())).containsExactly("candidate's time");
  }

  @Test
  void aJournalThatWasCutOffIsFound() throws IOException {
    edit("journal.jsonl", text -> text.substring(0, text.length() - 10));
    Verification torn = verify();
    assertThat(broken(torn)).containsExactly("journal", "evidence.json");
    assertThat(claim(torn, "journal").detail()).contains("ends within line ");
    edit("journal.jsonl", text -> text.substring(0, text.lastIndexOf('\n') + 1));
    Verification cut = verify();
    assertThat(broken(cut)).containsExactly("evidence.json");
    assertThat(claim(cut, "evidence.json").detail()).endsWith("the journal was cut off");
  }

  @Test
  void aRunWithoutAPassedCandidateClaimsNothing() throws IOException {
    edit("journal.jsonl", text -> text.lines().limit(2).reduce("", (a, b) -> a + b + "\n"));
    assertThatThrownBy(this::verify)
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("claims nothing: no candidate passed every gate in the 0 rounds");
  }

  @Test
  void aFolderThatIsNoRunIsRefused() {
    assertThatThrownBy(() -> verify(runs, FakeBench.same()))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("is no run's folder");
    assertThatThrownBy(() -> verify(runs.resolve("none"), FakeBench.same()))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("expected a run's folder (runs/<task>/<time>) or its evidence.json");
  }

  @Test
  void underAnotherCompilerTheProofIsRunAndTimesAreNotCompared() {
    FakeBench other =
        new FakeBench(
            "emulated:h200", Map.of("warpsmith", "test", "nvcc", "12.4"), new Fakes.FakeProver(0));
    Verification found = verify(run, other);
    assertThat(found.held()).isTrue();
    assertThat(claim(found, "compiler").detail())
        .isEqualTo("claimed with unknown, here it is 12.4");
    assertThat(claim(found, "computes, fresh seeds").outcome()).isEqualTo(Outcome.HELD);
    assertThat(claim(found, "speedup").outcome()).isEqualTo(Outcome.COULD_NOT_BE_CHECKED);
    assertThat(claim(found, "speedup").detail()).endsWith("not comparable: another compiler");
  }

  @Test
  void theFirstGateThatRefusesIsNamedAndLaterOnesAreNotChecked() {
    Verification found =
        verify(run, new FakeBench("emulated:h200", Map.of("warpsmith", "test"), new Strict(false)));
    assertThat(broken(found))
        .containsExactly(
            "computes, recorded seeds",
            "computes, fresh seeds",
            "verdict, recorded seeds",
            "verdict, fresh seeds");
    assertThat(claim(found, "computes, fresh seeds").detail()).startsWith("WrongNumerics: y[3]");
    assertThat(claim(found, "times, fresh seeds").outcome())
        .isEqualTo(Outcome.COULD_NOT_BE_CHECKED);
  }

  @Test
  void naiveKernelsThatFailAreNamed() {
    Verification found =
        verify(run, new FakeBench("emulated:h200", Map.of("warpsmith", "test"), new Strict(true)));
    assertThat(found.held()).isFalse();
    assertThat(claim(found, "naive kernels").detail()).contains("y[0] is 1, expected 0");
  }
}
