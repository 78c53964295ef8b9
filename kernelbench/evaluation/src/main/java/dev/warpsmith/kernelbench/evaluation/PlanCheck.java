package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.KernelSignature;
import dev.warpsmith.kernels.Launch;
import dev.warpsmith.kernels.ParameterType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks a launch plan against the task's names and the kernels' signatures, by text alone: what a
 * launch limit of the GPU refuses is {@link LaunchLimits}' part.
 *
 * <p>Every problem names the line of its directive, as in {@code kernel.cu:12: @launch ...}.
 */
final class PlanCheck {
  private static final Pattern FAST_MATH =
      Pattern.compile("--?(use_fast_math|ftz=true|prec-div=false|prec-sqrt=false)");

  private final Task task;
  private final Candidate candidate;
  private final PlanNames names;
  private final Map<String, KernelSignature> kernels;

  PlanCheck(Task task, Candidate candidate) {
    this.task = task;
    this.candidate = candidate;
    this.names = PlanNames.of(task, candidate);
    this.kernels =
        candidate.source().kernels().stream()
            .collect(Collectors.toMap(KernelSignature::name, Function.identity(), (a, b) -> a));
  }

  /** Returns the first problem, or empty if the plan is sound. */
  Optional<String> problem() {
    return first(
        List.of(
            this::flagProblem,
            this::nameClash,
            () -> firstOf(candidate.plan().launches(), this::launchProblem),
            this::unwrittenOutput));
  }

  private Optional<String> flagProblem() {
    return task.fastMathAllowed()
        ? Optional.empty()
        : candidate.plan().flags().stream()
            .filter(flag -> FAST_MATH.matcher(flag).matches())
            .findFirst()
            .map(
                flag ->
                    candidate.source().file()
                        + ": @flags "
                        + flag
                        + ": task "
                        + task.name()
                        + " does not allow fast math; remove the flag");
  }

  private Optional<String> nameClash() {
    Set<String> taken = new HashSet<>(task.dims().asMap().keySet());
    task.inputs().forEach(input -> taken.add(input.tensor().name()));
    task.outputs().forEach(output -> taken.add(output.name()));
    task.scalars().forEach(scalar -> taken.add(scalar.name()));
    Optional<String> scratch =
        firstOf(
            candidate.plan().scratch(),
            tensor -> clash("@scratch", tensor.name(), taken).or(() -> shapeProblem(tensor)));
    return scratch.or(
        () ->
            firstOf(candidate.plan().tunables(), tunable -> clash("@tune", tunable.name(), taken)));
  }

  private Optional<String> clash(String directive, String name, Set<String> taken) {
    if (taken.add(name)) {
      return Optional.empty();
    }
    return Optional.of(
        candidate.source().file()
            + ": "
            + directive
            + " "
            + name
            + ": the task already has this name; choose another");
  }

  private Optional<String> shapeProblem(TensorSpec scratch) {
    return firstOf(
        scratch.shape(),
        dim ->
            unknownName(dim)
                .map(
                    name ->
                        candidate.source().file()
                            + ": @scratch "
                            + scratch
                            + " names '"
                            + name
                            + "', which is no dim or tunable"));
  }

  private Optional<String> launchProblem(Launch launch) {
    KernelSignature kernel = kernels.get(launch.kernel());
    if (kernel == null) {
      return Optional.of(
          at(launch)
              + "names kernel '"
              + launch.kernel()
              + "', which is not defined (defined: "
              + String.join(", ", kernels.keySet().stream().sorted().toList())
              + ")");
    }
    if (kernel.parameters().size() != launch.arguments().size()) {
      return Optional.of(
          at(launch)
              + "passes "
              + launch.arguments().size()
              + " arguments, but "
              + kernel
              + " takes "
              + kernel.parameters().size());
    }
    return extentProblem(launch).or(() -> argumentProblems(launch, kernel));
  }

