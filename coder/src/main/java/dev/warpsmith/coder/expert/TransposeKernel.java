package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Given;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.TransposeSchedule.Layout;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes a reordering of dims that moves the innermost one, with what is pointwise before and after
 * it, as one kernel that takes tiles through shared memory (Ruetsch and Micikevicius, Optimizing
 * Matrix Transpose in CUDA, 2009).
 */
final class TransposeKernel {
  private final RegionContext context;
  private final TransposeSchedule schedule;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final PermutedRegion region;
  private final TransposeFrame frame;
  private final TransposeSide early;
  private final TransposeSide late;

  private TransposeKernel(RegionContext context, TransposeSchedule schedule) {
    this.context = context;
    this.schedule = schedule;
    this.helpers = new Helpers(context.indexType());
    this.parameters = context.parameters();
    this.region = PermutedRegion.of(context, parameters);
    this.frame =
        new TransposeFrame(region, parameters, helpers, context.indexType(), schedule.threads());
    this.early = TransposeSide.of(frame, region.before(), false, schedule);
    this.late = TransposeSide.of(frame, region.after(), true, schedule);
  }

  static Rendered render(RegionContext context, TransposeSchedule schedule) {
    return new TransposeKernel(context, schedule).render();
  }

  private Rendered render() {
    CudaWriter body = new CudaWriter();
    frame.position(body, schedule);
    threads(body, early, "in");
    threads(body, late, "out");
    early.uniforms(body);
    late.uniforms(body);
    readAndShare(body);
    List<String> wanted = region.after().stores().stream().map(Store::value).toList();
    List<Load> loads = late.loads(wanted);
    declare(body, late, loads);
    late.read(body, loads);
    body.line("__syncthreads();");
    finish(body, wanted);
    String comment =
        "// A block turns a tile of %d x %d in shared memory, %s.\n"
            .formatted(schedule.rows(), schedule.columns(), swizzled() ? "swizzled" : "padded");
    String launch =
        "%s<<<(%s), (%d)>>>(%s)"
            .formatted(
                context.kernel(), frame.grid(schedule), schedule.threads(), parameters.arguments());
    String code = context.comment() + comment + kernel(body.toString());
    return new Rendered(helpers.texts(), code, List.of(launch), context.scratch());
  }

  private boolean swizzled() {
    return schedule.layout() == Layout.SWIZZLED;
  }

  private static void threads(CudaWriter out, TransposeSide side, String name) {
    out.line("const int " + name + "_x = threadIdx.x % " + side.lanes() + ";");
    out.line("const int " + name + "_y = threadIdx.x / " + side.lanes() + ";");
  }

  private static void declare(CudaWriter out, TransposeSide side, List<Load> loads) {
    for (Load load : loads) {
      out.line("float %s_at[%d][%d];".formatted(load.name(), side.items(), side.width()));
    }
  }

  /** Writes the operand's side: reads, computes, and puts what crosses into the tiles. */
  private void readAndShare(CudaWriter out) {
    Set<String> crossing = new LinkedHashSet<>(region.crossing().values());
    List<Store> stores = region.before().stores();
    List<String> wanted =
        Stream.concat(crossing.stream(), stores.stream().map(Store::value)).toList();
    List<Load> loads = early.loads(wanted);
    declare(out, early, loads);
    early.read(out, loads);
    boolean pieces = swizzled() && schedule.load() > 1;
    if (pieces) {
      for (String name : crossing) {
        out.line("float %s_piece[%d][%d] = {};".formatted(name, early.items(), early.width()));
      }
    }
    early.eachItem(
        out,
        o -> {
          stores.forEach(
              store -> o.line("float " + store.value() + "_kept[" + early.width() + "];"));
          Set<String> keep = new LinkedHashSet<>(stores.stream().map(Store::value).toList());
          early.lanes(
              o,
              wanted,
              keep,
              lane -> {
                for (String name : crossing) {
                  String place = early.width() == 1 ? "column_at" : "column_at + lane";
                  lane.line(
                      (pieces
                              ? name + "_piece[item][lane]"
                              : tile(name) + "[" + word(place, "row_at") + "]")
                          + " = "
                          + name
                          + ";");
                }
              });
          stores.forEach(store -> early.write(o, store));
        });
    if (pieces) {
      crossing.forEach(name -> sharePieces(out, name));
    }
  }

  /** Writes the transposed squares, a column of each at once. */
  private void sharePieces(CudaWriter out, String name) {
    int width = schedule.load();
    early.eachItem(
        out,
        o -> {
          o.open("if (item %% %d == 0)".formatted(width));
          o.unrolled("lane", String.valueOf(width));
          List<String> parts = new ArrayList<>();
          for (int k = 0; k < width; k++) {
            parts.add(name + "_piece[item" + (k == 0 ? "" : " + " + k) + "][lane]");
          }
          o.line(
              "*reinterpret_cast<float%d*>(%s + %s) = make_float%d(%s);"
                  .formatted(
                      width,
                      tile(name),
                      word("column_at + lane", "row_at"),
                      width,
                      String.join(", ", parts)));
          o.close().close();
        });
  }

