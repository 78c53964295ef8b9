package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Step;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One side of a transpose: what a thread reads, computes and writes in the order of the operand, or
 * in that of the result.
 *
 * @param late whether this is the result's side
 * @param fast the index along which a thread's elements are neighbours, {@code column} or {@code
 *     row}
 * @param slow the other one
 * @param lanes threads along {@code fast}
 * @param width elements per access
 * @param deep neighbours along {@code slow} that a thread has as well
 * @param fastTile the tile's length along {@code fast}
 * @param items accesses of a thread
 */
record TransposeSide(
    TransposeFrame frame,
    Program program,
    boolean late,
    String fast,
    String slow,
    int lanes,
    int width,
    int deep,
    int fastTile,
    int items) {

  static TransposeSide of(
      TransposeFrame frame, Program program, boolean late, TransposeSchedule schedule) {
    boolean swizzled = schedule.layout() == TransposeSchedule.Layout.SWIZZLED;
    int fastTile = late ? schedule.rows() : schedule.columns();
    int slowTile = late ? schedule.columns() : schedule.rows();
    int width = late ? schedule.store() : schedule.load();
    int lanes = Math.min(32, fastTile) / width;
    int items = fastTile * slowTile / (width * schedule.threads());
    return new TransposeSide(
        frame,
        program,
        late,
        late ? "row" : "column",
        late ? "column" : "row",
        lanes,
        width,
        late || !swizzled ? 1 : width,
        fastTile,
        items);
  }

  /** Returns the flag of whole vectors. */
  String wide() {
    return late ? "wide_out" : "wide_in";
  }

  /** Writes the loads of values that all elements share, and what follows from them. */
  void uniforms(CudaWriter out) {
    for (Value value : program.values()) {
      if (value instanceof Load load && load.scope() == Scope.RESULT) {
        String tensor = frame.parameters().input(load.tensor());
        out.line("const float " + load.name() + " = " + tensor + "[0];");
      } else if (value instanceof Step step && step.scope() == Scope.RESULT) {
        out.line("const float " + step.name() + " = " + PassWriter.expression(step) + ";");
      }
    }
  }

  /** Returns the element loads that lead to some values. */
  List<Load> loads(List<String> wanted) {
    List<Load> loads = new ArrayList<>();
    for (String name : Carries.closure(program, wanted, Set.of())) {
      if (program.find(name).orElseThrow() instanceof Load load) {
        loads.add(load);
      }
    }
    return loads;
  }

  /** Writes lines for each access of a thread; {@code row} and {@code column} are its place. */
  void eachItem(CudaWriter out, Consumer<CudaWriter> lines) {
    int segments = fastTile / (lanes * width);
    String thread = late ? "out" : "in";
    out.unrolled("item", String.valueOf(items));
    String step = deep * segments == 1 ? "item" : "item / " + deep * segments;
    String line = step + " * " + frame.threads() / lanes + " + " + thread + "_y";
    line = deep == 1 ? line : "(" + line + ") * " + deep + " + item % " + deep;
    String segment = deep == 1 ? "item % " + segments : "item / " + deep + " % " + segments;
    String place = thread + "_x * " + width;
    place = segments == 1 ? place : segment + " * " + lanes * width + " + " + place;
    out.line("const int " + slow + "_at = " + line + ";");
    out.line("const int " + fast + "_at = " + place + ";");
    String index = frame.index();
    out.line("const %s row = row0 + row_at;".formatted(index));
    out.line("const %s column = column0 + column_at;".formatted(index));
    lines.accept(out);
    out.close();
  }

  /** Writes the reads of an item, and declares nothing. */
  void read(CudaWriter out, List<Load> loads) {
    if (loads.isEmpty()) {
      return;
    }
    eachItem(
        out,
        o -> {
          o.open("if (" + slow + " < " + frame.length(slow) + ")");
          loads.forEach(load -> read(o, load));
          o.close();
        });
  }

  /** Writes the read of an item's elements. */
  void read(CudaWriter out, Load load) {
    List<Boolean> present = frame.region().present(load, late);
    String from = frame.parameters().input(load.tensor()) + frame.base(present, late);
    String array = load.name() + "_at[item]";
    String end = frame.length(fast);
    if (present.get(present.size() - 1)) {
      String function = frame.helpers().read(width, load.tensor().dtype());
      out.line("%s(%s, %s, %s, %s%s);".formatted(call(function), array, from, fast, end, tail()));
    } else {
      out.open("if (" + fast + " < " + end + ")");
      out.unrolled("lane", String.valueOf(width));
      out.line(array + "[lane] = " + Helpers.element(load.tensor(), from) + ";");
      out.close().close();
    }
  }

  /** Writes the computation of an item's lanes. */
  void lanes(CudaWriter out, List<String> wanted, Set<String> keep, Consumer<CudaWriter> lines) {
    out.unrolled("lane", String.valueOf(width));
    String inside = slow + " < " + frame.length(slow) + " && ";
    out.open(
        "if (" + inside + fast + (width > 1 ? " + lane" : "") + " < " + frame.length(fast) + ")");
    for (String name : Carries.closure(program, wanted, Set.of())) {
      Value value = program.find(name).orElseThrow();
      if (value instanceof Step step) {
        out.line("const float " + name + " = " + PassWriter.expression(step) + ";");
      } else if (value instanceof Load) {
        out.line("const float " + name + " = " + name + "_at[item][lane];");
      } else {
        out.line("const float " + name + " = " + name + "_at[lane];");
      }
      if (keep.contains(name)) {
        out.line(name + "_kept[lane] = " + name + ";");
      }
    }
    lines.accept(out);
    out.close().close();
  }

  /** Writes an item's lanes to memory. */
  void write(CudaWriter out, Store store) {
    List<Boolean> all = Collections.nCopies(frame.region().permutation().groups().size(), true);
    String to = frame.parameters().output(store.tensor()) + frame.base(all, late);
    String function = frame.helpers().write(width, store.tensor().dtype());
    out.line(
        "if (%s < %s) %s(%s, %s_kept, %s, %s%s);"
            .formatted(
                slow,
                frame.length(slow),
                call(function),
                to,
                store.value(),
                fast,
                frame.length(fast),
                tail()));
  }

  private String call(String function) {
    return width == 1 ? function : function + "<" + wide() + ">";
  }

  private String tail() {
    return width == 1 ? "" : ", 1";
  }
}
