package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Reduction;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Step;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import java.util.ArrayList;
import java.util.List;
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
    CudaWriter out, Program program, Addressing addressing, int items, int vector, int stride) {

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
      if (!kept.in().contains(name) && value(name) instanceof Load load) {
        loads.add(load);
      }
    }
    loads.stream().filter(load -> !kept.outside(load.name())).forEach(l -> declare(l.name()));
    stores.stream().filter(store -> !kept.outside(store.value())).forEach(s -> declare(s.value()));
    if (!loads.isEmpty()) {
      eachItem(start, first -> loads.forEach(l -> addressing.read(out, l, at(l.name()), first)));
    }
    eachItem(
        start,
        first -> {
          lanes(pass, values, first, kept);
          stores.forEach(store -> addressing.write(out, store, at(store.value()), first));
        });
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
    out.unrolled("lane", String.valueOf(vector));
    out.open("if (" + first + (vector == 1 ? "" : " + (aligned ? 0 : lane * step)") + " < end)");
    List<String> stored = program.elementStores(pass).stream().map(Store::value).toList();
    for (String name : values) {
      boolean ready = value(name) instanceof Load || kept.in().contains(name);
      String text = ready ? at(name) + "[lane]" : expression((Step) value(name));
      out.line("const float " + name + " = " + text + ";");
      if (!ready && (kept.keep().contains(name) || stored.contains(name))) {
        out.line(at(name) + "[lane] = " + name + ";");
      }
    }
    for (Reduction reduction : program.reductions(pass)) {
      String name = reduction.name();
      out.line(
          name + " = " + Helpers.combined(reduction.combine(), name, reduction.argument()) + ";");
    }
    out.close().close();
  }

  private Value value(String name) {
    return program
        .find(name)
        .orElseThrow(() -> new IllegalStateException("no value '" + name + "'"));
  }

  /** Returns a step's computation as C++ text. */
  static String expression(Step step) {
    String text = step.template();
    for (int i = 0; i < step.operands().size(); i++) {
      text = text.replace("{" + i + "}", step.operands().get(i));
    }
    return text;
  }

  /** Writes the results' steps of a level. */
  void results(int level) {
    for (Value value : program.values()) {
      if (value instanceof Step step && step.scope() == Scope.RESULT && step.level() == level) {
        out.line("const float " + step.name() + " = " + expression(step) + ";");
      }
    }
  }

  /** Declares the accumulators of a pass. */
  void accumulators(int pass) {
    for (Reduction reduction : program.reductions(pass)) {
      out.line("float " + reduction.name() + " = " + Lowering.identity(reduction.combine()) + ";");
    }
  }
}
