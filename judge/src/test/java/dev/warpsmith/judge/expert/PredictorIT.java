package dev.warpsmith.judge.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.kernelbench.evaluation.CandidateModel;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDeviceProvider;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How far the rules' predicted gains are off, over every legal move of the tasks' first drafts.
 *
 * <p>{@code -Dwarpsmith.predictions=all} takes every built-in task; a list of names takes those.
 */
class PredictorIT {
  private static final double MEAN_ABSOLUTE_ERROR = 0.08;

  private static NvccCompiler compiler;

  @BeforeAll
  static void needsNvcc() {
    try {
      compiler = NvccCompiler.standard();
    } catch (ToolchainException e) {
      Assumptions.abort("needs nvcc: " + e.getMessage());
    }
  }

  private final List<String> lines = new ArrayList<>();
  private final List<Double> errors = new ArrayList<>();

  @Test
  void predictedGainsAreCloseToWhatMovesGain() {
    String wanted = System.getProperty("warpsmith.predictions", "softmax,row_sum");
    for (BuiltInTasks.Entry entry : BuiltInTasks.all()) {
      if (wanted.equals("all") || List.of(wanted.split(",")).contains(entry.name())) {
        compare(BuiltInTasks.find(entry.name()).orElseThrow());
      }
    }
    assertThat(errors).isNotEmpty();
    assertThat(errors.stream().mapToDouble(Math::abs).average().orElseThrow())
        .as(String.join("\n", lines))
        .isLessThan(MEAN_ABSOLUTE_ERROR);
  }

  private void compare(Task task) {
    try (Device device = new EmulatedDeviceProvider().open("h200");
        Evaluator evaluator =
            new Evaluator(task, device, compiler::compile, EvaluationSettings.of(1))) {
      ExpertCoder coder = new ExpertCoder(device.spec());
      CandidateModel model = evaluator.model();
      Candidate draft = coder.write(new Assignment.Draft(task));
      CandidateTiming before = model.times(List.of(draft)).get(0).orElseThrow();
      Optional<Cause> cause = Diagnosis.of(before, device.spec()).cause();
      List<Move> moves = coder.moves(task, draft);
      List<Candidate> changed =
          moves.stream().map(move -> coder.apply(task, draft, move.text())).toList();
      List<Optional<CandidateTiming>> after = model.times(changed);
      for (int i = 0; i < moves.size(); i++) {
        OptionalDouble predicted = new Predictor(device.spec()).gain(moves.get(i), before, cause);
        if (predicted.isPresent() && after.get(i).isPresent()) {
          double gain = before.micros() / after.get(i).get().micros();
          errors.add(predicted.getAsDouble() - gain);
          lines.add(
              String.format(
                  Locale.ROOT,
                  "%s %s: predicted %.3f, gained %.3f",
                  task.name(),
                  moves.get(i).text(),
                  predicted.getAsDouble(),
                  gain));
        }
      }
    }
  }
}
