package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Focus;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.GateEvent;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.Reference;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.timing.Measurement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A task whose candidates' times follow from one tunable, and agents that change it. */
public final class Fakes {
  static final double NAIVE_MICROS = 100;
  public static final String TASK =
      """
      // @task copy "Copies"
      // @dim n = 32
      // @input x: f32[n] ~ uniform(-1, 1)
      // @output y: f32[n]
      // @launch copy<<<1, 32>>>(x, y)
      extern "C" __global__ void copy(const float* x, float* y) { y[threadIdx.x] = x[threadIdx.x]; }
      """;
  private static final Roofline FLOOR = new Roofline(20, 1, 2);

  private Fakes() {}

  public static Candidate candidate(long width) {
    String text =
        """
        // @tune WIDTH = 1 | 2 | 4 | 8 | 16 | 32
        // @launch copy<<<1, 32>>>(x, y)
        extern "C" __global__ void copy(const float* x, float* y) { /* <&> */ }
        """;
    return Candidates.parse("kernel.cu", text).with(Bindings.of(Map.of("WIDTH", width)));
  }

  public static Task task() {
    TensorSpec output = TensorSpec.parse("y: f32[n]", SourcePosition.ofLine("task.cu", 1));
    Bindings dims = Bindings.of(Map.of("n", 32L));
    return new Task(
        "copy",
        "Copies",
        dims,
        List.of(dims),
        List.of(),
        List.of(output),
        List.of(),
        new Tolerance(1e-4, 1e-4),
        new Reference.Kernels(candidate(1)),
        Optional.empty(),
        false,
        List.of());
  }

  public static RunSettings settings(int rounds) {
    return new RunSettings(
        "copy",
        "task/copy.cu",
        Sha256.of(TASK),
        "emulated:h200",
        "fake",
        "fake",
        7,
        new Budget(rounds, OptionalDouble.empty()),
        1,
        Map.of(),
        Map.of("warpsmith", "test"));
  }

  public static RunFolder folder(Path runs, int rounds) {
    RunFolder folder =
        RunFolder.create(runs, "copy", java.time.LocalDateTime.of(2026, 11, 23, 10, 0, 0));
    folder.writeAtomically("task/copy.cu", TASK);
    folder.write(settings(rounds), JsonNodeFactory.instance.objectNode());
    return folder;
  }

  /** Returns a journal's text with every hash written anew, as a forger would. */
  public static String sealed(String journal) {
    JournalChain chain = JournalChain.after("");
    return journal
        .lines()
        .map(line -> chain.seal(line.replaceAll(",\"chain\":\"[0-9a-f]+\"}$", "}")) + "\n")
        .reduce("", String::concat);
  }

  private static CandidateTiming timing(double micros) {
    return new CandidateTiming(
        Measurement.modelled("m1/g1", micros), List.of(), FLOOR, "all blocks");
  }

  /** A kill at a chosen moment. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Doubles the width in each round; the width 4 is wrong. Counts its real work. */
  public static final class FakeProver implements Prover {
    final List<String> work = new ArrayList<>();
    private final int killAtStep;
    private int steps;

    public FakeProver(int killAtStep) {
      this.killAtStep = killAtStep;
    }

    @Override
    public Baseline baseline(EvaluationMemory memory, EvaluationObserver observer) {
      step("baseline", memory);
      return new Baseline(
          "naive", candidate(1), timing(NAIVE_MICROS), List.of(), List.of(), Map.of());
    }

    @Override
    public Evaluation evaluate(
        Candidate candidate,
        Baseline baseline,
        EvaluationMemory memory,
        EvaluationObserver observer) {
      long width = candidate.tunables().find("WIDTH").orElseThrow();
      step("compile " + width, memory);
      step("check " + width, memory);
      List<Evidence> evidence = List.of(new Evidence(Gate.COMPILES, "16 registers"));
      if (width == 4) {
        finish(observer, Gate.COMPUTES, Optional.of(Verdict.WRONG_NUMERICS));
        return new Evaluation.Failed(
            Verdict.WRONG_NUMERICS, "y[3] is 1, expected 2 <at n = 7>", evidence);
      }
      step("time " + width, memory);
      finish(observer, Gate.NOT_TOO_GOOD, Optional.empty());
      return new Evaluation.Passed("all gates passed", evidence, timing(80.0 / width + 20));
    }

