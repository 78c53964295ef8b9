package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.ForeignCheck;
import dev.warpsmith.kernelbench.evaluation.ForeignEvaluation;
import dev.warpsmith.kernelbench.evaluation.ForeignModule.Reply;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that cheat, on the CPU, each with its verdict; and honest ones, which pass. */
class ForeignCheckIT {
  private static final String MODULE =
      """
      import torch
      import torch.nn as nn

      class Model(nn.Module):
          def __init__(self, cols):
              super().__init__()
              self.scale = nn.Parameter(torch.randn(cols))

          def forward(self, x):
              return torch.tanh(x) * self.scale

      rows, cols = 37, 130

      def get_inputs():
          return [torch.rand(rows, cols)]

      def get_init_inputs():
          return [cols]
      """;

  /** Its constructor and its forward are to be filled in. */
  private static final String NEW =
      """
      import os, signal, threading, time
      import torch
      import torch.nn as nn

      class ModelNew(nn.Module):
          def __init__(self, cols):
              super().__init__()
              self.scale = nn.Parameter(torch.randn(cols))
      %s
          def forward(self, x):
      %s
      """;

  private static final String RIGHT = "torch.tanh(x) * self.scale";

  @TempDir static Path folder = Path.of("unset");
  private static ForeignPython python;
  private static WorkerSession session;
  private static TracedModel traced;

  @BeforeAll
  static void needsPyTorch() throws IOException {
    String executable = Pythons.require().executable();
    ForeignPython.Limits limits =
        new ForeignPython.Limits(Duration.ofSeconds(60), Duration.ofSeconds(20));
    python = ForeignPython.start(executable, "cpu", limits);
    session = WorkerSession.open(executable);
    Path file = Files.writeString(folder.resolve("scaled.py"), MODULE);
    traced = new ModelFile(file).trace(session);
  }

  @AfterAll
  static void ends() {
    if (session != null) {
      session.close();
      python.close();
    }
  }

  private static Path candidate(String constructor, String forward) {
    return file(NEW.formatted(constructor.indent(8), forward.indent(8)));
  }

