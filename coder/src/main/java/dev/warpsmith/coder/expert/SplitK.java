package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what becomes of products whose depth several blocks share: each leaves a partial product,
 * and a second kernel adds these and goes on with what is pointwise.
 */
final class SplitK {
  private static final int THREADS = 128;

  private final RegionContext context;
  private final Product product;
  private final Helpers helpers;
  private final String index;
  private final TensorSpec parts;
  private final int split;

  /**
   * Prepares the kernel.
   *
   * @param split how many partial products there are
   */
  SplitK(RegionContext context, Product product, Helpers helpers, int split) {
    this.context = context;
    this.product = product;
    this.helpers = helpers;
    this.split = split;
    Sizes sizes = context.sizes();
    List<String> all = new ArrayList<>(Shapes.of(product.result()));
    all.add(String.valueOf(split));
    boolean large = sizes.indexType(all).equals("long long");
    this.index = large ? "long long" : product.indexType(sizes);
    Expression elements = Expression.parse(Offsets.product(Shapes.of(product.result())));
    this.parts =
        new TensorSpec(
            context.identifiers().of("parts of " + context.kernel(), "parts"),
            DType.F32,
            List.of(Expression.of(split), elements));
  }

  /** Returns the scratch tensor of partial products. */
  TensorSpec parts() {
    return parts;
  }

  /** Writes the store of four neighbours in {@code part}; expects {@code chunk} and {@code row}. */
  void store(CudaWriter out, KernelParameters parameters) {
    String n = parameters.size(column(), "n");
    String write = helpers.write(4, DType.F32);
    out.line("float* to = " + row(parameters) + ";");
    out.line("if (quads) " + write + "<true>(to, part, first, " + n + ", 1);");
    out.line("else " + write + "<false>(to, part, first, " + n + ", 1);");
  }

  /** Writes the store of one element in {@code part}. */
  void storeOne(CudaWriter out, KernelParameters parameters) {
    out.line("(" + row(parameters) + ")[first] = part[0];");
  }

  /** Returns where a row of the block's partial product begins. */
  private String row(KernelParameters parameters) {
    String m = parameters.size(Offsets.product(product.rows()), "m");
    String before = "chunk * (long long)" + m;
    if (!product.batch().isEmpty()) {
      String batches = parameters.size(Offsets.product(product.batch()), "batches");
      before = "((long long)chunk * " + batches + " + batch) * " + m;
    }
    String n = parameters.size(column(), "n");
    return parameters.output(parts) + " + (" + before + " + row) * " + n;
  }

  /** Returns the kernel that adds the parts, and its launch. */
  Rendered sum() {
    KernelParameters parameters = new KernelParameters(context.identifiers(), index);
    Epilogue epilogue = new Epilogue(context, product, parameters, helpers, 4);
    epilogue.function();
    String name = context.kernel() + "_sum";
    String body = body(parameters, epilogue);
    String function = epilogue.function();
    CudaWriter out = new CudaWriter();
    out.block(function);
    out.line("// Adds the partial products; a thread 4 neighbours of each.");
    out.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s)"
            .formatted(THREADS, name, parameters.declaration()));
    out.block(body).close();
    String rows = Offsets.factor(Offsets.product(allRows()));
    String grid = "ceildiv(%s * ceildiv(%s, 4), %d)".formatted(rows, column(), THREADS);
    String launch = "%s<<<(%s), (%d)>>>(%s)".formatted(name, grid, THREADS, parameters.arguments());
    return new Rendered(List.of(), out.toString(), List.of(launch), List.of(parts.toString()));
  }

  private String column() {
    return Offsets.product(product.columns());
  }

  private List<String> allRows() {
    List<String> rows = new ArrayList<>(product.batch());
    rows.addAll(product.rows());
    return rows;
  }

  private String body(KernelParameters parameters, Epilogue epilogue) {
    String n = parameters.size(column(), "n");
    String m = parameters.size(Offsets.product(product.rows()), "m");
    String rows = parameters.size(Offsets.product(allRows()), "rows");
    CudaWriter out = new CudaWriter();
    out.line("const bool quads = " + n + " % 4 == 0;");
    out.line("const " + index + " across = (" + n + " + 3) / 4;");
    out.line("const " + index + " at = (" + index + ")blockIdx.x * " + THREADS + " + threadIdx.x;");
    out.line("const " + index + " first = at % across * 4;");
    if (product.batch().isEmpty()) {
      out.line("const " + index + " row = at / across;");
    } else {
      out.line("const " + index + " batch = at / across / " + m + ";");
      out.line("const " + index + " row = at / across % " + m + ";");
    }
    out.line("if (at >= " + rows + " * across) return;");
    out.line("float part[4] = {};");
    out.line("#pragma unroll 8");
    out.open("for (int chunk = 0; chunk < " + split + "; ++chunk)");
    String row = product.batch().isEmpty() ? "row" : "batch * " + m + " + row";
    String from =
        "%s + ((%s)chunk * %s + %s) * %s".formatted(parameters.input(parts), index, rows, row, n);
    String read = helpers.read(4, DType.F32);
    out.line("float more[4] = {};");
    out.line("const float* from = " + from + ";");
    out.line("if (quads) " + read + "<true>(more, from, first, " + n + ", 1);");
    out.line("else " + read + "<false>(more, from, first, " + n + ", 1);");
    out.unrolled("lane", "4").line("part[lane] += more[lane];").close().close();
    epilogue.call(out, "part");
    return out.toString();
  }
}
