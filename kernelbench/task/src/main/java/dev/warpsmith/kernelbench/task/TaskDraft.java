package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.graph.ShapeRules;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.ScalarDeclaration;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.TensorDeclaration;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A task under construction: what both readers check in the same way. */
final class TaskDraft {
  private final Map<String, SourcePosition> declared = new HashMap<>();
  private final List<TaskInput> inputs = new ArrayList<>();
  private final Map<String, TensorSpec> outputs = new LinkedHashMap<>();
  private final List<TaskScalar> scalars = new ArrayList<>();
  private final List<Bindings> sizes = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Bindings dims = Bindings.none();
  private Optional<Tolerance> tolerance = Optional.empty();

  /** Adds dims at their full size. */
  void dims(Bindings more, SourcePosition position) {
    more.asMap().keySet().forEach(name -> declare(name, position));
    dims = dims.with(more);
  }

  /** Adds a check size; dims that it does not name are as in the first derived one. */
  void size(Bindings size, SourcePosition position) {
    for (String name : size.asMap().keySet()) {
      requireDim(name, position, "a check size gives ");
    }
    Bindings whole = CheckSizes.base(dims).with(size);
    if (size.asMap().size() < dims.asMap().size()) {
      notes.add("check size " + size + " names not every dim: checked at " + whole);
    }
    sizes.add(whole);
  }

  /** Adds an input, or an output that is updated in place. */
  void input(TensorDeclaration declaration, boolean updated, SourcePosition position) {
    TensorSpec tensor = declaration.tensor();
    tensor(tensor, position);
    Distribution distribution =
        declaration
            .distribution()
            .map(text -> distribution(text.cursor(), tensor.dtype()))
            .orElseGet(() -> initial(tensor));
    distribution.names().forEach(name -> requireDim(name, position, distribution + " uses "));
    inputs.add(new TaskInput(tensor, distribution, updated));
    if (updated) {
      outputs.put(tensor.name(), tensor);
    }
  }

  private Distribution initial(TensorSpec tensor) {
    Distribution distribution = Distribution.initial(tensor.dtype());
    notes.add("input " + tensor.name() + " names no distribution: drawn from " + distribution);
    return distribution;
  }

  private static Distribution distribution(SourceCursor cursor, DType type) {
    SourcePosition position = cursor.position();
    Distribution distribution = Distribution.parse(cursor);
    boolean fractions =
        distribution.kind() == Distribution.Kind.UNIFORM
            || distribution.kind() == Distribution.Kind.NORMAL
            || !distribution.structures().isEmpty();
    if (fractions && !type.floating()) {
      throw new SourceException(
          position,
          distribution
              + " has fractions, but the type is "
              + type.directiveName()
              + "; write integers(low, high)");
    }
    return distribution;
  }

  /** Adds an output. */
  void output(TensorDeclaration declaration, SourcePosition position) {
    declaration
        .distribution()
        .ifPresent(
            text -> {
              throw new SourceException(
                  text.position(), "an output has no distribution; remove it");
            });
    tensor(declaration.tensor(), position);
    outputs.put(declaration.tensor().name(), declaration.tensor());
  }

  /** Adds a scalar. */
  void scalar(ScalarDeclaration scalar, SourcePosition position) {
    declare(scalar.name(), position);
    scalars.add(new TaskScalar(scalar.name(), scalar.dtype(), scalar.value()));
  }

  /** Adds what the reader of a result should know of the task. */
  void note(String text) {
    notes.add(text);
  }

  void tolerance(Tolerance value, SourcePosition position) {
    if (tolerance.isPresent()) {
      throw new SourceException(position, "the tolerance is given twice; remove one");
    }
    tolerance = Optional.of(value);
  }

  private void tensor(TensorSpec tensor, SourcePosition position) {
    declare(tensor.name(), position);
    tensor
        .shape()
        .forEach(dim -> dim.names().forEach(name -> requireDim(name, position, tensor + " uses ")));
  }

  private void declare(String name, SourcePosition position) {
    SourcePosition earlier = declared.putIfAbsent(name, position);
    if (earlier != null) {
      throw new SourceException(
          position,
          "'" + name + "' is declared twice, first in line " + earlier.line() + "; rename one");
    }
  }

  private void requireDim(String name, SourcePosition position, String prefix) {
    if (dims.find(name).isEmpty()) {
      List<String> known = List.copyOf(dims.asMap().keySet());
      throw new SourceException(
          position,
          prefix
              + "dim '"
              + name
              + "', which is not declared (declared: "
              + (known.isEmpty() ? "none" : String.join(", ", known))
              + ")"
              + Spelling.hint(name, known));
    }
  }

  List<TensorSpec> inputTensors() {
    return inputs.stream().map(TaskInput::tensor).toList();
  }

