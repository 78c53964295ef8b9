package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.ReductionKind;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the kernels of a reduction. Trailing dims: a block for each row. All dims: up to 1024
 * blocks, then one. Other dims: a thread for each element of the result. Dims that do not adjoin
 * are reduced one run after the other, the last one first.
 */
final class NaiveReduction {
  private static final String BLOCK_PER_ROW =
      """
      extern "C" __global__ void $name(const $S* in, $D* out, $I n) {
        const $S* row = in + ($I) blockIdx.x * n;
      $folded  if (threadIdx.x == 0) {
          out[blockIdx.x] = $stored;
        }
      }
      """;

  private static final String GRID_STRIDE =
      """
      extern "C" __global__ void $name(const $S* row, $D* out, $I n) {
      $folded  if (threadIdx.x == 0) {
          out[blockIdx.x] = $stored;
        }
      }
      """;

  private static final String THREAD_PER_COLUMN =
      """
      extern "C" __global__ void $name(const $S* in, $D* out, $I count, $I n, $I inner) {
        $I i = $first;
        if (i < count) {
          const $S* row = in + i / inner * n * inner + i % inner;
      $folded    out[i] = $stored;
        }
      }
      """;

  private static final String FOLD =
      """
        $T $fold = $neutral;
        for ($I j = $begin; j < n; j += $step) {
          $T x = $element;
          $fold = $combined;
        }
      """;

  private final NaiveProgram program;
  private final CudaScalar type;
  private final ReductionKind kind;
  private final String name;

  NaiveReduction(NaiveProgram program, CudaScalar type, ReductionKind kind, String name) {
    this.program = program;
    this.type = type;
    this.kind = kind;
    this.name = name;
  }

  /** Writes the kernels that reduce {@code source} to {@code result}. */
  void write(Op.Reduction op, TensorSpec source, TensorSpec result) {
    if (op.dims().isEmpty()) {
      rows(source, List.of(), List.of(), result);
      return;
    }
    int last = op.dims().get(op.dims().size() - 1);
    int first = last;
    while (op.dims().contains(first - 1)) {
      first--;
    }
    int begin = first;
    List<Integer> rest = op.dims().stream().filter(dim -> dim < begin).toList();
    TensorSpec target = result;
    if (!rest.isEmpty()) {
      List<Expression> kept = new ArrayList<>(source.shape());
      kept.subList(first, last + 1).clear();
      target = new TensorSpec(name + "_over" + first, type.dtype(), kept);
      program.scratch(target);
    }
    run(source, first, last + 1, target);
    if (!rest.isEmpty()) {
      new NaiveReduction(program, type, kind, name + "_" + first)
          .write(new Op.Reduction(kind, rest, false), target, result);
    }
  }

  /** Reduces the dims from {@code begin} to before {@code end}. */
  private void run(TensorSpec source, int begin, int end, TensorSpec target) {
    List<Expression> shape = source.shape();
    List<Expression> outer = shape.subList(0, begin);
    List<Expression> reduced = shape.subList(begin, end);
    List<Expression> inner = shape.subList(end, shape.size());
    if (!inner.isEmpty()) {
      columns(source, outer, reduced, inner, target);
    } else if (outer.isEmpty()) {
      all(source, reduced, target);
    } else {
      rows(source, outer, reduced, target);
    }
  }

  private void rows(
      TensorSpec source, List<Expression> rows, List<Expression> reduced, TensorSpec target) {
    String length = NaiveProgram.product(reduced);
    program.kernel(
        BLOCK_PER_ROW,
        replacements(source, target, block(source, "threadIdx.x", "blockDim.x"), "n"));
    program.launch(
        name, NaiveProgram.product(rows), "256", List.of(source.name(), target.name(), length));
  }