  private static Path file(String text) {
    try {
      return Files.writeString(folder.resolve("new.py"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ForeignEvaluation check(Path candidate) {
    return check(python, candidate);
  }

  private static ForeignEvaluation check(ForeignPython process, Path candidate) {
    try (ForeignCheck check =
        new ForeignCheck(
            traced.task(),
            EvaluationSettings.of(7),
            new ModelNew(process, session, traced, candidate),
            new ModuleOracle(session, traced, traced.task().graph().orElseThrow()).inOwnTypes(),
            Optional.empty())) {
      return check.check(EvaluationObserver.none());
    }
  }

  private static ForeignEvaluation forward(String forward) {
    return check(candidate("", forward));
  }

  private static void refused(ForeignEvaluation found, Verdict verdict, String part) {
    assertThat(found.verdict()).as(found.message()).isEqualTo(verdict);
    assertThat(found.message()).contains(part);
  }

  @Test
  void honestModulesPass() {
    ForeignEvaluation found = forward("return " + RIGHT);
    assertThat(found.verdict()).as(found.message()).isEqualTo(Verdict.PASSED);
    assertThat(found.evidence().stream().map(Evidence::text))
        .anyMatch(
            text -> text.contains("same as Model's from the same seed, and right with others"))
        .anyMatch(text -> text.contains("right with ") && text.contains("inputs times 1000"))
        .anyMatch(text -> text.contains("the same bytes"));
  }

  @Test
  void aModuleWithWeightsOfOtherNamesPassesWithThoseOfItsSeed() {
    ForeignEvaluation found =
        check(
            candidate(
                "self.other = nn.Parameter(self.scale.detach().clone())\ndel self.scale",
                "y = torch.empty_like(x)\ntorch.tanh(x, out=y)\nreturn y.mul_(self.other)"));
    assertThat(found.verdict()).as(found.message()).isEqualTo(Verdict.PASSED);
    assertThat(found.evidence().stream().map(Evidence::text))
        .anyMatch(text -> text.contains("no others can be loaded"));
  }

  @Test
  void aModuleForTheFullSizeOnlyPasses() {
    ForeignEvaluation found =
        forward("assert x.shape == (37, 130), 'made for 37 x 130'\nreturn " + RIGHT);
    assertThat(found.verdict()).as(found.message()).isEqualTo(Verdict.PASSED);
    assertThat(found.evidence().stream().map(Evidence::text))
        .anyMatch(text -> text.contains("made for the full size: at "));
  }

  @Test
  void fallingBackIsFlagged() {
    Path fallback =
        candidate("", "try:\n    return " + RIGHT + "\nexcept RuntimeError:\n    return x");
    assertThat(ModelScreen.flags(session, fallback))
        .anyMatch(flag -> flag.contains("try/except"))
        .anyMatch(flag -> flag.contains("no kernel of its own"))
        .anyMatch(flag -> flag.contains("import of threading"));
  }

  @Test
  void wrongValuesAreRefused() {
    refused(forward("return torch.zeros_like(x)"), Verdict.WRONG_NUMERICS, "expected");
    refused(forward("return x"), Verdict.WRONG_NUMERICS, "elements compared are wrong");
    refused(forward("return torch.empty_like(x)"), Verdict.WRONG_NUMERICS, "37, ");
    refused(
        forward("return (torch.tanh(x.half()) * self.scale.half()).float()"),
        Verdict.WRONG_NUMERICS,
        "y");
  }

  @Test
  void otherTypesAndShapesAreRefused() {
    refused(forward("return (" + RIGHT + ").half()"), Verdict.WRONG_NUMERICS, "expected f32");
    refused(forward("return (" + RIGHT + ")[:1]"), Verdict.WRONG_NUMERICS, "f32[1, 130]");
    refused(forward("return x[:1, :1].expand(x.shape)"), Verdict.WRONG_NUMERICS, "share memory");
    refused(forward("return 3.0"), Verdict.WRONG_NUMERICS, "returned a float");
  }

  @Test
  void resultsOfEarlierCallsAreCheats() {
    String byPointer =
        """
        key = x.data_ptr()
        if key not in self.kept:
            self.kept[key] = %s
        return self.kept[key].clone()
        """;
    refused(
        check(candidate("self.kept = {}", byPointer.formatted(RIGHT))),
        Verdict.CHEATED,
        "the result of an earlier call");
    String first = "self.kept = self.kept if self.kept is not None else " + RIGHT;
    refused(
        check(candidate("self.kept = None", first + "\nreturn self.kept.clone()")),
        Verdict.CHEATED,
        "the result of an earlier call");
  }

  @Test
  void whatIsRightAtFirstOnlyIsRefused() {
    String later = "self.calls += 1\nreturn " + RIGHT + " if self.calls < 5 else x * 0";
    assertThat(check(candidate("self.calls = 0", later)).verdict())
        .isIn(Verdict.WRONG_NUMERICS, Verdict.NOT_DETERMINISTIC);
  }

  @Test
  void weightsUsedBeforeTheyAreKnownAreRefused() {
    refused(
        check(
            candidate(
                "self.early = [self.scale.detach().clone()]",
                "return torch.tanh(x) * self.early[0]")),
        Verdict.WRONG_NUMERICS,
        "weights loaded");
  }

  @Test
  void changedInputsAreCheats() {
    refused(
        forward("y = " + RIGHT + "\nx.zero_()\nreturn y"), Verdict.CHEATED, "changed its input x");
  }

  @Test
  void tensorsThatComputeWhenReadAreCheats() {
    String lazy =
        """
        class Lazy(torch.Tensor):
            pass
        return (%s).as_subclass(Lazy)
        """;
    refused(forward(lazy.formatted(RIGHT)), Verdict.CHEATED, "Lazy, expected a plain torch.Tensor");
  }

  @Test
  void workAfterTheCallIsACheat() {
    String thread =
        """
        y = torch.zeros_like(x)
        def work():
            time.sleep(0.05)
            torch.mul(torch.tanh(x), self.scale.detach(), out=y)
        threading.Thread(target=work).start()
        return y
        """;
    refused(forward(thread), Verdict.CHEATED, "changed after forward had returned");
  }

  @Test
  void replacedClocksAndComparisonsAreCheats() {
    Path patched = candidate("torch.allclose = lambda *a, **k: True", "return x * 0");
    refused(check(patched), Verdict.CHEATED, "it replaced torch.allclose");
    refused(
        forward("torch.cuda.Event.elapsed_time = lambda *a: 1e-3\nreturn " + RIGHT),
        Verdict.CHEATED,
        "it replaced torch.cuda.Event.elapsed_time");
    KernelBenchOpinion opinion =
        KernelBenchOpinion.of(
            session.python(),
            "cpu",
            traced,
            candidate("torch.allclose = lambda *a, **k: True", "return x * 0"),
            traced.task().dims());
    assertThat(opinion).hasToString("KernelBench would say: correct (5 of 5 trials)");
  }

  @Test
  void kernelBenchsWordIsThatOfItsOwnComparison() {
    Path zeros = candidate("", "return x * 0");
    KernelBenchOpinion opinion =
        KernelBenchOpinion.of(session.python(), "cpu", traced, zeros, traced.task().dims());
    assertThat(opinion).hasToString("KernelBench would say: not correct (0 of 5 trials)");
  }

  @Test
  void failuresOfFileConstructorAndForwardAreNamed() {
    refused(check(file("import torch\nclass ModelNew(")), Verdict.COMPILE_FAILED, "line 2: Syntax");
    refused(check(file("x = 1")), Verdict.COMPILE_FAILED, "defines no class ModelNew");
    refused(
        check(candidate("raise ValueError('no')", "return x")),
        Verdict.COMPILE_FAILED,
        "line 9: ValueError: no");
    refused(forward("return x @ x"), Verdict.LAUNCH_FAILED, "RuntimeError: mat1 and mat2");
  }

  @Test
  void aCrashIsTheModulesOwnEnd() {
    refused(forward("os.kill(os.getpid(), signal.SIGSEGV)"), Verdict.LAUNCH_FAILED, "signal 11");
    refused(forward("os._exit(3)"), Verdict.LAUNCH_FAILED, "exit code 3");
  }

  @Test
  void whatNeverEndsIsEnded() {
    ForeignPython.Limits limits =
        new ForeignPython.Limits(Duration.ofSeconds(60), Duration.ofSeconds(1));
    try (ForeignPython short_ = ForeignPython.start(session.python(), "cpu", limits)) {
      refused(
          check(short_, candidate("", "while True:\n    time.sleep(1)")),
          Verdict.TIMED_OUT,
          "took longer than 1.0 s");
    }
  }

  @Test
  void aModuleIsTimedWithTwoSetsOfInputsAndItsLastOutputsAreKept() throws IOException {
    Path candidate = candidate("", "return x * 2");
    try (WorkFolder tensors = WorkFolder.create()) {
      ModelNew module = new ModelNew(python, session, traced, candidate);
      assertThat(module.build(traced.task().dims(), 5)).isInstanceOf(Reply.Done.class);
      byte[] zeros = new byte[37 * 130 * 4];
      byte[] other = zeros.clone();
      other[3] = 0x3f; // 0.5 in float32
      Path one = Files.write(tensors.path().resolve("one"), zeros);
      Path two = Files.write(tensors.path().resolve("two"), other);
      module.prepare(List.of(Map.of("x", one), Map.of("x", two)), false, 1 << 20);
      assertThat(done(module.sample(4))).hasSize(4).allMatch(micros -> micros > 0);
      assertThat(done(module.rounds(10))).isPositive();
      Path first = tensors.path().resolve("first");
      Path second = tensors.path().resolve("second");
      done(module.kept(List.of(Map.of("y", first), Map.of("y", second))));
      assertThat(first).hasBinaryContent(zeros);
      assertThat(Files.readAllBytes(second)).startsWith(0, 0, 0x80, 0x3f); // 1 in float32
      assertThat(done(module.profile())).isEmpty();
    }
  }

  private static <T> T done(Reply<T> reply) {
    return reply.match(
        value -> value,
        fault -> {
          throw new AssertionError(fault.message());
        });
  }
}
