package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Step;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes what is pointwise after a product or a fold of windows, as a device function that takes
 * some neighbouring elements of a row.
 */
final class Epilogue {
  private final RegionContext context;
  private final Planes planes;
  private final KernelParameters parameters;
  private final Helpers helpers;
  private final Program program;
  private final int width;
  private List<Load> ahead = List.of();

  /**
   * Prepares the function.
   *
   * @param width how many neighbours it takes: 1 or 4
   */
  Epilogue(
      RegionContext context,
      Planes planes,
      KernelParameters parameters,
      Helpers helpers,
      int width) {
    this.context = context;
    this.planes = planes;
    this.parameters = parameters;
    this.helpers = helpers;
    this.width = width;
    this.program =
        Lowering.of(context.region(), context.tensors(), context.identifiers(), parameters, "1");
  }

  /** Returns the function's name. */
  String name() {
    return context.kernel() + "_store";
  }

  /**
   * Writes the loads of what the elements of a row share, for all {@code TM} rows of a thread, so
   * that they are under way together before anything is stored; calls then expect {@code i}.
   *
   * @param row writes which {@code row} is the thread's row {@code i}
   */
  void ahead(CudaWriter out, Runnable row) {
    List<String> values = values();
    ahead =
        program.values().stream()
            .filter(Load.class::isInstance)
            .map(Load.class::cast)
            .filter(
                load -> shared(load) || (values.contains(load.name()) && !alongRow(present(load))))
            .toList();
    List<Load> rows = ahead.stream().filter(load -> !shared(load)).toList();
    for (Load load : ahead) {
      out.line(
          shared(load)
              ? "const float " + load.name() + "_of = " + element(load, "0") + ";"
              : "float " + load.name() + "_of[TM];");
    }
    if (rows.isEmpty()) {
      return;
    }
    out.unrolled("i", "TM");
    row.run();
    for (Load load : rows) {
      out.line(load.name() + "_of[i] = " + element(load, rowOffset(present(load))) + ";");
    }
    out.close();
  }

  /** Tells whether all elements of the result share what is loaded. */
  private static boolean shared(Load load) {
    return load.scope() == Scope.RESULT;
  }

  private List<String> values() {
    return Carries.closure(program, Carries.wanted(program, 0), Set.of());
  }

  /**
   * Writes a call; expects {@code batch}, {@code row}, {@code first} and, if wide, {@code quads}.
   */
  void call(CudaWriter out, String elements) {
    String batch = planes.batch().isEmpty() ? "0" : "batch";
    String arguments =
        "("
            + parameters.names()
            + ", "
            + elements
            + ", "
            + batch
            + ", row, first"
            + arguments()
            + ");";
    if (width == 1) {
      out.line(name() + arguments);
    } else {
      out.open("if (quads)").line(name() + "<true>" + arguments);
      out.next("else").line(name() + "<false>" + arguments).close();
    }
  }

  /** Returns the function's definition, whose parameters begin with the kernel's. */
  String function() {
    String index = parameters.sizeType();
    CudaWriter body = new CudaWriter();
    body(body);
    CudaWriter out = new CudaWriter();
    out.line("// Stores what becomes of " + (width == 1 ? "an element" : "4 neighbours") + ".");
    if (width > 1) {
      out.line("template <bool aligned>");
    }
    out.open(
        "__device__ __forceinline__ void %s(%s, const float (&product)[%d], %s batch, %s row, %s first%s)"
            .formatted(name(), parameters.declaration(), width, index, index, index, declared()));
    return out.block(body.toString()).close().line("").toString();
  }

  /** Returns the further arguments of a call: what was read ahead. */
  private String arguments() {
    return ahead.stream()
        .map(load -> ", " + load.name() + (shared(load) ? "_of" : "_of[i]"))
        .collect(Collectors.joining());
  }

  private String declared() {
    return ahead.stream()
        .map(load -> ", float " + load.name() + (shared(load) ? "" : "_at"))
        .collect(Collectors.joining());
  }