    @Override
    public CompilationResult compilation(Candidate candidate) {
      return new CompilationResult.Compiled(
          new ModuleImage("// ptx", Optional.empty(), Map.of()), List.of());
    }

    private static void finish(EvaluationObserver observer, Gate last, Optional<Verdict> failure) {
      for (Gate gate : Gate.values()) {
        if (gate.compareTo(last) <= 0) {
          Optional<Verdict> answer = gate == last ? failure : Optional.empty();
          observer.observe(new GateEvent.Finished(gate, answer, false, 0));
        }
      }
    }

    private void step(String name, EvaluationMemory memory) {
      if (memory.recall(name).isEmpty()) {
        work.add(name);
        if (++steps == killAtStep) {
          throw new Killed();
        }
        memory.remember(name, JsonNodeFactory.instance.textNode("done"));
      }
    }
  }

  /** Takes the width that the move names. */
  public static final class FakeCoder implements Coder {
    int written;

    @Override
    public String id() {
      return "fake";
    }

    @Override
    public Candidate write(Assignment assignment) {
      written++;
      return assignment.match(
          draft -> candidate(1),
          repair -> candidate(Long.parseLong(repair.instruction().move())),
          optimize -> candidate(Long.parseLong(optimize.instruction().move())));
    }
  }

  /**
   * Asks for the next widths of a chosen round that nothing tried yet, another for each direction.
   */
  static final class WideningJudge implements Judge {
    @Override
    public String id() {
      return "widening";
    }

    @Override
    public Decision review(List<Round> history) {
      throw new IllegalStateException("a strategy says from which round");
    }

    @Override
    public Decision review(List<Round> history, Focus focus) {
      Round from = focus.from();
      long width = from.candidate().tunables().find("WIDTH").orElseThrow();
      List<String> taken = focus.taken().stream().map(Instruction::move).toList();
      for (long wider = width * 2; wider <= 32; wider *= 2) {
        Candidate next = candidate(wider);
        boolean tried = history.stream().anyMatch(round -> round.candidate().equals(next));
        if (!tried && !taken.contains(Long.toString(wider))) {
          return asks(from, Long.toString(wider));
        }
      }
      return new Decision.Stop("nothing left to widen from round " + from.number());
    }

    private static Decision asks(Round from, String width) {
      Instruction instruction =
          new Instruction(
              "dram",
              "Load wider.",
              width,
              List.of("a = 1"),
              OptionalDouble.of(1.5),
              Instruction.Basis.PROFILE);
      return new Decision.Continue(new Assignment.Optimize(task(), from.candidate(), instruction));
    }
  }

  /** Asks for twice the width, and ends at the largest. */
  public static final class FakeJudge implements Judge {
    int reviews;

    @Override
    public String id() {
      return "fake";
    }

    @Override
    public Decision review(List<Round> history) {
      reviews++;
      Round last = history.get(history.size() - 1);
      long width = last.candidate().tunables().find("WIDTH").orElseThrow() * 2;
      if (width > 32) {
        return new Decision.Stop("nothing left to widen");
      }
      Instruction instruction =
          new Instruction(
              "dram",
              "Load wider.",
              Long.toString(width),
              List.of("a = 1"),
              OptionalDouble.of(1.5),
              Instruction.Basis.PROFILE);
      return new Decision.Continue(
          last.evaluation()
              .match(
                  failed -> new Assignment.Repair(task(), last.candidate(), failed, instruction),
                  passed -> new Assignment.Optimize(task(), last.candidate(), instruction)));
    }
  }
}
