package dev.warpsmith.kernels.ptx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses the statements of a function, following {@code .loc}. */
final class BodyParser {
  /** Registers of one name; a kernel of this many would have a million instructions. */
  private static final int MOST_REGISTERS = 1 << 20;

  /** Deepest chain of inlined calls that is followed. */
  private static final int MOST_CALLS = 64;

  private final TokenStream tokens;
  private final Map<Integer, String> files;
  private final OperandParser operands;
  private final VariableParser variables;
  private final Map<Place, SourceLine> calls = new HashMap<>();
  private Optional<SourceLine> source = Optional.empty();

  private record Place(int file, int line, int column) {}

  BodyParser(TokenStream tokens, Map<Integer, String> files) {
    this.tokens = tokens;
    this.files = files;
    this.operands = new OperandParser(tokens);
    this.variables = new VariableParser(tokens);
  }

  /** Parses {@code { … }}. */
  List<Statement> block() {
    List<Statement> statements = new ArrayList<>();
    tokens.expect("{");
    tokens.enter();
    while (!tokens.accept("}")) {
      if (tokens.atEnd()) {
        throw tokens.error("a block has no '}'");
      }
      statement(statements);
    }
    tokens.leave();
    return statements;
  }

  private void statement(List<Statement> into) {
    Token token = tokens.peek();
    if (token.is("{")) {
      into.add(new Statement.Scope(block()));
    } else if (token.is(";")) {
      tokens.next();
    } else if (token.kind() == Token.Kind.DIRECTIVE) {
      tokens.next();
      directive(token, into);
    } else if (token.kind() == Token.Kind.WORD && tokens.peek(1).is(":")) {
      tokens.next();
      tokens.next();
      labelled(token.text(), into);
    } else {
      into.add(instruction());
    }
  }

  private void directive(Token token, List<Statement> into) {
    switch (token.text()) {
      case "loc" -> source = Optional.of(location());
      case "reg" -> registers(into);
      case "pragma" -> {
        into.add(new Statement.Pragma(tokens.text(Token.Kind.STRING, "a string")));
        tokens.expect(";");
      }
      default -> {
        String linkage = token.text().equals("extern") ? "extern" : "";
        String word = linkage.isEmpty() ? token.text() : tokens.next().text();
        StateSpace space =
            StateSpace.find(word)
                .orElseThrow(() -> tokens.error("unknown directive '." + word + "'"));
        for (Variable variable : variables.declarations(linkage, space)) {
          into.add(new Statement.Declaration(variable));
        }
        tokens.expect(";");
      }
    }
  }

  private SourceLine location() {
    int file = tokens.size("file", Integer.MAX_VALUE);
    int line = tokens.size("line", Integer.MAX_VALUE);
    int column = tokens.size("column", Integer.MAX_VALUE);
    Optional<SourceLine> inlinedAt = Optional.empty();
    tokens.enter();
    while (tokens.accept(",")) {
      String attribute = tokens.word("an attribute of .loc");
      if (attribute.equals("inlined_at")) {
        inlinedAt = Optional.of(caller(location()));
      } else {
        operands.operand();
      }
    }
    tokens.leave();
    SourceLine here =
        new SourceLine(file, files.getOrDefault(file, "kernel.cu"), line, column, inlinedAt);
    if (inlinedAt.isPresent()) {
      calls.put(new Place(file, line, column), here);
    }
    return here;
  }

  /** Finds where a call was itself inlined: nvcc tells each level in a {@code .loc} of its own. */
  private SourceLine caller(SourceLine call) {
    Place place = new Place(call.file(), call.line(), call.column());
    SourceLine found = call.inlinedAt().isPresent() ? call : calls.getOrDefault(place, call);
    return depth(found) < MOST_CALLS ? found : call;
  }

  private static int depth(SourceLine line) {
    return 1 + line.inlinedAt().map(BodyParser::depth).orElse(0);
  }

  private void registers(List<Statement> into) {
    String name = tokens.text(Token.Kind.DIRECTIVE, "a type");
    ScalarType type =
        ScalarType.find(name).orElseThrow(() -> tokens.error("'." + name + "' is not a type"));
    List<String> plain = new ArrayList<>();
    do {
      String register = tokens.word("a register");
      if (tokens.accept("<")) {
        int count = tokens.size("register count", MOST_REGISTERS);
        into.add(new Statement.Registers(type, List.of(register), count));
        tokens.expect(">");
      } else {
        plain.add(register);
      }
    } while (tokens.accept(","));
    if (!plain.isEmpty()) {
      into.add(new Statement.Registers(type, plain, 0));
    }
    tokens.expect(";");
  }

  private void labelled(String label, List<Statement> into) {
    if (tokens.acceptDirective("callprototype")) {
      List<Variable> returns = tokens.peek().is("(") ? variables.parameters() : List.of();
      tokens.word("'_'");
      List<Variable> parameters = tokens.peek().is("(") ? variables.parameters() : List.of();
      while (tokens.peek().kind() == Token.Kind.DIRECTIVE) {
        tokens.next();
      }
      tokens.expect(";");
      into.add(new Statement.Prototype(label, returns, parameters));
    } else if (tokens.acceptDirective("calltargets")) {
      into.add(new Statement.CallTargets(label, words("a function")));
    } else if (tokens.acceptDirective("branchtargets")) {
      into.add(new Statement.BranchTargets(label, words("a label")));
    } else {
      into.add(new Statement.Label(label));
    }
  }

  private List<String> words(String what) {
    List<String> words = new ArrayList<>();
    do {
      words.add(tokens.word(what));
    } while (tokens.accept(","));
    tokens.expect(";");
    return words;
  }

  private Instruction instruction() {
    int line = tokens.peek().line();
    Optional<Instruction.Guard> guard = Optional.empty();
    if (tokens.accept("@")) {
      boolean negated = tokens.accept("!");
      guard = Optional.of(new Instruction.Guard(tokens.word("a predicate"), negated));
    }
    String opcode = tokens.word("an instruction");
    List<String> modifiers = new ArrayList<>();
    while (tokens.peek().kind() == Token.Kind.DIRECTIVE) {
      modifiers.add(tokens.next().text());
    }
    List<Operand> list = new ArrayList<>();
    while (!tokens.accept(";")) {
      list.add(operands.operand());
      if (!tokens.peek().is(";")) {
        tokens.expect(",");
      }
    }
    return new Instruction(opcode, modifiers, list, guard, line, source);
  }
}
