package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernelbench.graph.Operators.Applied;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the operators that slide windows over the last one to three dims. */
final class WindowOperators {
  private WindowOperators() {}

  static void addTo(Map<String, Function<Call, Applied>> table) {
    for (int dims = 1; dims <= 3; dims++) {
      int rank = dims;
      table.put("conv" + rank + "d", call -> convolution(call, rank, false));
      table.put("conv_transpose" + rank + "d", call -> convolution(call, rank, true));
      table.put("max_pool" + rank + "d", call -> maxPool(call, rank));
      table.put("avg_pool" + rank + "d", call -> averagePool(call, rank));
      for (PoolKind kind : PoolKind.values()) {
        table.put(
            "adaptive_" + kind.word() + "_pool" + rank + "d",
            call -> adaptivePool(call, rank, kind));
      }
    }
  }

  private static List<Integer> all(int rank, int value) {
    return Collections.nCopies(rank, value);
  }

  private static Applied convolution(Call call, int rank, boolean transposed) {
    call.requireArguments(2, 3, 0);
    call.requireParameters(
        transposed
            ? List.of("stride", "padding", "output_padding", "groups", "dilation")
            : List.of("stride", "padding", "dilation", "groups"));
    Op.Convolution op =
        new Op.Convolution(
            transposed,
            call.spatial("stride", rank, 1, all(rank, 1)),
            call.spatial("padding", rank, 0, all(rank, 0)),
            call.spatial("dilation", rank, 1, all(rank, 1)),
            call.spatial("output_padding", rank, 0, all(rank, 0)),
            call.expression("groups", 1));
    for (int dim = 0; dim < rank; dim++) {
      int added = op.outputPadding().get(dim);
      if (added > 0 && added >= Math.max(op.stride().get(dim), op.dilation().get(dim))) {
        throw call.required("output_padding", "1")
            .wrong("output_padding", "less than the stride or the dilation");
      }
    }
    return new Applied(op, call.arguments().size());
  }

  private static List<Integer> window(Call call, int rank) {
    return call.spatial("kernel_size", rank, 1, call.required("kernel_size", "2"));
  }

  private static Applied maxPool(Call call, int rank) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(
        List.of("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"));
    if (call.flag("return_indices", false)) {
      throw call.required("return_indices", "false")
          .wrong("return_indices", "false: indices are no result here");
    }
    return pool(call, PoolKind.MAX, call.spatial("dilation", rank, 1, all(rank, 1)), true);
  }

  private static Applied averagePool(Call call, int rank) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(
        List.of("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"));
    return pool(call, PoolKind.MEAN, all(rank, 1), call.flag("count_include_pad", true));
  }

  private static Applied pool(
      Call call, PoolKind kind, List<Integer> dilation, boolean countsPadding) {
    int rank = dilation.size();
    List<Integer> window = window(call, rank);
    List<Integer> padding = call.spatial("padding", rank, 0, all(rank, 0));
    for (int dim = 0; dim < rank; dim++) {
      if (padding.get(dim) > window.get(dim) / 2) {
        throw call.required("padding", "1").wrong("padding", "half of kernel_size at most");
      }
    }
    return new Applied(
        new Op.Pool(
            kind,
            window,
            call.spatial("stride", rank, 1, window),
            padding,
            dilation,
            call.flag("ceil_mode", false),
            countsPadding),
        1);
  }

  private static Applied adaptivePool(Call call, int rank, PoolKind kind) {
    call.requireArguments(1, 1, 0);
    call.requireParameters(List.of("output_size"));
    List<Integer> size = call.spatial("output_size", rank, 1, call.required("output_size", "1"));
    return new Applied(new Op.AdaptivePool(kind, size), 1);
  }
}
