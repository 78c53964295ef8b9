package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.Dims;
import dev.warpsmith.kernels.Directive;
import dev.warpsmith.kernels.ScalarDeclaration;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorDeclaration;
import java.util.List;
import java.util.Optional;

/**
 * Reads a task from an annotated {@code .cu} file. Its kernels are the meaning, unless {@code
 * @graph} lines give one; then they are only the naive kernels.
 */
final class AnnotatedTask {
  private final CudaSource source;
  private final TaskDraft draft = new TaskDraft();

  private AnnotatedTask(CudaSource source) {
    this.source = source;
  }

  static Task read(CudaSource source) {
    return new AnnotatedTask(source).read();
  }

  private Task read() {
    SourcePosition file = SourcePosition.ofLine(source.file(), 1);
    TaskIdentity identity = identity();
    for (Directive directive : bodies("dim")) {
      draft.dims(Dims.parse(directive.cursor()), directive.bodyPosition());
    }
    for (Directive directive : bodies("size")) {
      SourceCursor cursor = directive.cursor();
      requireLabel(cursor);
      draft.size(Dims.parse(cursor), directive.bodyPosition());
    }
    for (Directive directive : source.directives()) {
      tensorOrScalar(directive);
    }
    for (Directive directive : bodies("tolerance")) {
      draft.tolerance(Tolerance.parse(directive.cursor()), directive.position());
    }
    return draft.finish(identity, meaning(), file);
  }

  private List<Directive> bodies(String word) {
    List<Directive> directives = source.directives(word);
    directives.forEach(Directive::requireNoOptions);
    return directives;
  }

  private TaskIdentity identity() {
    List<Directive> tasks = bodies("task");
    if (tasks.isEmpty()) {
      return TaskIdentity.ofFile(source.file());
    }
    if (tasks.size() > 1) {
      throw tasks.get(1).problem("@task stands twice; a file is one task");
    }
    SourceCursor cursor = tasks.get(0).cursor();
    String rest = tasks.get(0).body();
    int quote = rest.indexOf('"');
    String name = (quote < 0 ? rest : rest.substring(0, quote)).strip();
    SourcePosition position = cursor.position();
    if (name.isEmpty()) {
      throw new SourceException(position, "@task has no name, as in @task softmax \"Softmax\"");
    }
    String description = "";
    if (quote >= 0) {
      SourcePosition begin = tasks.get(0).bodyPosition();
      SourceCursor quoted =
          new SourceCursor(
              rest.substring(quote),
              new SourcePosition(begin.file(), begin.line(), begin.column() + quote));
      description = quoted.quoted("the task's description");
      quoted.end("the end of the line after the description");
    }
    return TaskIdentity.of(name, description, position);
  }

  private static void requireLabel(SourceCursor cursor) {
    SourcePosition position = cursor.position();
    String label = cursor.name("'check:', as in @size check: n = 7");
    if (!label.equals("check")) {
      throw new SourceException(
          position,
          "unknown size '"
              + label
              + "', expected 'check', as in @size check: n = 7 (the full size"
              + " is given by @dim)");
    }
    cursor.expect(":", "after 'check'");
  }

  private void tensorOrScalar(Directive directive) {
    SourcePosition position = directive.bodyPosition();
    switch (directive.word()) {
      case "input" -> draft.input(declaration(directive), false, position);
      case "inout" -> draft.input(declaration(directive), true, position);
      case "output" -> draft.output(declaration(directive), position);
      case "scalar" -> {
        directive.requireNoOptions();
        draft.scalar(ScalarDeclaration.parse(directive.body(), position), position);
      }
      default -> {}
    }
  }

  private static TensorDeclaration declaration(Directive directive) {
    directive.requireNoOptions();
    return TensorDeclaration.parse(directive.body(), directive.bodyPosition());
  }

  private TaskMeaning meaning() {
    List<Directive> lines = bodies("graph");
    boolean launches = !source.directives("launch").isEmpty();
    if (lines.isEmpty()) {
      Candidate kernels = Candidates.ofTask(source);
      return new TaskMeaning(
          new Reference.Kernels(kernels), Optional.of(kernels), fastMath(kernels));
    }
    Optional<Candidate> kernels =
        launches ? Optional.of(Candidates.ofTask(source)) : Optional.empty();
    boolean fastMath = kernels.filter(AnnotatedTask::fastMath).isPresent();
    return new TaskMeaning(new Reference.Graph(graph(lines)), kernels, fastMath);
  }

  private static boolean fastMath(Candidate kernels) {
    return kernels.plan().flags().stream().anyMatch(flag -> flag.endsWith("-use_fast_math"));
  }

  private OpGraph graph(List<Directive> lines) {
    source
        .directives("inout")
        .forEach(
            directive -> {
              throw directive.problem(
                  "@inout cannot stand beside @graph; make it an @input and an @output");
            });
    List<Directive> outputs = source.directives("output");
    OpGraph graph =
        OpGraph.parse(
            draft.inputTensors(),
            draft.scalarNames(),
            lines.stream().map(Directive::cursor).toList(),
            outputs.stream().map(AnnotatedTask::name).toList());
    for (int i = 0; i < outputs.size(); i++) {
      draft.requireComputed(graph, graph.outputs().get(i), outputs.get(i).bodyPosition());
    }
    return graph;
  }

  private static SourceCursor name(Directive output) {
    SourceCursor cursor = output.cursor();
    return new SourceCursor(cursor.name("an output"), output.bodyPosition());
  }
}
