package dev.warpsmith.kernels.ptx;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints a module as PTX text. */
final class PtxPrinter {
  private final PtxModule module;
  private final StringBuilder out = new StringBuilder();
  private Optional<SourceLine> source = Optional.empty();

  PtxPrinter(PtxModule module) {
    this.module = module;
  }

  String print() {
    out.append(".version ").append(module.version()).append('\n');
    out.append(".target ").append(module.target()).append('\n');
    out.append(".address_size ").append(module.addressSize()).append("\n\n");
    for (Function function : module.functions()) {
      if (function.body().isEmpty()) {
        function(function);
      }
    }
    for (Variable variable : module.variables()) {
      out.append(variable(variable)).append(";\n");
    }
    for (Function function : module.functions()) {
      if (function.body().isPresent()) {
        function(function);
      }
    }
    new TreeMap<>(module.files())
        .forEach((number, path) -> out.append(".file " + number + " \"" + path + "\"\n"));
    return out.toString();
  }

  private void function(Function function) {
    out.append(linkage(function.linkage())).append(function.entry() ? ".entry " : ".func ");
    if (!function.returns().isEmpty()) {
      out.append(parameters(function.returns())).append(' ');
    }
    out.append(function.name()).append(parameters(function.parameters())).append('\n');
    for (Function.Directive directive : function.directives()) {
      String values =
          directive.values().stream().map(String::valueOf).collect(Collectors.joining(", "));
      out.append('.').append(directive.name()).append(' ').append(values).append('\n');
    }
    source = Optional.empty();
    function.body().ifPresentOrElse(body -> block(body, ""), () -> out.append(";\n"));
  }

  private void block(List<Statement> statements, String indent) {
    out.append(indent).append("{\n");
    for (Statement statement : statements) {
      statement(statement, indent + "\t");
    }
    out.append(indent).append("}\n");
  }

  private void statement(Statement statement, String indent) {
    if (statement instanceof Statement.Scope scope) {
      block(scope.statements(), indent);
    } else if (statement instanceof Instruction instruction) {
      location(instruction, indent);
      out.append(indent).append(instruction).append('\n');
    } else {
      out.append(simple(statement, indent)).append('\n');
    }
  }

  private String simple(Statement statement, String indent) {
    if (statement instanceof Statement.Label label) {
      return label.name() + ":";
    }
    if (statement instanceof Statement.Registers registers) {
      String range = registers.range() == 0 ? "" : "<" + registers.range() + ">";
      String names = String.join(", ", registers.names());
      return indent + ".reg ." + registers.type().ptxName() + " " + names + range + ";";
    }
    if (statement instanceof Statement.Declaration declaration) {
      return indent + variable(declaration.variable()) + ";";
    }
    if (statement instanceof Statement.Pragma pragma) {
      return indent + ".pragma \"" + pragma.text() + "\";";
    }
    if (statement instanceof Statement.Prototype prototype) {
      String returns = prototype.returns().isEmpty() ? "" : parameters(prototype.returns()) + " ";
      String list = parameters(prototype.parameters());
      return indent + prototype.label() + ": .callprototype " + returns + "_ " + list + ";";
    }
    if (statement instanceof Statement.CallTargets targets) {
      String list = String.join(", ", targets.targets());
      return indent + targets.label() + ": .calltargets " + list + ";";
    }
    Statement.BranchTargets targets = (Statement.BranchTargets) statement;
    String list = String.join(", ", targets.targets());
    return indent + targets.label() + ": .branchtargets " + list + ";";
  }

  private void location(Instruction instruction, String indent) {
    if (!instruction.source().equals(source)) {
      source = instruction.source();
      source.ifPresent(s -> out.append(indent).append(".loc ").append(location(s)).append('\n'));
    }
  }

  private static String location(SourceLine line) {
    String place = line.file() + " " + line.line() + " " + line.column();
    return place + line.inlinedAt().map(at -> ", inlined_at " + location(at)).orElse("");
  }

  private String parameters(List<Variable> parameters) {
    return parameters.stream().map(this::variable).collect(Collectors.joining(", ", "(", ")"));
  }

  private String variable(Variable variable) {
    StringBuilder text = new StringBuilder(linkage(variable.linkage()));
    text.append('.').append(variable.space().ptxName());
    text.append(" .align ").append(variable.alignment());
    if (variable.vector() > 1) {
      text.append(" .v").append(variable.vector());
    }
    text.append(" .").append(variable.type().ptxName());
    variable.pointer().ifPresent(p -> text.append(pointer(p)));
    text.append(' ').append(variable.name());
    for (long extent : variable.dimensions()) {
      text.append('[').append(extent == 0 ? "" : String.valueOf(extent)).append(']');
    }
    variable.initializer().ifPresent(value -> text.append(" = ").append(value));
    return text.toString();
  }

  private static String pointer(Variable.Pointer pointer) {
    String space = pointer.space().map(s -> " ." + s.ptxName()).orElse("");
    return " .ptr" + space + " .align " + pointer.alignment();
  }

  private static String linkage(String linkage) {
    return linkage.isEmpty() ? "" : "." + linkage + " ";
  }
}
