package dev.warpsmith.coder.prompt;

import dev.warpsmith.kernelbench.reference.NaiveKernels;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernelbench.task.Tolerance;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Describes a task to a language model. */
public final class TaskText {
  private static final PromptText TEXT = PromptText.of(TaskText.class, "task.txt");

  private TaskText() {}

  /** Returns its sizes, tensors, tolerance and meaning, with naive kernels that are right. */
  public static String of(Task task) {
    return TEXT.with(
        Map.of(
            "title",
            task.name() + (task.description().isEmpty() ? "" : ": " + task.description()),
            "dims",
            task.dims().toString(),
            "checks",
            task.checkSizes().stream().map(Bindings::toString).collect(Collectors.joining("; ")),
            "tensors",
            tensors(task),
            "tolerance",
            tolerance(task.tolerance()),
            "flags",
            task.fastMathAllowed() ? "allowed" : "not allowed",
            "meaning",
            task.graph()
                .map(graph -> "```\n" + graph + "\n```")
                .orElse("What the naive kernels below compute."),
            "naive",
            "```cuda\n" + candidate(NaiveKernels.of(task)) + "\n```"));
  }

  private static String tolerance(Tolerance tolerance) {
    return tolerance.absolute() == 0 && tolerance.relative() == 0
        ? "it is exactly what is expected"
        : "|got - expected| <= "
            + tolerance.absolute()
            + " + "
            + tolerance.relative()
            + " * |expected|";
  }

  private static String tensors(Task task) {
    List<String> lines = new ArrayList<>();
    for (TaskInput input : task.inputs()) {
      String kind = input.updated() ? "input and output, updated in place: " : "input: ";
      lines.add("- " + kind + input.tensor() + " ~ " + input.distribution());
    }
    for (TensorSpec output : task.outputs()) {
      if (task.inputs().stream().noneMatch(input -> input.tensor().name().equals(output.name()))) {
        lines.add("- output: " + output);
      }
    }
    task.scalars()
        .forEach(
            scalar ->
                lines.add(
                    "- scalar: "
                        + scalar.name()
                        + ": "
                        + scalar.dtype().directiveName()
                        + " = "
                        + scalar.value()));
    return String.join("\n", lines);
  }

  /** Returns a candidate's text as its author should see it again. */
  public static String candidate(Candidate candidate) {
    return UnreadableReply.original(candidate)
        .orElseGet(() -> Candidates.render(candidate))
        .strip();
  }
}
