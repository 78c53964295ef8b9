package dev.warpsmith.kernels.ptx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses variable and parameter declarations, without the terminating semicolon. */
final class VariableParser {
  private static final int MOST_ALIGNMENT = 1 << 20;

  /** Elements along a dim of an array, and in all: what an address of 48 bits can reach. */
  private static final long MOST_ELEMENTS = 1L << 48;

  private final TokenStream tokens;

  VariableParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** Parses declarations after the state space: {@code .align 4 .b8 a[16] = {…}, b}. */
  List<Variable> declarations(String linkage, StateSpace space) {
    Prefix prefix = prefix();
    List<Variable> variables = new ArrayList<>();
    do {
      variables.add(declarator(linkage, space, prefix));
    } while (tokens.accept(","));
    return variables;
  }

  /** Parses a parenthesised list of {@code .param} or {@code .reg} parameters. */
  List<Variable> parameters() {
    List<Variable> parameters = new ArrayList<>();
    tokens.expect("(");
    while (!tokens.accept(")")) {
      if (!tokens.acceptDirective("param") && !tokens.acceptDirective("reg")) {
        throw tokens.error("expected .param but found " + tokens.peek().shown());
      }
      parameters.add(declarator("", StateSpace.PARAM, prefix()));
      if (!tokens.peek().is(")")) {
        tokens.expect(",");
      }
    }
    return parameters;
  }

  private record Prefix(
      int alignment, ScalarType type, int vector, Optional<Variable.Pointer> pointer) {}

  private Prefix prefix() {
    int alignment = 0;
    int vector = 1;
    Optional<ScalarType> type = Optional.empty();
    Optional<Variable.Pointer> pointer = Optional.empty();
    while (tokens.peek().kind() == Token.Kind.DIRECTIVE) {
      String word = tokens.next().text();
      if (word.equals("align")) {
        alignment = tokens.size("alignment", MOST_ALIGNMENT);
      } else if (word.equals("ptr")) {
        pointer = Optional.of(pointer());
      } else if (word.equals("attribute")) {
        tokens.expect("(");
        tokens.skipPastParenthesis();
      } else if (word.equals("v2") || word.equals("v4") || word.equals("v8")) {
        vector = word.charAt(1) - '0';
      } else {
        type = ScalarType.find(word);
        if (type.isEmpty()) {
          throw tokens.error("'." + word + "' is not a type");
        }
      }
    }
    ScalarType scalar = type.orElseThrow(() -> tokens.error("a declaration has no type"));
    return new Prefix(Math.max(alignment, scalar.bytes() * vector), scalar, vector, pointer);
  }

  private Variable.Pointer pointer() {
    Optional<StateSpace> space = Optional.empty();
    int alignment = 4;
    while (tokens.peek().kind() == Token.Kind.DIRECTIVE) {
      String word = tokens.next().text();
      if (word.equals("align")) {
        alignment = tokens.size("alignment", MOST_ALIGNMENT);
      } else {
        space = StateSpace.find(word);
      }
    }
    return new Variable.Pointer(space, alignment);
  }

  private Variable declarator(String linkage, StateSpace space, Prefix prefix) {
    String name = tokens.word("a name");
    List<Long> dimensions = new ArrayList<>();
    while (tokens.accept("[")) {
      dimensions.add(tokens.peek().is("]") ? 0L : extent());
      tokens.expect("]");
    }
    Optional<Initializer> initializer = Optional.empty();
    if (tokens.accept("=")) {
      initializer = Optional.of(initializer());
    }
    double elements = dimensions.stream().mapToDouble(extent -> extent).reduce(1, (a, b) -> a * b);
    if (elements * prefix.vector() * prefix.type().bytes() > MOST_ELEMENTS) {
      throw tokens.error("variable " + name + " is larger than any memory");
    }
    return new Variable(
        linkage,
        space,
        prefix.alignment(),
        prefix.type(),
        prefix.vector(),
        prefix.pointer(),
        name,
        dimensions,
        initializer);
  }

  private long extent() {
    long extent = tokens.integer();
    if (extent < 0 || extent > MOST_ELEMENTS) {
      throw tokens.error("extent " + extent + " is not between 0 and " + MOST_ELEMENTS);
    }
    return extent;
  }

  private Initializer initializer() {
    if (tokens.accept("{")) {
      tokens.enter();
      List<Initializer> values = new ArrayList<>();
      while (!tokens.accept("}")) {
        values.add(initializer());
        if (!tokens.peek().is("}")) {
          tokens.expect(",");
        }
      }
      tokens.leave();
      return new Initializer.Elements(values);
    }
    if (tokens.peek().kind() == Token.Kind.WORD) {
      return addressOf(-1);
    }
    if (tokens.peek(1).is("(")) {
      long mask = tokens.integer();
      tokens.expect("(");
      Initializer value = addressOf(mask);
      tokens.expect(")");
      return value;
    }
    return new Initializer.Constant(tokens.constant("an initial value"));
  }

  private Initializer addressOf(long mask) {
    String name = tokens.word("a symbol");
    boolean generic = name.equals("generic") && tokens.accept("(");
    if (generic) {
      name = tokens.word("a symbol");
      tokens.expect(")");
    }
    boolean offsets = tokens.accept("+") || tokens.peek().is("-");
    long offset = offsets ? tokens.integer() : 0;
    return new Initializer.AddressOf(name, offset, generic, mask);
  }
}
