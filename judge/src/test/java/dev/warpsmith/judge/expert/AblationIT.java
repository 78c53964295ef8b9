package dev.warpsmith.judge.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.judge.SearchObserver;
import dev.warpsmith.kernelbench.evaluation.CandidateModel;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whether the loop earns its keep by its feedback: with the Judge's moves replaced by random legal
 * ones, a kernel as fast as the expert's takes more rounds.
 *
 * <p>Rounds are timed by the model that the search uses, which says what the gate would (see {@code
 * SampledModelIT}), and each candidate once for all Judges; one that spills counts as refused, as
 * the model does not see spills. {@code -Dwarpsmith.ablation=all} runs every built-in task, which
 * takes a quarter of an hour; a list of names runs those.
 */
class AblationIT {
  private static final int MOST_ROUNDS = 60;
  private static final String WANTED =
      System.getProperty("warpsmith.ablation", "rms_norm,row_sum,softmax");

  /**
   * Of the random Judge; two fewer where the property asks for no more, as every build runs that.
   */
  private static final int SEEDS = System.getProperty("warpsmith.ablation") == null ? 3 : 5;

  /** A kernel that is slower than another by less than this is as fast. */
  private static final double AS_FAST = 1.005;

  private static final String HEAD =
      """
      | task | draft us | reached us | rounds, expert | rounds, random | ratio | estimates |
      |---|---|---|---|---|---|---|
      """;

  private static NvccCompiler compiler;

  @BeforeAll
  static void needsNvcc() {
    try {
      compiler = NvccCompiler.standard();
    } catch (ToolchainException e) {
      Assumptions.abort("needs nvcc: " + e.getMessage());
    }
  }

  /** What one task showed. */
  private record Row(
      String task, double draft, double reached, int expert, double random, int estimates) {
    double ratio() {
      return random / expert;
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "| %s | %.2f | %.2f | %d | %.0f%s | %.1f | %d |",
          task,
          draft,
          reached,
          expert,
          random,
          random >= MOST_ROUNDS ? " or more" : "",
          ratio(),
          estimates);
    }
  }

  @Test
  void randomMovesTakeAtLeastHalfAsManyRoundsAgain() throws IOException {
    List<Row> rows = tasks().parallelStream().map(AblationIT::row).toList();
    StringBuilder table = new StringBuilder(HEAD);
    rows.forEach(row -> table.append(row.text()).append('\n'));
    Files.writeString(Path.of("target", "ablation.md"), table);
    double median = median(rows.stream().map(Row::ratio).toList());
    assertThat(median).as(table.toString()).isGreaterThanOrEqualTo(1.5);
  }

  private static List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (BuiltInTasks.Entry entry : BuiltInTasks.all()) {
      String name = entry.name();
      if (WANTED.equals("all") || List.of(WANTED.split(",")).contains(name)) {
        tasks.add(BuiltInTasks.find(name).orElseThrow());
      }
    }
    return tasks;
  }

  private static Row row(Task task) {
    try (Device device = new EmulatedDeviceProvider().open("h200");
        Evaluator evaluator =
            new Evaluator(task, device, compiler::compile, EvaluationSettings.of(1))) {
      ExpertCoder coder = new ExpertCoder(device.spec());
      Remembered model = new Remembered(evaluator.model());
      Judge expert = new ExpertJudge(coder, model, 1, SearchObserver.none());
      List<Double> best = bestByRound(task, coder, expert, model, 0);
      int estimates = model.known.size();
      double reached = best.get(best.size() - 1);
      List<Double> random = new ArrayList<>();
      for (int seed = 1; seed <= SEEDS; seed++) {
        List<Double> times =
            bestByRound(task, coder, new RandomJudge(coder, seed), model, reached * AS_FAST);
        random.add((double) rounds(times, reached));
      }
      return new Row(
          task.name(), best.get(0), reached, rounds(best, reached), median(random), estimates);
    }
  }

  /** Returns the round that reached a time, or the most rounds if none did. */
  private static int rounds(List<Double> best, double reached) {
    for (int i = 0; i < best.size(); i++) {
      if (best.get(i) <= reached * AS_FAST) {
        return i + 1;
      }
    }
    return MOST_ROUNDS;
  }

  /** Runs the loop and returns the fastest time after each round. */
  private static List<Double> bestByRound(
      Task task, ExpertCoder coder, Judge judge, Remembered model, double enough) {
    List<Round> history = new ArrayList<>();
    List<Double> best = new ArrayList<>();
    Optional<Assignment> next = Optional.of(new Assignment.Draft(task));
    double fastest = Double.POSITIVE_INFINITY;
    while (next.isPresent() && history.size() < MOST_ROUNDS && fastest > enough) {
      Candidate candidate = coder.write(next.get());
      boolean spills = model.spilledBytes(candidate) > 0;
      Optional<CandidateTiming> time =
          model.times(List.of(candidate)).get(0).filter(known -> !spills);
      fastest = Math.min(fastest, time.map(CandidateTiming::micros).orElse(fastest));
      best.add(fastest);
      history.add(new Round(history.size() + 1, next.get(), candidate, evaluation(time)));
      next =
          judge.review(history).match(go -> Optional.of(go.assignment()), stop -> Optional.empty());
    }
    return best;
  }

  private static Evaluation evaluation(Optional<CandidateTiming> time) {
    return time.<Evaluation>map(known -> new Evaluation.Passed("estimated", List.of(), known))
        .orElseGet(() -> new Evaluation.Failed(Verdict.LAUNCH_FAILED, "does not run", List.of()));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** A model that is asked about each candidate once. */
  private static final class Remembered implements CandidateModel {
    private final CandidateModel model;
    private final Map<String, Optional<CandidateTiming>> known = new HashMap<>();
    private final Map<String, Integer> spills = new HashMap<>();

    Remembered(CandidateModel model) {
      this.model = model;
    }

    @Override
    public int spilledBytes(Candidate candidate) {
      return spills.computeIfAbsent(
          Candidates.render(candidate), text -> model.spilledBytes(candidate));
    }

    @Override
    public List<Optional<CandidateTiming>> times(List<Candidate> candidates) {
      List<Candidate> unknown =
          candidates.stream()
              .filter(candidate -> !known.containsKey(Candidates.render(candidate)))
              .toList();
      List<Optional<CandidateTiming>> times = unknown.isEmpty() ? List.of() : model.times(unknown);
      for (int i = 0; i < unknown.size(); i++) {
        known.put(Candidates.render(unknown.get(i)), times.get(i));
      }
      return candidates.stream()
          .map(candidate -> known.getOrDefault(Candidates.render(candidate), Optional.empty()))
          .toList();
    }
  }
}
