package dev.warpsmith.kernels.ptx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses operands of instructions. */
final class OperandParser {
  private final TokenStream tokens;

  OperandParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  Operand operand() {
    tokens.enter();
    Operand first = single();
    Operand operand = tokens.accept("|") ? new Operand.Pair(first, single()) : first;
    tokens.leave();
    return operand;
  }

  private Operand single() {
    if (tokens.accept("[")) {
      return address();
    }
    if (tokens.accept("{")) {
      return new Operand.Vector(list("}"));
    }
    if (tokens.accept("(")) {
      return new Operand.Arguments(list(")"));
    }
    if (tokens.accept("!")) {
      return new Operand.Not(operand());
    }
    return tokens.peek().kind() == Token.Kind.WORD ? named() : constant();
  }

  private List<Operand> list(String end) {
    List<Operand> elements = new ArrayList<>();
    while (!tokens.accept(end)) {
      elements.add(operand());
      if (!tokens.peek().is(end)) {
        tokens.expect(",");
      }
    }
    return elements;
  }

  private Operand address() {
    Operand base = tokens.peek().kind() == Token.Kind.WORD ? named() : constant();
    long offset = offset();
    if (base instanceof Operand.Symbol symbol) {
      offset += symbol.offset();
      base = new Operand.Symbol(symbol.name(), 0);
    }
    Optional<Operand> coordinates = Optional.empty();
    if (tokens.accept(",")) {
      coordinates = Optional.of(operand());
    }
    tokens.expect("]");
    return new Operand.Address(base, offset, coordinates);
  }

  private Operand named() {
    String name = tokens.word("an operand");
    if (name.equals("_")) {
      return new Operand.Sink();
    }
    if (name.startsWith("%")) {
      boolean dotted = tokens.peek().kind() == Token.Kind.DIRECTIVE;
      return new Operand.Register(dotted ? name + "." + tokens.next().text() : name);
    }
    return new Operand.Symbol(name, offset());
  }

  private long offset() {
    if (tokens.accept("+")) {
      return tokens.integer();
    }
    return tokens.peek().is("-") ? tokens.integer() : 0;
  }

  private Operand constant() {
    return tokens.constant("an operand");
  }
}
