package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernels.Names;
import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses the textual form of an operator graph. */
final class OpGraphParser {
  private static final int DEEPEST = 50;

  private final List<TensorSpec> inputs;
  private final List<String> scalars;
  private final Map<String, TensorSpec> values = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  OpGraphParser(List<TensorSpec> inputs, List<String> scalars) {
    this.inputs = inputs;
    this.scalars = scalars;
    inputs.forEach(input -> values.put(input.name(), input));
  }

  OpGraph parse(List<SourceCursor> lines, List<SourceCursor> outputs) {
    Set<String> targets = new LinkedHashSet<>();
    lines.forEach(this::line);
    for (SourceCursor output : outputs) {
      SourcePosition position = output.position();
      String name = output.name("the name of a value");
      output.end("the end of the name");
      requireComputed(name, position);
      if (!targets.add(name)) {
        throw new SourceException(position, "output '" + name + "' is named twice; name it once");
      }
    }
    return new OpGraph(inputs, scalars, nodes, List.copyOf(targets));
  }

  private void requireComputed(String name, SourcePosition position) {
    List<String> computed = nodes.stream().map(Node::name).toList();
    if (!computed.contains(name)) {
      throw new SourceException(
          position,
          "output '"
              + name
              + "' is not computed by any line of the graph (computed: "
              + String.join(", ", computed)
              + ")"
              + Spelling.hint(name, computed));
    }
  }

  private void line(SourceCursor cursor) {
    SourcePosition position = cursor.position();
    String name = Names.declared(cursor, "the name of the value that the line computes");
    requireNew(name, position);
    cursor.expect("=", "after the name of the value");
    SourcePosition callPosition = cursor.position();
    String word = cursor.name("an operator");
    node(name, call(cursor, word, callPosition, name, 1));
    cursor.end("the end of the line; write one operator a line, or nest its call");
  }

  private void requireNew(String name, SourcePosition position) {
    if (values.containsKey(name) || scalars.contains(name)) {
      throw new SourceException(
          position, "value '" + name + "' is defined already; give this one a new name");
    }
  }

  private Call call(
      SourceCursor cursor, String word, SourcePosition position, String target, int depth) {
    if (depth > DEEPEST) {
      throw new SourceException(
          position, "calls are nested more than " + DEEPEST + " deep; split the line");
    }
    cursor.expect("(", "after the operator's name");
    List<Call.Argument> arguments = new ArrayList<>();
    Map<String, Literal> named = new LinkedHashMap<>();
    while (!cursor.accept(")")) {
      if (!arguments.isEmpty() || !named.isEmpty()) {
        cursor.expect(",", "or ')' after the argument");
      }
      argument(cursor, target, depth, arguments, named);
    }
    return new Call(word, position, arguments, named);
  }

  private void argument(
      SourceCursor cursor,
      String target,
      int depth,
      List<Call.Argument> arguments,
      Map<String, Literal> named) {
    SourcePosition position = cursor.position();
    if (!cursor.atName() || cursor.at("inf")) {
      double number = cursor.number("a value, a number or a parameter");
      arguments.add(new Call.Argument(new Operand.Constant(number), Optional.empty(), position));
      return;
    }
    String name = cursor.name("a value");
    if (cursor.accept("=")) {
      if (named.put(name, Literal.read(cursor)) != null) {
        throw new SourceException(position, "parameter '" + name + "' stands twice; give it once");
      }
      return;
    }
    requirePositional(named, position);
    if (cursor.at("(")) {
      TensorSpec inner = nested(call(cursor, name, position, target, depth + 1), target);
      arguments.add(
          new Call.Argument(new Operand.Value(inner.name()), Optional.of(inner), position));
    } else {
      arguments.add(reference(name, position));
    }
  }

  private static void requirePositional(Map<String, Literal> named, SourcePosition position) {
    if (!named.isEmpty()) {
      throw new SourceException(
          position, "an operand stands after a parameter; write all operands first");
    }
  }

  private Call.Argument reference(String name, SourcePosition position) {
    if (scalars.contains(name)) {
      return new Call.Argument(new Operand.Scalar(name), Optional.empty(), position);
    }
    TensorSpec spec = values.get(name);
    if (spec == null) {
      List<String> known = new ArrayList<>(values.keySet());
      known.addAll(scalars);
      throw new SourceException(
          position,
          "unknown value '"
              + name
              + "' (defined before this line: "
              + String.join(", ", known)
              + ")"
              + Spelling.hint(name, known));
    }
    return new Call.Argument(new Operand.Value(name), Optional.of(spec), position);
  }

  private TensorSpec nested(Call call, String target) {
    String base = target + "_" + call.word();
    String name = base;
    for (int i = 2; values.containsKey(name) || scalars.contains(name); i++) {
      name = base + i;
    }
    return node(name, call);
  }

  private TensorSpec node(String name, Call call) {
    Operators.Applied applied = Operators.resolve(call);
    List<Call.Argument> operands = call.arguments().subList(0, applied.operands());
    try {
      TensorSpec result =
          ShapeRules.apply(name, applied.op(), operands.stream().map(Call.Argument::spec).toList());
      nodes.add(
          new Node(result, applied.op(), operands.stream().map(Call.Argument::operand).toList()));
      values.put(name, result);
      return result;
    } catch (IllegalArgumentException e) {
      throw new SourceException(call.position(), String.valueOf(e.getMessage()));
    }
  }
}