  private void body(CudaWriter out) {
    String n = parameters.size(Offsets.product(planes.columns()), "n");
    List<String> values = values();
    for (Value value : program.values()) {
      if (!(value instanceof Load load) || ahead.contains(load)) {
        continue;
      }
      if (shared(load)) {
        out.line("const float " + load.name() + " = " + element(load, "0") + ";");
      } else if (values.contains(load.name())) {
        read(out, load, n);
      }
    }
    for (Store store : program.elementStores(0)) {
      out.line("float " + store.value() + "_at[" + width + "];");
    }
    out.unrolled("lane", String.valueOf(width));
    for (String name : values) {
      out.line("const float " + name + " = " + text(value(name)) + ";");
    }
    for (Store store : program.elementStores(0)) {
      out.line(store.value() + "_at[lane] = " + store.value() + ";");
    }
    out.close();
    for (Store store : program.elementStores(0)) {
      String pointer = parameters.output(store.tensor());
      String to = pointer + " + " + rowOffset(allPresent()) + ", " + store.value() + "_at";
      out.line(access(helpers.write(width, store.tensor().dtype()), to, n));
    }
  }

  private String access(String helper, String operands, String n) {
    String tail = ", first, " + n;
    return width == 1
        ? helper + "(" + operands + tail + ");"
        : helper + "<aligned>(" + operands + tail + ", 1);";
  }

  private void read(CudaWriter out, Load load, String n) {
    List<Boolean> present = present(load);
    String offset = rowOffset(present);
    if (alongRow(present)) {
      out.line("float " + load.name() + "_at[" + width + "];");
      String from = load.name() + "_at, " + parameters.input(load.tensor()) + " + " + offset;
      out.line(access(helpers.read(width, load.tensor().dtype()), from, n));
    } else {
      out.line("const float " + load.name() + "_at = " + element(load, offset) + ";");
    }
  }

  private String element(Load load, String offset) {
    return Helpers.element(load.tensor(), parameters.input(load.tensor()) + " + " + offset);
  }

  private String text(Value value) {
    if (value instanceof Step step) {
      return PassWriter.expression(step);
    }
    if (value instanceof Load load) {
      return load.name() + (alongRow(present(load)) ? "_at[lane]" : "_at");
    }
    return "product[lane]";
  }

  private List<Boolean> allPresent() {
    return Shapes.of(planes.result()).stream().map(length -> true).toList();
  }

  /** Returns for each dim of the product whether the operand has it; dims of 1 do not count. */
  private List<Boolean> present(Load load) {
    List<Boolean> present = new ArrayList<>();
    int dim = 0;
    for (String length : Shapes.of(planes.result())) {
      present.add(!length.equals("1") && load.present().get(dim++));
    }
    return present;
  }

  /** Returns where the operand's part of the current row begins. */
  private String rowOffset(List<Boolean> present) {
    int rows = planes.batch().size();
    int columns = rows + planes.rows().size();
    List<String> rowSizes = parameters.sizes(planes.rows());
    String row = Offsets.of(rowSizes, present.subList(rows, columns), "row");
    if (rows > 0 && present.subList(0, rows).contains(true)) {
      List<Boolean> of = present.subList(0, rows);
      String batch = Offsets.of(parameters.sizes(planes.batch()), of, "batch");
      String factor = present.get(rows) ? " * " + Offsets.factor(rowSizes.get(0)) : "";
      row = "(" + batch + ")" + factor + " + " + row;
    }
    if (!alongRow(present) || row.equals("0")) {
      return row;
    }
    return "(" + row + ") * " + parameters.size(Offsets.product(planes.columns()), "n");
  }

  /** Tells whether an operand varies along a row of the product; then it has all of its dims. */
  private boolean alongRow(List<Boolean> present) {
    int columns = planes.batch().size() + planes.rows().size();
    return present.subList(columns, present.size()).contains(true);
  }

  private Value value(String name) {
    return program
        .find(name)
        .orElseThrow(() -> new IllegalStateException("no value '" + name + "'"));
  }
}