  /** Writes the result's side. */
  private void finish(CudaWriter out, List<String> wanted) {
    List<String> given =
        Carries.closure(region.after(), wanted, Set.of()).stream()
            .filter(name -> region.after().find(name).orElseThrow() instanceof Given)
            .toList();
    late.eachItem(
        out,
        o -> {
          given.forEach(name -> fetch(o, name));
          Set<String> keep = new LinkedHashSet<>(wanted);
          keep.forEach(name -> o.line("float " + name + "_kept[" + late.width() + "];"));
          late.lanes(o, wanted, keep, lane -> {});
          region.after().stores().forEach(store -> late.write(o, store));
        });
  }

  private void fetch(CudaWriter out, String name) {
    String crossing = region.crossing().get(name);
    if (crossing == null) {
      throw new IllegalStateException("'" + name + "' does not cross");
    }
    int width = late.width();
    out.line("float " + name + "_at[" + width + "];");
    if (swizzled() && width > 1) {
      out.line(
          "%s(%s_at, %s, %s, %d, 1);"
              .formatted(
                  helpers.readShared(width) + "<true>",
                  name,
                  tile(crossing),
                  word("column_at", "row_at"),
                  Integer.MAX_VALUE));
      return;
    }
    out.unrolled("lane", String.valueOf(width));
    String inside = "column < " + frame.length("column") + " && row";
    String lane = width == 1 ? "" : " + lane";
    out.line(
        "if (%s%s < %s) %s_at[lane] = %s[%s];"
            .formatted(
                inside,
                lane,
                frame.length("row"),
                name,
                tile(crossing),
                word("column_at", "row_at" + lane)));
    out.close();
  }

  private static String tile(String name) {
    return name + "_tile";
  }

  /** Returns the word of a tile that holds a place, as text. */
  private String word(String column, String row) {
    int rows = schedule.rows();
    if (swizzled()) {
      int width = schedule.load();
      String turn = "(row_at / %d ^ (column_at / %d & %d))".formatted(width, width, 32 / width - 1);
      return "(" + column + ") * " + rows + " + " + turn + " * " + width;
    }
    return rows >= 32
        ? "(" + column + ") * " + line() + " + " + row
        : "(" + row + ") * " + line() + " + " + column;
  }

  /** Returns the words from one line of a tile to the next. */
  private int line() {
    if (swizzled()) {
      return schedule.rows();
    }
    return schedule.rows() >= 32
        ? schedule.rows() + Math.max(1, 32 / schedule.columns())
        : schedule.columns() + 32 / schedule.rows();
  }

  private int words() {
    return line() * (swizzled() || schedule.rows() >= 32 ? schedule.columns() : schedule.rows());
  }

  private String kernel(String body) {
    CudaWriter out = new CudaWriter();
    List<TransposeSide> sides = Stream.of(early, late).filter(side -> side.width() > 1).toList();
    Set<String> tiles = new LinkedHashSet<>(region.crossing().values());
    String inner = context.kernel() + "_tile";
    if (!sides.isEmpty()) {
      String flags = String.join(", ", sides.stream().map(side -> "bool " + side.wide()).toList());
      StringBuilder pointers = new StringBuilder();
      tiles.forEach(name -> pointers.append(", float* __restrict__ ").append(tile(name)));
      out.line("template <" + flags + ">");
      out.open(
          "__device__ __forceinline__ void %s(%s%s)"
              .formatted(inner, parameters.declaration(), pointers));
      out.block(body).close().line("");
    }
    out.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s)"
            .formatted(schedule.threads(), context.kernel(), parameters.declaration()));
    tiles.forEach(
        name -> out.line("__shared__ __align__(16) float %s[%d];".formatted(tile(name), words())));
    if (sides.isEmpty()) {
      out.block(body);
    } else {
      StringBuilder arguments = new StringBuilder(parameters.names());
      tiles.forEach(name -> arguments.append(", ").append(tile(name)));
      dispatch(out, sides, "", inner, arguments.toString());
    }
    return out.close().toString();
  }

  /** Calls the tile's function with a flag for each side: whether its lines are whole vectors. */
  private void dispatch(
      CudaWriter out, List<TransposeSide> sides, String flags, String function, String arguments) {
    if (sides.isEmpty()) {
      out.line(function + "<" + flags + ">(" + arguments + ");");
      return;
    }
    TransposeSide side = sides.get(0);
    List<TransposeSide> rest = sides.subList(1, sides.size());
    String comma = flags.isEmpty() ? "" : flags + ", ";
    out.open("if (%s %% %d == 0)".formatted(frame.length(side.fast()), side.width()));
    dispatch(out, rest, comma + "true", function, arguments);
    out.next("else");
    dispatch(out, rest, comma + "false", function, arguments);
    out.close();
  }
}