  List<String> scalarNames() {
    return scalars.stream().map(TaskScalar::name).toList();
  }

  /** Takes the outputs' types and shapes from the graph that computes them. */
  void outputsOf(OpGraph graph) {
    graph.outputs().forEach(name -> outputs.put(name, graph.spec(name)));
  }

  /** Checks that a declared output has the type and shape that the graph computes. */
  void requireComputed(OpGraph graph, String output, SourcePosition position) {
    TensorSpec declaredSpec = outputs.get(output);
    TensorSpec computed = graph.spec(output);
    if (declaredSpec == null || !same(declaredSpec, computed)) {
      throw new SourceException(
          position,
          "the output is declared as "
              + declaredSpec
              + ", but the graph computes "
              + computed
              + "; write both alike");
    }
  }

  private static boolean same(TensorSpec left, TensorSpec right) {
    boolean alike = left.dtype() == right.dtype() && left.shape().size() == right.shape().size();
    for (int dim = 0; alike && dim < left.shape().size(); dim++) {
      alike = ShapeRules.provablyEqual(left.shape().get(dim), right.shape().get(dim));
    }
    return alike;
  }

  /** Finishes the task, with defaults for what was not given. */
  Task finish(TaskIdentity identity, TaskMeaning meaning, SourcePosition file) {
    meaning.reference().match(graph -> requireNoDim(graph.graph(), file), kernels -> true);
    if (outputs.isEmpty()) {
      throw new SourceException(file, "the task has no output; declare one, such as y: f32[n]");
    }
    List<TensorSpec> tensors = new ArrayList<>(inputTensors());
    tensors.addAll(outputs.values());
    if (sizes.isEmpty()) {
      sizes.addAll(
          CheckSizes.derive(
              dims,
              tensors,
              size ->
                  meaning
                      .reference()
                      .match(graph -> graph.graph().problem(size).isEmpty(), kernels -> true)));
      notes.add(
          "no check size given: checked at "
              + String.join("; ", sizes.stream().map(Bindings::toString).toList()));
    }
    requireSize(tensors, dims, file);
    requireComputable(meaning, dims, file);
    for (Bindings size : sizes) {
      requireSize(tensors, size, file);
      requireComputable(meaning, size, file);
    }
    return new Task(
        identity.name(),
        identity.description(),
        dims,
        sizes,
        inputs,
        List.copyOf(outputs.values()),
        scalars,
        tolerance.orElseGet(() -> initialTolerance(meaning)),
        meaning.reference(),
        meaning.kernels(),
        meaning.fastMathAllowed(),
        notes);
  }

  private boolean requireNoDim(OpGraph graph, SourcePosition position) {
    for (Node node : graph.nodes()) {
      if (dims.find(node.name()).isPresent()) {
        throw new SourceException(
            position, "the graph's value '" + node.name() + "' has the name of a dim; rename one");
      }
    }
    return true;
  }

  /**
   * The type's tolerance. Rounding errors of a sum grow with the root of its number of terms, as
   * the sum itself does, so the absolute tolerance of a graph that sums grows alike.
   */
  private Tolerance initialTolerance(TaskMeaning meaning) {
    Tolerance type = Tolerance.initial(outputs.values().stream().map(TensorSpec::dtype).toList());
    long terms = meaning.reference().match(graph -> graph.graph().longestSum(dims), kernels -> 1L);
    Tolerance initial =
        new Tolerance(type.absolute() * Math.sqrt((double) Math.max(1, terms)), type.relative());
    notes.add(
        "no tolerance given: atol = "
            + initial.absolute()
            + ", rtol = "
            + initial.relative()
            + (terms > 1 ? ", for sums of " + terms + " terms" : ""));
    return initial;
  }

  /** Intermediate values must have sizes too, and windows must fit their inputs. */
  private static void requireComputable(
      TaskMeaning meaning, Bindings size, SourcePosition position) {
    Optional<String> problem =
        meaning
            .reference()
            .match(graph -> graph.graph().problem(size), kernels -> Optional.empty());
    problem.ifPresent(
        text -> {
          throw new SourceException(position, text);
        });
  }

  private void requireSize(List<TensorSpec> tensors, Bindings size, SourcePosition position) {
    for (TensorSpec tensor : tensors) {
      CheckSizes.problem(tensor, size)
          .ifPresent(
              problem -> {
                throw new SourceException(position, problem);
              });
    }
    for (TaskInput input : inputs) {
      try {
        Distribution drawn = input.distribution().at(size);
        drawn
            .problem(input.tensor().shape(size))
            .ifPresent(
                problem -> {
                  throw new IllegalArgumentException(problem);
                });
      } catch (IllegalArgumentException e) {
        throw new SourceException(
            position, "input " + input.tensor() + " at " + size + ": " + e.getMessage());
      }
    }
  }
}
