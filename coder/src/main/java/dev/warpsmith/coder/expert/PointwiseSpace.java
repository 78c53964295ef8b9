package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * How the operands of a pointwise chain lie in its space: neighbouring dims along which every
 * operand varies or does not, alike, are one <i>run</i>.
 *
 * @param runs lengths of the dims of each run, outermost first; none for a single element
 */
record PointwiseSpace(List<List<String>> runs) {
  PointwiseSpace {
    runs = List.copyOf(runs);
  }

  /** Finds the runs of a region's operands. */
  static PointwiseSpace of(RegionContext context) {
    KernelParameters parameters = new KernelParameters(new Identifiers(), "int");
    Program program =
        Lowering.of(context.region(), context.tensors(), new Identifiers(), parameters, "1");
    return of(context.region().space(), program);
  }

  /** Finds the runs of a program's operands. */
  static PointwiseSpace of(List<String> space, Program program) {
    List<Load> loads = elementLoads(program);
    List<List<String>> runs = new ArrayList<>();
    for (int dim = 0; dim < space.size(); dim++) {
      int at = dim;
      boolean alike =
          at > 0
              && loads.stream().allMatch(l -> l.present().get(at).equals(l.present().get(at - 1)));
      if (!alike) {
        runs.add(new ArrayList<>());
      }
      runs.get(runs.size() - 1).add(space.get(dim));
    }
    return new PointwiseSpace(runs.stream().map(List::copyOf).toList());
  }

  private static List<Load> elementLoads(Program program) {
    List<Load> loads = new ArrayList<>();
    for (Value value : program.values()) {
      if (value instanceof Load load && load.scope() == Scope.ELEMENT) {
        loads.add(load);
      }
    }
    return loads;
  }

  /** Tells whether every operand has every element of the space. */
  boolean contiguous() {
    return runs.size() <= 1;
  }

  /** Returns the dims of the innermost run: a row. */
  List<String> row() {
    return runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
  }

  /** Returns the dims before the innermost run. */
  List<String> rows() {
    return runs.isEmpty()
        ? List.of()
        : runs.subList(0, runs.size() - 1).stream().flatMap(List::stream).toList();
  }

  /** Returns for each run whether the operand varies along it. */
  List<Boolean> present(Load load) {
    List<Boolean> present = new ArrayList<>();
    int dim = 0;
    for (List<String> run : runs) {
      present.add(load.present().get(dim));
      dim += run.size();
    }
    return present;
  }

  /** Returns the program with operands that do not vary along a row loaded once for each row. */
  Program hoisted(Program program) {
    List<Value> values = new ArrayList<>();
    for (Value value : program.values()) {
      boolean uniform =
          value instanceof Load load
              && load.scope() == Scope.ELEMENT
              && !load.present().get(load.present().size() - 1);
      if (uniform && value instanceof Load load) {
        values.add(new Load(load.name(), load.tensor(), Scope.RESULT, load.present()));
      } else {
        values.add(value);
      }
    }
    return new Program(values, program.stores());
  }
}
