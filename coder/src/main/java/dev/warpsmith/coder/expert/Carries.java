package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Step;
import dev.warpsmith.coder.expert.Program.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which element values a pass computes, and which are worth keeping for the next one. */
final class Carries {
  private Carries() {}

  /**
   * Returns the values to keep between a pass and the next: those that later passes use directly,
   * or the loads they come from if these are fewer.
   */
  static Set<String> after(Program program, int pass) {
    Set<String> frontier = new LinkedHashSet<>();
    Set<String> loads = new LinkedHashSet<>();
    Set<String> earlier = new LinkedHashSet<>();
    for (int p = 0; p <= pass; p++) {
      earlier.addAll(closure(program, wanted(program, p), Set.of()));
    }
    for (int p = pass + 1; p < program.passes(); p++) {
      for (String name : closure(program, wanted(program, p), Set.of())) {
        Value value = program.find(name).orElseThrow();
        if (value instanceof Load load && full(load) && earlier.contains(name)) {
          loads.add(name);
        }
        if (value instanceof Step step && step.level() > pass) {
          step.operands().forEach(operand -> addCarried(program, operand, pass, earlier, frontier));
        }
      }
    }
    return frontier.size() <= loads.size() ? frontier : loads;
  }

  private static void addCarried(
      Program program, String operand, int pass, Set<String> earlier, Set<String> frontier) {
    program
        .find(operand)
        .filter(value -> value.scope() == Scope.ELEMENT && value.level() <= pass)
        .filter(value -> !(value instanceof Load load) || (full(load) && earlier.contains(operand)))
        .ifPresent(value -> frontier.add(value.name()));
  }

  private static boolean full(Load load) {
    return !load.present().contains(false);
  }

  /** Returns the element values that a pass must have for its reductions and stores. */
  static List<String> wanted(Program program, int pass) {
    List<String> wanted = new ArrayList<>();
    program.reductions(pass).forEach(reduction -> wanted.add(reduction.argument()));
    program.elementStores(pass).forEach(store -> wanted.add(store.value()));
    return wanted;
  }

  /**
   * Returns the element values needed for the wanted ones, in order of computation.
   *
   * @param available values that need no computing, included if used
   */
  static List<String> closure(Program program, List<String> wanted, Set<String> available) {
    Set<String> needed = new LinkedHashSet<>(wanted);
    for (int i = program.values().size() - 1; i >= 0; i--) {
      Value value = program.values().get(i);
      if (needed.contains(value.name())
          && value instanceof Step step
          && !available.contains(value.name())) {
        needed.addAll(step.operands());
      }
    }
    return program.values().stream()
        .filter(value -> value.scope() == Scope.ELEMENT && !(value instanceof Reduction))
        .map(Value::name)
        .filter(needed::contains)
        .toList();
  }
}
