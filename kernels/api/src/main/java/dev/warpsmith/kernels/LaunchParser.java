package dev.warpsmith.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses a {@code @launch} directive, which uses CUDA's own launch syntax. */
final class LaunchParser {
  private static final List<String> OPTIONS = List.of("cooperative", "cluster");
  private static final String SHAPE = "kernel<<<grid, block, sharedBytes>>>(arguments)";

  private final Directive directive;
  private final SourceCursor cursor;
  private boolean cooperative;
  private Optional<List<Expression>> cluster = Optional.empty();

  LaunchParser(Directive directive) {
    this.directive = directive;
    this.cursor = directive.cursor();
  }

  Launch parse() {
    options();
    SourcePosition position = cursor.position();
    String kernel = cursor.name("a kernel's name, as in " + SHAPE);
    cursor.expect("<<<", "after the kernel's name, as in " + SHAPE);
    List<Expression> grid = extents(cursor, "grid");
    cursor.expect(",", "and the block after the grid, as in " + SHAPE);
    List<Expression> block = extents(cursor, "block");
    Expression shared = cursor.accept(",") ? cursor.expression() : Expression.of(0);
    if (cursor.at(",")) {
      throw cursor.unexpected("'>>>': a launch names no stream, launches run in file order");
    }
    cursor.expect(
        ">>>", "after the " + (cursor.at(">") ? "launch shape" : "block or shared bytes"));
    List<Expression> arguments = arguments();
    cursor.accept(";");
    cursor.end("the end of the line after the arguments");
    return new Launch(kernel, grid, block, shared, arguments, cooperative, cluster, position);
  }

  private List<Expression> arguments() {
    cursor.expect("(", "and the kernel's arguments after '>>>'");
    List<Expression> arguments = new ArrayList<>();
    if (cursor.accept(")")) {
      return arguments;
    }
    do {
      arguments.add(cursor.expression());
    } while (cursor.accept(","));
    cursor.expect(")", "or ',' after an argument");
    return arguments;
  }

  /** Reads {@code (x, y, z)}, {@code dim3(x, y, z)} or a bare expression. */
  private static List<Expression> extents(SourceCursor cursor, String what) {
    int mark = cursor.mark();
    if (cursor.atName() && !cursor.name(what).equals("dim3")) {
      cursor.reset(mark);
    }
    SourcePosition open = cursor.position();
    if (cursor.accept("(")) {
      List<Expression> extents = new ArrayList<>();
      do {
        extents.add(cursor.expression());
      } while (cursor.accept(","));
      if (extents.size() > 3) {
        throw new SourceException(
            open, "the " + what + " has " + extents.size() + " extents, expected 1 to 3");
      }
      cursor.expect(")", "to close the " + what);
      if (extents.size() > 1 || cursor.atEnd() || cursor.at(",") || cursor.at(">")) {
        return extents;
      }
      cursor.reset(mark);
    }
    return List.of(cursor.expression());
  }

  private void options() {
    SourceCursor options =
        new SourceCursor(directive.options(), optionsPosition(directive.position()));
    if (options.atEnd()) {
      return;
    }
    do {
      SourcePosition position = options.position();
      option(options, options.name("an option (cooperative, cluster)"), position);
    } while (options.accept(","));
    options.end("',' and another option, or ']'");
  }

  private SourcePosition optionsPosition(SourcePosition at) {
    int column = at.column() + directive.word().length() + 2;
    return new SourcePosition(at.file(), at.line(), column);
  }

  private void option(SourceCursor options, String name, SourcePosition position) {
    switch (name) {
      case "cooperative" -> cooperative = true;
      case "cluster" -> {
        options.expect("=", "and a shape after cluster, as in cluster = (2, 1, 1)");
        cluster = Optional.of(extents(options, "cluster"));
      }
      default ->
          throw new SourceException(
              position,
              "unknown launch option '"
                  + name
                  + "' (defined: cooperative, cluster = (x, y, z))"
                  + Spelling.hint(name, OPTIONS));
    }
  }
}
