package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes matrix products in tiles, with what is pointwise after them; {@link TileLoop} says how.
 */
final class MatMulKernel {
  private final RegionContext context;
  private final Schedule.MatMul schedule;
  private final MatrixProduct product;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final String index;
  private final CudaWriter out = new CudaWriter();
  private final TileLoop loop;

  private MatMulKernel(RegionContext context, Schedule.MatMul schedule) {
    this.context = context;
    this.schedule = schedule;
    this.product = MatrixProduct.of(context);
    this.index = product.indexType(context.sizes());
    this.helpers = new Helpers(index);
    this.loop = new TileLoop(schedule, helpers, index, out);
    this.parameters = new KernelParameters(context.identifiers(), index);
  }

  static Rendered render(RegionContext context, Schedule.MatMul schedule) {
    return new MatMulKernel(context, schedule).render();
  }

  private Rendered render() {
    String a = parameters.input(product.a());
    String b = parameters.input(product.b());
    List<String> scratch = new ArrayList<>(context.scratch());
    List<String> launches = new ArrayList<>();
    StringBuilder code = new StringBuilder(context.comment());
    if (schedule.split() == 1) {
      Epilogue epilogue = new Epilogue(context, product, parameters, helpers, 4);
      epilogue.function();
      body(a, b, row -> epilogue.ahead(out, row), () -> epilogue.call(out, "part"));
      code.append(epilogue.function());
      code.append(kernel());
      launches.add(launch());
    } else {
      SplitK split = new SplitK(context, product, helpers, schedule.split());
      body(a, b, row -> {}, () -> split.store(out, parameters));
      Rendered sum = split.sum();
      code.append(kernel()).append('\n').append(sum.code());
      launches.add(launch());
      launches.addAll(sum.launches());
      scratch.addAll(sum.scratch());
    }
    return new Rendered(helpers.texts(), code.toString(), launches, scratch);
  }

  private String launch() {
    String rows = Offsets.factor(Offsets.product(product.rows()));
    String grid = loop.blocks(rows, product.columns().get(0), Offsets.product(product.batch()));
    return "%s<<<(%s), (%d)>>>(%s)"
        .formatted(context.kernel(), grid, schedule.threads(), parameters.arguments());
  }

  /** Returns the rest of a C++ or launch expression that multiplies by a factor. */
  static String times(String factor) {
    return factor.equals("1") ? "" : " * " + Offsets.factor(factor);
  }

  private String kernel() {
    return loop.kernel(
        "a tile of %d x %d".formatted(schedule.bm(), schedule.bn()), context, parameters);
  }

  private void body(String a, String b, Consumer<Runnable> ahead, Runnable store) {
    String m = parameters.size(Offsets.product(product.rows()), "m");
    String n = parameters.size(product.columns().get(0), "n");
    String k = parameters.size(product.depth(), "k");
    loop.constants();
    loop.tile(m, n);
    if (!product.batch().isEmpty()) {
      loop.batch("batch");
    }
    loop.depth(k);
    loop.place();
    String batchA = product.batch().isEmpty() ? "" : " + batch * " + m + " * " + k;
    String batchB =
        product.batch().isEmpty() || product.sharesB() ? "" : " + batch * " + k + " * " + n;
    out.block(tiles("a", product.a(), a + batchA, product.deepA(), m, k));
    out.block(tiles("b", product.b(), b + batchB, product.deepB(), n, k));
    out.line("float product[TM][TN] = {};");
    loop.loop(TileLoop.Operand.QUICK);
    loop.results(m, n, "row", ahead, store);
  }

  private String tiles(
      String operand, TensorSpec tensor, String pointer, boolean deep, String size, String k) {
    return new MatMulTiles(operand, pointer, deep, schedule, loop.layout(), index, helpers)
        .text(tensor.dtype(), size, k);
  }
}
