package dev.warpsmith.kernels.emulator.properties;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A function's instructions in order, and where its labels are. */
record CodeList(
    List<Instruction> code, Map<String, Integer> labels, Map<String, List<String>> tables) {
  CodeList {
    code = List.copyOf(code);
    labels = Map.copyOf(labels);
    tables = Map.copyOf(tables);
  }

  static CodeList of(Function function) {
    List<Instruction> code = new ArrayList<>();
    Map<String, Integer> labels = new HashMap<>();
    Map<String, List<String>> tables = new HashMap<>();
    collect(function.body().orElseThrow(), code, labels, tables);
    return new CodeList(code, labels, tables);
  }

  private static void collect(
      List<Statement> statements,
      List<Instruction> code,
      Map<String, Integer> labels,
      Map<String, List<String>> tables) {
    for (Statement statement : statements) {
      if (statement instanceof Instruction instruction) {
        code.add(instruction);
      } else if (statement instanceof Statement.Label label) {
        labels.put(label.name(), code.size());
      } else if (statement instanceof Statement.BranchTargets table) {
        tables.put(table.label(), table.targets());
      } else if (statement instanceof Statement.Scope scope) {
        collect(scope.statements(), code, labels, tables);
      }
    }
  }

  int target(String label) {
    Integer at = labels.get(label);
    if (at == null) {
      throw new IllegalArgumentException("no label " + label);
    }
    return at;
  }
}
