package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Writes convolutions as products whose operand B is gathered on its way to shared memory, with
 * what is pointwise after them; {@link TileLoop} says how tiles are computed.
 *
 * <p>A transposed convolution first puts its weight in the order in which tiles read it. With a
 * stride it falls into phases, each a product of its own with only the taps that meet an input.
 */
final class ConvolutionKernel {
  private final RegionContext context;
  private final Schedule.MatMul schedule;
  private final ConvolutionProduct product;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final String index;
  private final CudaWriter out = new CudaWriter();
  private final TileLoop loop;
  private final boolean phased;

  private ConvolutionKernel(RegionContext context, Schedule.MatMul schedule) {
    this.context = context;
    this.schedule = schedule;
    this.product = ConvolutionProduct.of(context);
    this.index = product.indexType(context.sizes());
    this.helpers = new Helpers(index);
    this.loop = new TileLoop(schedule, helpers, index, out);
    this.parameters = new KernelParameters(context.identifiers(), index);
    this.phased = product.phases() > 1;
  }

  static Rendered render(RegionContext context, Schedule.MatMul schedule) {
    return new ConvolutionKernel(context, schedule).render();
  }

  private Rendered render() {
    StringBuilder code = new StringBuilder(context.comment());
    List<String> launches = new ArrayList<>();
    List<String> scratch = new ArrayList<>(context.scratch());
    String weight = weight(code, launches, scratch);
    String x = parameters.input(product.x());
    if (schedule.split() == 1) {
      int width = phased ? 1 : 4;
      Epilogue epilogue = new Epilogue(context, product, parameters, helpers, width);
      epilogue.function();
      body(weight, x, row -> epilogue.ahead(out, row), () -> epilogue.call(out, "part"));
      code.append(epilogue.function()).append(kernel());
      launches.add(launch());
    } else {
      SplitK split = new SplitK(context, product, helpers, schedule.split());
      body(weight, x, row -> {}, () -> store(split));
      Rendered sum = split.sum();
      code.append(kernel()).append('\n').append(sum.code());
      launches.add(launch());
      launches.addAll(sum.launches());
      scratch.addAll(sum.scratch());
    }
    return new Rendered(helpers.texts(), code.toString(), launches, scratch);
  }

  /** Returns the identifier of the weight, put in order by a kernel before where it must be. */
  private String weight(StringBuilder code, List<String> launches, List<String> scratch) {
    if (!product.op().transposed()) {
      return parameters.input(product.weight());
    }
    ConvolutionWeights weights = new ConvolutionWeights(context, product, index);
    Rendered order = weights.render();
    code.append(order.code()).append('\n');
    launches.addAll(order.launches());
    scratch.addAll(order.scratch());
    return parameters.input(weights.packed());
  }

  private void store(SplitK split) {
    if (phased) {
      split.storeOne(out, parameters);
    } else {
      split.store(out, parameters);
    }
  }

  private String launch() {
    List<String> batches = new ArrayList<>(product.batch());
    batches.add(product.op().groups().toString());
    batches.add("" + product.phases());
    String rows = Offsets.factor(product.groupRows());
    String columns = Offsets.factor(Offsets.product(product.phaseColumns()));
    String grid = loop.blocks(rows, columns, Offsets.product(batches));
    return "%s<<<(%s), (%d)>>>(%s)"
        .formatted(context.kernel(), grid, schedule.threads(), parameters.arguments());
  }

  private String kernel() {
    return loop.kernel(
        "%d x %d elements of an image: some channels at some positions"
            .formatted(schedule.bm(), schedule.bn()),
        context,
        parameters);
  }

  private void body(String a, String x, Consumer<Runnable> ahead, Runnable store) {
    String m = parameters.size(product.groupRows(), "m");
    String n = parameters.size(Offsets.product(product.phaseColumns()), phased ? "places" : "n");
    String channels = parameters.size(product.channels(), "each");
    loop.constants();
    loop.tile(m, n);
    images();
    phases();
    String taps = phased ? "count" : "" + product.volume();
    out.line(
        "const " + index + " deep = " + (taps.equals("1") ? "" : taps + " * ") + channels + ";");
    loop.depth("deep");
    loop.place();
    out.block(
        new MatMulTiles("a", matrix(a, m), product.deepA(), schedule, loop.layout(), index, helpers)
            .text(weightType(), m, "deep"));
    inputs(x, n, channels);
    out.line("float product[TM][TN] = {};");
    loop.loop(product.pointwise() ? TileLoop.Operand.QUICK : TileLoop.Operand.FOUND);
    if (phased) {
      scattered(m, n, ahead, store);
    } else {
      loop.results(m, n, channel(m), ahead, store);
    }
  }

