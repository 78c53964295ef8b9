package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.ScalarDeclaration;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.TensorDeclaration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Reads a task from an operator graph in JSON. */
final class GraphTask {
  private static final List<String> FIELDS =
      List.of(
          "name",
          "description",
          "dims",
          "check",
          "inputs",
          "scalars",
          "graph",
          "outputs",
          "tolerance",
          "fastMath",
          "source",
          "notes");

  private final String file;
  private final Json.Fields root;
  private final TaskDraft draft = new TaskDraft();

  private GraphTask(String file, Json.Fields root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads a task.
   *
   * @param file the name used in messages
   * @throws SourceException at the first error
   */
  static Task read(String file, String text) {
    return new GraphTask(file, JsonReader.read(file, text).fields("the task")).read();
  }

  private Task read() {
    requireKnown(root, FIELDS, "a task");
    Json.Fields dims = required("dims").fields("dims");
    draft.dims(bindings(dims), dims.position());
    find("check").ifPresent(this::sizes);
    each(required("inputs").fields("inputs"), this::input);
    find("scalars").ifPresent(scalars -> each(scalars.fields("scalars"), this::scalar));
    find("tolerance").ifPresent(this::tolerance);
    find("source").ifPresent(this::source);
    find("notes").ifPresent(this::notes);
    OpGraph graph = graph();
    draft.outputsOf(graph);
    boolean fastMath = find("fastMath").map(flag -> flag.flag("fastMath")).orElse(false);
    return draft.finish(
        identity(),
        new TaskMeaning(new Reference.Graph(graph), Optional.empty(), fastMath),
        root.position());
  }

  private TaskIdentity identity() {
    String description = find("description").map(d -> d.text("description").value()).orElse("");
    return find("name")
        .map(name -> name.text("name"))
        .map(name -> TaskIdentity.of(name.value(), description, name.begin()))
        .orElseGet(() -> new TaskIdentity(TaskIdentity.ofFile(file).name(), description));
  }

  private OpGraph graph() {
    List<Json> lines = required("graph").items("graph");
    if (lines.isEmpty()) {
      throw new SourceException(
          required("graph").position(), "graph has no line, expected one such as \"y = exp(x)\"");
    }
    return OpGraph.parse(
        draft.inputTensors(),
        draft.scalarNames(),
        lines.stream().map(line -> line.cursor("a line of graph")).toList(),
        required("outputs").items("outputs").stream()
            .map(output -> output.cursor("an output"))
            .toList());
  }

  private void sizes(Json check) {
    List<Json> sizes = check instanceof Json.Items items ? items.values() : List.of(check);
    for (Json size : sizes) {
      draft.size(bindings(size.fields("a check size")), size.position());
    }
  }

  private static Bindings bindings(Json.Fields fields) {
    Map<String, Long> values = new LinkedHashMap<>();
    each(
        fields,
        (name, value) -> {
          double size = value.number("dim " + name);
          if (size < 1 || size != Math.rint(size) || size > 1L << 53) {
            throw new SourceException(
                value.position(),
                "dim " + name + " is " + plain(size) + ", expected an integer of 1 or more");
          }
          values.put(name, (long) size);
        });
    return Bindings.of(values);
  }

  private static String plain(double size) {
    return size == Math.rint(size) ? String.format(Locale.ROOT, "%.0f", size) : "" + size;
  }

  private void input(String name, Json value) {
    Json.Text text = value.text("input " + name);
    SourcePosition position = declarationStart(name, text);
    draft.input(
        TensorDeclaration.parse(name + ": " + text.value(), position), false, text.position());
  }

  private void scalar(String name, Json value) {
    if (value instanceof Json.Numeric number) {
      draft.scalar(
          ScalarDeclaration.parse(name + ": f32 = " + number.value(), number.position()),
          number.position());
      return;
    }
    Json.Text text = value.text("scalar " + name);
    draft.scalar(
        ScalarDeclaration.parse(name + ": " + text.value(), declarationStart(name, text)),
        text.position());
  }

  /** Returns where a declaration would begin if the name stood just before its text. */
  private static SourcePosition declarationStart(String name, Json.Text text) {
    SourcePosition begin = text.begin();
    int column = begin.column() - name.length() - 2;
    return column < 1
        ? SourcePosition.ofLine(begin.file(), begin.line())
        : new SourcePosition(begin.file(), begin.line(), column);
  }

  private void tolerance(Json value) {
    Json.Fields fields = value.fields("tolerance");
    requireKnown(fields, List.of("atol", "rtol"), "tolerance");
    draft.tolerance(new Tolerance(bound(fields, "atol"), bound(fields, "rtol")), fields.position());
  }

  /** Where the graph came from; it says nothing of what must be computed. */
  private void source(Json value) {
    Json.Fields fields = value.fields("source");
    requireKnown(fields, List.of("file", "sha256", "torch"), "source");
    draft.note(
        fields.values().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue().text(entry.getKey()).value())
            .collect(Collectors.joining(", ", "traced from ", "")));
  }

  private void notes(Json value) {
    value.items("notes").forEach(note -> draft.note(note.text("a note").value()));
  }

  private static double bound(Json.Fields fields, String name) {
    Optional<Json> value = Optional.ofNullable(fields.values().get(name));
    double bound = value.map(number -> number.number(name)).orElse(0.0);
    if (bound < 0) {
      throw new SourceException(
          value.orElse(fields).position(), name + " is " + bound + ", expected 0 or more");
    }
    return bound;
  }

  private static void each(Json.Fields fields, BiConsumer<String, Json> action) {
    fields.values().forEach(action);
  }

  private Optional<Json> find(String field) {
    return Optional.ofNullable(root.values().get(field));
  }

  private Json required(String field) {
    return find(field)
        .orElseThrow(
            () ->
                new SourceException(
                    root.position(),
                    "the task has no \""
                        + field
                        + "\"; add it (fields: "
                        + String.join(", ", FIELDS)
                        + ")"));
  }

  private static void requireKnown(Json.Fields fields, List<String> known, String what) {
    for (String name : fields.values().keySet()) {
      if (!known.contains(name)) {
        throw new SourceException(
            fields.names().getOrDefault(name, fields.position()),
            what
                + " has no field \""
                + name
                + "\" (fields: "
                + String.join(", ", known)
                + ")"
                + Spelling.hint(name, known));
      }
    }
  }
}