  private Optional<String> extentProblem(Launch launch) {
    return firstOf(launch.grid(), extent -> extentProblem(launch, "grid", extent))
        .or(() -> firstOf(launch.block(), extent -> extentProblem(launch, "block", extent)))
        .or(() -> extentProblem(launch, "shared memory", launch.sharedBytes()));
  }

  private Optional<String> extentProblem(Launch launch, String what, Expression extent) {
    return unknownName(extent)
        .map(
            name ->
                at(launch)
                    + what
                    + " '"
                    + extent
                    + "' names '"
                    + name
                    + "', which is no dim or tunable");
  }

  private Optional<String> argumentProblems(Launch launch, KernelSignature kernel) {
    for (int i = 0; i < launch.arguments().size(); i++) {
      Optional<String> problem =
          argumentProblem(launch.arguments().get(i), kernel.parameters().get(i).type());
      if (problem.isPresent()) {
        return Optional.of(
            at(launch)
                + "argument "
                + (i + 1)
                + " of "
                + kernel.name()
                + " is '"
                + launch.arguments().get(i)
                + "', "
                + problem.get()
                + " (parameter "
                + kernel.parameters().get(i)
                + ")");
      }
    }
    return Optional.empty();
  }

  private Optional<String> argumentProblem(Expression argument, ParameterType type) {
    Optional<TensorSpec> tensor = argument.asName().flatMap(names::tensor);
    if (tensor.isPresent()) {
      return tensorProblem(tensor.get(), type);
    }
    Optional<TaskScalar> scalar = argument.asName().flatMap(names::scalar);
    if (scalar.isPresent()) {
      return type.acceptsScalar(scalar.get().dtype())
          ? Optional.empty()
          : Optional.of(
              "a scalar of type " + scalar.get().dtype().directiveName() + ", which does not fit");
    }
    Optional<String> unknown = unknownName(argument);
    if (unknown.isPresent()) {
      return Optional.of(
          "where '"
              + unknown.get()
              + "' is unknown (known: "
              + String.join(", ", names.all())
              + ")");
    }
    return type.acceptsInteger() ? Optional.empty() : Optional.of("an integer, which does not fit");
  }

  private Optional<String> tensorProblem(TensorSpec tensor, ParameterType type) {
    if (!type.acceptsTensor(tensor.dtype())) {
      return Optional.of("a tensor of " + tensor.dtype().directiveName() + ", which does not fit");
    }
    return Optional.empty();
  }

  private Optional<String> unwrittenOutput() {
    Set<String> written = writtenTensors();
    return firstOf(
        task.outputs(),
        output ->
            written.contains(output.name())
                ? Optional.empty()
                : Optional.of(
                    candidate.source().file()
                        + ": output "
                        + output
                        + " is written by no @launch; pass it to a kernel's non-const pointer"));
  }

  private Set<String> writtenTensors() {
    Set<String> written = new HashSet<>();
    for (Launch launch : candidate.plan().launches()) {
      written.addAll(written(launch));
    }
    return written;
  }

  /** Returns the tensors that the launch passes to pointers through which a kernel may write. */
  Set<String> written(Launch launch) {
    KernelSignature kernel = kernels.get(launch.kernel());
    Set<String> written = new HashSet<>();
    for (int i = 0; kernel != null && i < launch.arguments().size(); i++) {
      ParameterType type = kernel.parameters().get(i).type();
      if (type.writable() || type.pointers() == 0) {
        launch
            .arguments()
            .get(i)
            .asName()
            .flatMap(names::tensor)
            .ifPresent(t -> written.add(t.name()));
      }
    }
    return written;
  }

  private Optional<String> unknownName(Expression expression) {
    return expression.names().stream().sorted().filter(name -> !names.isInteger(name)).findFirst();
  }

  private static String at(Launch launch) {
    return launch.position().file() + ":" + launch.position().line() + ": @launch ";
  }

  private static <T> Optional<String> firstOf(
      List<T> items, Function<T, Optional<String>> problem) {
    return items.stream().map(problem).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> first(List<Supplier<Optional<String>>> checks) {
    return firstOf(checks, Supplier::get);
  }
}