  /**
   * Writes which image, group and phase the block works on. Phases come first, so that blocks that
   * run together write the same sectors, and share the work of all phases; the one with the most
   * taps is begun before the others.
   */
  private void images() {
    if (phased) {
      int first = product.busiestPhase();
      String number = first == 0 ? "tile" : "(tile + " + first + ")";
      out.line("const int phase = " + number + " % " + product.phases() + ";");
      out.line("tile /= " + product.phases() + ";");
    }
    if (!product.grouped()) {
      loop.batch("batch");
      return;
    }
    loop.batch("unit");
    String groups = parameters.size(product.op().groups().toString(), "groups");
    out.line("const " + index + " group = unit % " + groups + ";");
    out.line("const " + index + " batch = unit / " + groups + ";");
  }

  /** Writes what the block's phase is in each dim, and which taps it sees. */
  private void phases() {
    if (!phased) {
      return;
    }
    out.line("// Outputs of a phase see the same taps; the others of the weight meet no input.");
    String rest = "phase";
    List<String> counts = new ArrayList<>();
    for (int dim = product.taps().size() - 1; dim >= 0; dim--) {
      Taps taps = product.taps().get(dim);
      if (taps.phases() == 1) {
        counts.add(0, "" + taps.kernel());
        continue;
      }
      String last = rest.equals("phase") ? rest : "(" + rest + ")";
      out.line("const int phase%d = %s %% %d;".formatted(dim, last, taps.phases()));
      out.line("const unsigned count%d = %s;".formatted(dim, Phases.counts(taps, "phase" + dim)));
      out.line("const int base%d = %s;".formatted(dim, Phases.bases(taps, "phase" + dim)));
      counts.add(0, "count" + dim);
      rest = rest + " / " + taps.phases();
    }
    out.line("const unsigned count = " + String.join(" * ", counts) + ";");
  }

  /** Returns where the block's matrix of the weight begins. */
  private String matrix(String a, String m) {
    String group = product.grouped() ? "group" : "";
    if (!product.op().transposed()) {
      return group.isEmpty() ? a : a + " + group * " + m + " * deep";
    }
    String begin = group.isEmpty() ? "" : "group * deep";
    if (phased) {
      String all = parameters.size(Shapes.of(product.x()).get(1), "channels");
      String before = Phases.before(product, "phase");
      begin = before + " * " + all + (begin.isEmpty() ? "" : " + " + begin);
    }
    return begin.isEmpty() ? a : "%s + (%s)(%s) * %s".formatted(a, index, begin, m);
  }

  private DType weightType() {
    return product.op().transposed() ? DType.F32 : product.weight().dtype();
  }

  private void inputs(String x, String n, String channels) {
    String plane = Offsets.factor(Offsets.product(parameters.sizes(product.inputs())));
    String groups =
        product.grouped() ? parameters.size(product.op().groups().toString(), "groups") : "";
    String image = product.grouped() ? "(batch * " + groups + " + group)" : "batch";
    String begin = "%s + %s * %s * %s".formatted(x, image, channels, plane);
    String text =
        product.pointwise()
            ? new MatMulTiles("b", begin, false, schedule, loop.layout(), index, helpers)
                .text(product.x().dtype(), n, "deep")
            : new ConvolutionTiles(product, schedule, loop.layout(), parameters, index, helpers)
                .text(begin, n);
    out.block(text);
  }

  /** Returns which channel of the image a row of the block's product is, as C++ text. */
  private String channel(String m) {
    return product.grouped() ? "group * " + m + " + line" : "line";
  }

  /** Writes the stores of outputs that lie apart by the stride. */
  private void scattered(String m, String n, Consumer<Runnable> ahead, Runnable store) {
    ahead.accept(() -> loop.inside(m, channel(m)));
    List<String> phaseLengths = parameters.sizes(product.phaseColumns());
    List<String> lengths = parameters.sizes(product.columns());
    out.unrolled("j", "TN");
    out.line(index + " at = " + loop.column() + ";");
    out.line("bool inside = at < " + n + ";");
    for (int dim = lengths.size() - 1; dim >= 0; dim--) {
      int phases = product.taps().get(dim).phases();
      String part = dim == 0 ? "at" : "at % " + phaseLengths.get(dim);
      String spread = phases == 1 ? part : "(%s) * %d + phase%d".formatted(part, phases, dim);
      out.line("const %s o%d = %s;".formatted(index, dim, spread));
      if (dim > 0) {
        out.line("at /= " + phaseLengths.get(dim) + ";");
      }
      out.line("inside = inside && o%d < %s;".formatted(dim, lengths.get(dim)));
    }
    List<String> place = IntStream.range(0, lengths.size()).mapToObj(dim -> "o" + dim).toList();
    out.line("const " + index + " first = " + Offsets.linear(place, lengths) + ";");
    out.open("if (inside)");
    out.unrolled("i", "TM");
    out.line("const " + index + " line = " + loop.row() + ";");
    out.open("if (line < " + m + ")");
    out.line("const " + index + " row = " + channel(m) + ";");
    out.line("const float part[1] = {product[i][j]};");
    store.run();
    out.close().close().close().close();
  }
}