  /** Reduces everything to one element in two steps. */
  private void all(TensorSpec source, List<Expression> reduced, TensorSpec target) {
    String length = NaiveProgram.product(reduced);
    String blocks = "min(1024, ceildiv(" + length + ", 256))";
    SourcePosition here = SourcePosition.ofLine("naive.cu", 1);
    TensorSpec partial =
        new TensorSpec(name + "_blocks", type.dtype(), List.of(Expression.parse(blocks, here)));
    program.scratch(partial);
    ReductionKind step = kind == ReductionKind.MEAN ? ReductionKind.SUM : kind;
    new NaiveReduction(program, type, step, name + "_partial").stride(source, partial, length);
    program.kernel(
        BLOCK_PER_ROW.replace("$I n)", kind == ReductionKind.MEAN ? "$I n, $I count)" : "$I n)"),
        replacements(partial, target, block(partial, "threadIdx.x", "blockDim.x"), "count"));
    List<String> arguments = new ArrayList<>(List.of(partial.name(), target.name(), blocks));
    if (kind == ReductionKind.MEAN) {
      arguments.add(length);
    }
    program.launch(name, "1", "256", arguments);
  }

  private void stride(TensorSpec source, TensorSpec partial, String length) {
    program.kernel(
        GRID_STRIDE,
        replacements(source, partial, block(source, "$first", "gridDim.x * blockDim.x"), "n"));
    program.launch(
        name,
        partial.shape().get(0).toString(),
        "256",
        List.of(source.name(), partial.name(), length));
  }

  private void columns(
      TensorSpec source,
      List<Expression> outer,
      List<Expression> reduced,
      List<Expression> inner,
      TensorSpec target) {
    String count = NaiveProgram.product(Stream.concat(outer.stream(), inner.stream()).toList());
    String element = type.load(source.dtype(), "row[j * inner]");
    program.kernel(
        THREAD_PER_COLUMN,
        replacements(source, target, folds(element, "0", "1", false).indent(2), "n"));
    program.launch(
        name,
        "ceildiv(" + count + ", 256)",
        "256",
        List.of(
            source.name(),
            target.name(),
            count,
            NaiveProgram.product(reduced),
            NaiveProgram.product(inner)));
  }

  private String[] replacements(
      TensorSpec source, TensorSpec target, String folded, String meanLength) {
    return new String[] {
      "$name", name,
      "$S", source.dtype().cudaName(),
      "$D", target.dtype().cudaName(),
      "$folded", folded,
      "$stored", type.store(target.dtype(), result(meanLength))
    };
  }

  private String block(TensorSpec source, String begin, String step) {
    return folds(type.load(source.dtype(), "row[j]"), begin, step, true);
  }

  private String folds(String element, String begin, String step, boolean acrossBlock) {
    if (kind != ReductionKind.LOGSUMEXP) {
      return fold(foldOf(kind), element, begin, step, acrossBlock);
    }
    String shift =
        "  $T shift = isinf(max) ? $zero : max;\n"
            .replace("$T", type.typeName())
            .replace("$zero", type.literal(0));
    String exponential = type.function("exp") + "(" + element + " - shift)";
    return fold(Fold.MAX, element, begin, step, acrossBlock)
        + shift
        + fold(Fold.SUM, exponential, begin, step, acrossBlock);
  }

  private String fold(Fold fold, String element, String begin, String step, boolean acrossBlock) {
    String text =
        NaiveProgram.fill(
            FOLD,
            "$T",
            type.typeName(),
            "$fold",
            fold.word(),
            "$neutral",
            type.literal(fold.neutral()),
            "$begin",
            begin,
            "$step",
            step,
            "$element",
            element,
            "$combined",
            fold.combined(fold.word(), term(), type));
    if (!acrossBlock) {
      return text;
    }
    String function = program.blockReduction(fold, type);
    return text + "  " + fold.word() + " = " + function + "(" + fold.word() + ");\n";
  }

  /** Returns what is added up of an element x. */
  private String term() {
    return switch (kind) {
      case NORM -> "x * x";
      case NORM1 -> type.function("fabs") + "(x)";
      case SUM, MEAN, LOGSUMEXP, MAX, MIN, PROD -> "x";
    };
  }

  private String result(String meanLength) {
    return switch (kind) {
      case NORM -> type.function("sqrt") + "(sum)";
      case LOGSUMEXP -> type.function("log") + "(sum) + shift";
      case MEAN -> "sum / " + meanLength;
      case SUM, NORM1, MAX, MIN, PROD -> foldOf(kind).word();
    };
  }

  private static Fold foldOf(ReductionKind kind) {
    return switch (kind) {
      case SUM, MEAN, LOGSUMEXP, NORM, NORM1 -> Fold.SUM;
      case MAX -> Fold.MAX;
      case MIN -> Fold.MIN;
      case PROD -> Fold.PROD;
    };
  }
}
