package dev.warpsmith.kernels.ptx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses a PTX file by recursive descent. */
final class ModuleParser {
  private static final Set<String> LINKAGES = Set.of("visible", "extern", "weak", "common");

  private final TokenStream tokens;
  private final Map<Integer, String> files = new LinkedHashMap<>();
  private final VariableParser variableParser;
  private final List<Variable> variables = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();
  private String version = "";
  private String target = "";
  private int addressSize = 64;

  ModuleParser(String text) {
    List<Token> list = new Lexer(text).tokens();
    findFiles(list);
    this.tokens = new TokenStream(list);
    this.variableParser = new VariableParser(tokens);
  }

  /** Files are listed at the end of the text but named from its start. */
  private void findFiles(List<Token> list) {
    for (int i = 0; i + 2 < list.size(); i++) {
      if (list.get(i).directive("file") && list.get(i + 2).kind() == Token.Kind.STRING) {
        String name = list.get(i + 2).text();
        Numbers.find(list.get(i + 1).text()).ifPresent(n -> files.put(n.intValue(), name));
      }
    }
  }

  PtxModule parse() {
    while (!tokens.atEnd()) {
      String directive = tokens.text(Token.Kind.DIRECTIVE, "a directive");
      if (!header(directive)) {
        declaration(directive);
      }
    }
    if (version.isEmpty()) {
      throw tokens.error("the text has no .version");
    }
    return new PtxModule(version, target, addressSize, files, variables, functions);
  }

  private boolean header(String directive) {
    switch (directive) {
      case "version" -> version = tokens.next().text();
      case "address_size" -> addressSize = tokens.size("address size", 64);
      case "target" -> target = target();
      case "file" -> file();
      case "section" -> section();
      case "pragma" -> {
        tokens.next();
        tokens.expect(";");
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private String target() {
    String first = tokens.word("an architecture");
    while (tokens.accept(",")) {
      tokens.word("a target option");
    }
    return first;
  }

  private void file() {
    tokens.integer();
    tokens.text(Token.Kind.STRING, "a path");
    while (tokens.accept(",")) {
      tokens.integer();
    }
  }

  private void section() {
    tokens.next();
    tokens.expect("{");
    while (!tokens.accept("}")) {
      if (tokens.atEnd()) {
        throw tokens.error("a .section has no '}'");
      }
      tokens.next();
    }
  }

  private void declaration(String first) {
    String linkage = LINKAGES.contains(first) ? first : "";
    String word = linkage.isEmpty() ? first : tokens.text(Token.Kind.DIRECTIVE, "a declaration");
    if (word.equals("entry") || word.equals("func")) {
      functions.add(function(linkage, word.equals("entry")));
      return;
    }
    Optional<StateSpace> space = StateSpace.find(word);
    if (space.isEmpty()) {
      throw tokens.error("unknown directive '." + word + "'");
    }
    variables.addAll(variableParser.declarations(linkage, space.get()));
    tokens.expect(";");
  }

  private Function function(String linkage, boolean entry) {
    while (tokens.peek().directive("attribute")) {
      tokens.next();
      tokens.skipPastParenthesis();
    }
    List<Variable> returns = tokens.peek().is("(") ? variableParser.parameters() : List.of();
    String name = tokens.word("a function name");
    List<Variable> parameters = tokens.peek().is("(") ? variableParser.parameters() : List.of();
    List<Function.Directive> directives = directives();
    Optional<List<Statement>> body = Optional.empty();
    if (!tokens.accept(";")) {
      body = Optional.of(new BodyParser(tokens, files).block());
    }
    return new Function(linkage, entry, name, returns, parameters, directives, body);
  }

  private List<Function.Directive> directives() {
    List<Function.Directive> directives = new ArrayList<>();
    while (tokens.peek().kind() == Token.Kind.DIRECTIVE) {
      String name = tokens.next().text();
      List<Integer> values = new ArrayList<>();
      while (tokens.peek().kind() == Token.Kind.NUMBER) {
        values.add(tokens.size("value", Integer.MAX_VALUE));
        tokens.accept(",");
      }
      if (tokens.peek().kind() == Token.Kind.STRING) {
        tokens.next();
        tokens.accept(";");
      } else {
        directives.add(new Function.Directive(name, values));
      }
    }
    return directives;
  }
}
