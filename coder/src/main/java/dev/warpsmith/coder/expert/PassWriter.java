package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Combine;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Step;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes one pass over a thread's elements: reads, the computation of each lane, writes.
 *
 * <p>The text expects {@code end}, and above one element per load {@code step} and {@code aligned},
 * to be defined.
 *
 * @param items loads in flight at once
 * @param vector elements per load
 * @param stride distance of a thread's items, in elements
 */
record PassWriter(
    CudaWriter out,
    Program program,
    Helpers helpers,
    Addressing addressing,
    int items,
    int vector,
    int stride) {

  /**
   * What a pass finds in arrays of an earlier one, and leaves in arrays for later ones. All these
   * arrays are declared outside.
   */
  record Kept(Set<String> in, Set<String> keep) {
    static final Kept NOTHING = new Kept(Set.of(), Set.of());

    boolean outside(String name) {
      return in.contains(name) || keep.contains(name);
    }
  }

  /** Writes the pass over the items whose first begins at {@code start}. */
  void write(int pass, String start, Kept kept) {
    List<String> wanted = new ArrayList<>(Carries.wanted(program, pass));
    wanted.addAll(kept.keep());
    List<String> values = Carries.closure(program, wanted, kept.in());
    List<Store> stores = program.elementStores(pass);
    List<Load> loads = new ArrayList<>();
    for (String name : values) {
      if (!kept.in().contains(name) && program.value(name) instanceof Load load) {
        loads.add(load);
      }
    }
    Set<String> arrays = new LinkedHashSet<>();
    loads.forEach(load -> arrays.add(load.name()));
    arrays.addAll(grouped(pass));
    stores.forEach(store -> arrays.add(store.value()));
    arrays.stream().filter(name -> !kept.outside(name)).forEach(this::declare);
    if (!loads.isEmpty()) {
      eachItem(start, first -> loads.forEach(l -> addressing.read(out, l, at(l.name()), first)));
    }
    eachItem(
        start,
        first -> {
          lanes(pass, values, first, kept);
          stores.forEach(store -> addressing.write(out, store, at(store.value()), first));
        });
    program.reductions(pass).stream()
        .filter(reduction -> reduction.combine() == Combine.EXP_SUM)
        .forEach(reduction -> addExponentials(reduction, start));
  }

  /** Declares the array that holds a value of each element. */
  void declare(String name) {
    out.line("float " + name + "_at[" + items + "][" + vector + "];");
  }

  /** Writes lines once per item; they get the position of the item's first element. */
  void eachItem(String start, Consumer<String> lines) {
    if (items == 1) {
      lines.accept(start);
    } else {
      out.unrolled("item", String.valueOf(items));
      lines.accept(start + " + item * " + stride);
      out.close();
    }
  }

  /** Returns the array of a value's lanes in the current item. */
  String at(String name) {
    return name + (items == 1 ? "_at[0]" : "_at[item]");
  }

  private void lanes(int pass, List<String> values, String first, Kept kept) {
    if (values.isEmpty()) {
      return;
    }
    openItem(first);
    out.unrolled("lane", String.valueOf(vector));
    out.open("if (" + addressing.inRange(first, vector) + ")");
    resultsOfLane(values.stream().map(program::value).toList());
    Set<String> arrays = new LinkedHashSet<>(grouped(pass));
    program.elementStores(pass).forEach(store -> arrays.add(store.value()));
    arrays.addAll(kept.keep());
    for (String name : values) {
      boolean ready = program.value(name) instanceof Load || kept.in().contains(name);
      String text = ready ? at(name) + "[lane]" : expression((Step) program.value(name), first);
      out.line("const float " + name + " = " + text + ";");
      if (!ready && arrays.contains(name)) {
        out.line(at(name) + "[lane] = " + name + ";");
      }
    }
    for (Reduction reduction : program.reductions(pass)) {
      if (reduction.combine() != Combine.EXP_SUM) {
        out.line(
            Accumulators.taken(
                reduction.combine(),
                ofResult(reduction.name()),
                reduction.argument(),
                addressing.index(first, vector)));
      }
    }
    out.close().close();
    closeItem(first);
  }

  private void openItem(String first) {
    if (!addressing.anyInRange(first).isEmpty()) {
      out.open("if (" + addressing.anyInRange(first) + ")");
    }
  }

  private void closeItem(String first) {
    if (!addressing.anyInRange(first).isEmpty()) {
      out.close();
    }
  }

  /** Returns the values of which a group must be complete before they are accumulated. */
  private List<String> grouped(int pass) {
    return program.reductions(pass).stream()
        .filter(reduction -> reduction.combine() == Combine.EXP_SUM)
        .map(Reduction::argument)
        .distinct()
        .toList();
  }

  /** Adds a group of exponentials: the sum is rescaled once, to the group's maximum. */
  private void addExponentials(Reduction reduction, String start) {
    out.open("");
    each(
        () -> {
          String sum = ofResult(reduction.name());
          out.line("float top = " + sum + ".max;");
          eachElement(
              start, () -> out.line("top = fmaxf(top, " + at(reduction.argument()) + "[lane]);"));
          out.line("const float shift = top == INFINITY ? 0.0f : top;");
          out.line("float more = 0.0f;");
          eachElement(
              start,
              () -> out.line("more += expf(" + at(reduction.argument()) + "[lane] - shift);"));
          out.line(sum + " = {top, rescaled(" + sum + ", top) + more};");
        });
    out.close();
  }

  /** Writes lines once for each result that a thread has a part in. */
  private void each(Runnable lines) {
    if (addressing.resultPerLane()) {
      out.unrolled("lane", String.valueOf(vector));
    }
    lines.run();
    if (addressing.resultPerLane()) {
      out.close();
    }
  }

  /** Writes lines once for each element of a result. */
  private void eachElement(String start, Runnable lines) {
    eachItem(
        start,
        first -> {
          openItem(first);
          if (!addressing.resultPerLane()) {
            out.unrolled("lane", String.valueOf(vector));
          }
          out.open("if (" + addressing.inRange(first, vector) + ")");
          lines.run();
          out.close();
          if (!addressing.resultPerLane()) {
            out.close();
          }
          closeItem(first);
        });
  }

  private String expression(Step step, String first) {
    return expression(step).replace("{at}", addressing.index(first, vector));
  }

  /** Returns a step's computation as C++ text. */
  static String expression(Step step) {
    String text = step.template();
    for (int i = 0; i < step.operands().size(); i++) {
      text = text.replace("{" + i + "}", step.operands().get(i));
    }
    return text;
  }

  /** Returns the variable or the lane's array element that holds a result. */
  String ofResult(String name) {
    return addressing.resultPerLane() ? name + "_at[lane]" : name;
  }

  /** Writes the results' steps of a level. */
  void results(int level) {
    List<Value> steps =
        program.values().stream()
            .filter(v -> v instanceof Step && v.scope() == Scope.RESULT && v.level() == level)
            .toList();
    if (steps.isEmpty()) {
      return;
    }
    if (addressing.resultPerLane()) {
      steps.forEach(step -> out.line("float " + step.name() + "_at[" + vector + "];"));
    }
    each(
        () -> {
          resultsOfLane(steps);
          for (Value step : steps) {
            out.line("const float " + step.name() + " = " + expression((Step) step) + ";");
            if (addressing.resultPerLane()) {
              out.line(ofResult(step.name()) + " = " + step.name() + ";");
            }
          }
        });
  }

  /** Names the lane's results that steps use and do not compute themselves. */
  private void resultsOfLane(List<Value> steps) {
    if (!addressing.resultPerLane()) {
      return;
    }
    Set<String> used = new LinkedHashSet<>();
    for (Value value : steps) {
      if (value instanceof Step step) {
        step.operands().stream()
            .map(program::find)
            .flatMap(Optional::stream)
            .filter(operand -> operand.scope() == Scope.RESULT && !steps.contains(operand))
            .filter(operand -> !(operand instanceof Load l) || l.present().contains(true))
            .forEach(operand -> used.add(operand.name()));
      }
    }
    used.forEach(name -> out.line("const auto " + name + " = " + ofResult(name) + ";"));
  }

  /** Declares the accumulators of a pass. */
  void accumulators(int pass) {
    for (Reduction reduction : program.reductions(pass)) {
      accumulator(reduction, addressing.firstIndex());
    }
  }

  /** Declares the accumulator of a reduction that finds nothing before a position. */
  void accumulator(Reduction reduction, String firstIndex) {
    Combine combine = reduction.combine();
    String type = helpers.accumulator(combine);
    String identity = Accumulators.identity(combine, firstIndex);
    if (addressing.resultPerLane()) {
      out.line(type + " " + reduction.name() + "_at[" + vector + "];");
      boolean pair = Accumulators.isPair(combine);
      each(
          () -> out.line(ofResult(reduction.name()) + " = " + (pair ? type : "") + identity + ";"));
    } else {
      out.line(type + " " + reduction.name() + " = " + identity + ";");
    }
  }
}
