package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/** Puts an expert Coder's candidates through the gates on an emulated H200. */
final class ProvingGround implements AutoCloseable {
  private final Device device = new EmulatedDeviceProvider().open("h200");
  private final Task task;
  private final Evaluator evaluator;
  private final Baseline baseline;

  ProvingGround(Task task) {
    this.task = task;
    this.evaluator =
        new Evaluator(task, device, NvccCompiler.standard()::compile, EvaluationSettings.of(7));
    this.baseline = evaluator.baseline(EvaluationMemory.none(), EvaluationObserver.none());
  }

  /** Skips the calling test where there is no CUDA compiler. */
  static void requireNvcc() {
    boolean found =
        java.util.Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> new java.io.File(folder, "nvcc").canExecute());
    Assumptions.assumeTrue(found, "nvcc is not on the PATH: candidates cannot be compiled");
  }

  /** Compiles a Coder's candidate for its GPU, or fails the calling test. */
  static ModuleImage compiled(ExpertCoder coder, Candidate candidate) {
    return NvccCompiler.standard()
        .compile(candidate, coder.gpu().arch())
        .match(
            compiled -> compiled.image(),
            failed -> {
              throw new AssertionError(failed.text());
            });
  }

  Evaluation evaluate(Candidate candidate) {
    return evaluator.evaluate(
        candidate, baseline, EvaluationMemory.none(), EvaluationObserver.none());
  }

  /** Returns what is wrong with a candidate, or empty text. */
  String problem(Candidate candidate) {
    return evaluate(candidate)
        .match(
            failed -> failed.verdict() + ": " + failed.message() + "\n" + candidate.source().text(),
            passed -> "");
  }

  /**
   * Returns what is wrong with a task's draft, and with the draft under other settings of its first
   * kernel; under {@code -Dwarpsmith.moves=all} with every move of the draft as well.
   */
  static List<String> problems(Task task, String settings) {
    ExpertCoder coder = new ExpertCoder(Gpus.find("h200"));
    Candidate draft = coder.write(new Assignment.Draft(task));
    List<Candidate> candidates = new ArrayList<>(List.of(draft, variant(task, draft, settings)));
    if ("all".equals(System.getProperty("warpsmith.moves"))) {
      for (Move move : coder.moves(task, draft)) {
        candidates.add(coder.apply(task, draft, move.text()));
      }
    }
    List<String> problems = new ArrayList<>();
    try (ProvingGround ground = new ProvingGround(task)) {
      for (Candidate candidate : candidates) {
        problems.add(ground.problem(candidate));
      }
    }
    return problems.stream().filter(problem -> !problem.isEmpty()).toList();
  }

  /** Returns what is wrong with a task's draft under another schedule of its first kernel. */
  static String problemUnder(Task task, String schedule) {
    Candidate draft = new ExpertCoder(Gpus.find("h200")).write(new Assignment.Draft(task));
    OpGraph graph = Expansion.of(task.graph().orElseThrow(), task.dims());
    KernelProgram program = KernelProgram.of(task, graph, draft).orElseThrow();
    try (ProvingGround ground = new ProvingGround(task)) {
      return ground.problem(program.with(0, Schedules.parse(schedule)).candidate());
    }
  }

  private static Candidate variant(Task task, Candidate draft, String settings) {
    OpGraph graph = Expansion.of(task.graph().orElseThrow(), task.dims());
    KernelProgram program = KernelProgram.of(task, graph, draft).orElseThrow();
    Schedule schedule = program.schedules().get(0).with(Schedules.settings(settings));
    return program.with(0, schedule).candidate();
  }

  /**
   * Returns what is wrong with a Coder's draft and some of the moves from it.
   *
   * @param moves how many; {@code -Dwarpsmith.moves=all} takes all
   */
  static List<String> problems(ExpertCoder coder, Task task, int moves) {
    List<String> problems = new ArrayList<>();
    try (ProvingGround ground = new ProvingGround(task)) {
      Candidate draft = coder.write(new Assignment.Draft(task));
      problems.add(ground.problem(draft));
      List<Move> shuffled = new ArrayList<>(ground.moves(coder, draft));
      Collections.shuffle(shuffled, new Random(1));
      boolean all = "all".equals(System.getProperty("warpsmith.moves"));
      int count = all ? shuffled.size() : Math.min(moves, shuffled.size());
      for (Move move : shuffled.subList(0, count)) {
        String problem = ground.problem(coder.apply(task, draft, move.text()));
        problems.add(problem.isEmpty() ? "" : move.text() + ": " + problem);
      }
    }
    return problems.stream().filter(problem -> !problem.isEmpty()).toList();
  }

  double micros(Evaluation evaluation) {
    return evaluation.match(failed -> Double.NaN, passed -> passed.timing().micros());
  }

  double baselineMicros() {
    return baseline.timing().micros();
  }

  List<Move> moves(ExpertCoder coder, Candidate candidate) {
    return coder.moves(task, candidate);
  }

  @Override
  public void close() {
    evaluator.close();
    device.close();
  }
}
