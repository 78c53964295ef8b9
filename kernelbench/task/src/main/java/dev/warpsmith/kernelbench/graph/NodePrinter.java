package dev.warpsmith.kernelbench.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints a node in the textual form. */
final class NodePrinter implements Op.Visitor<List<String>> {
  private final Node node;

  private NodePrinter(Node node) {
    this.node = node;
  }

  static String print(Node node) {
    List<String> arguments = new ArrayList<>();
    node.operands().forEach(operand -> arguments.add(operand.toString()));
    arguments.addAll(node.op().accept(new NodePrinter(node)));
    return node.name() + " = " + word(node) + "(" + String.join(", ", arguments) + ")";
  }

  private static String word(Node node) {
    return node.op()
        .accept(
            new Op.Visitor<String>() {
              @Override
              public String pointwise(Op.Pointwise op) {
                return op.function().word();
              }

              @Override
              public String reduction(Op.Reduction op) {
                return op.kind().word();
              }

              @Override
              public String softmax(Op.Softmax op) {
                return op.log() ? "log_softmax" : "softmax";
              }

              @Override
              public String matMul(Op.MatMul op) {
                return isLinear(op, node) ? "linear" : "matmul";
              }

              @Override
              public String permute(Op.Permute op) {
                return "permute";
              }

              @Override
              public String scan(Op.Scan op) {
                return op.kind().word();
              }

              @Override
              public String argReduction(Op.ArgReduction op) {
                return op.kind().word();
              }

              @Override
              public String gather(Op.Gather op) {
                return "gather";
              }

              @Override
              public String convolution(Op.Convolution op) {
                return op.word();
              }

              @Override
              public String pool(Op.Pool op) {
                return op.word();
              }

              @Override
              public String adaptivePool(Op.AdaptivePool op) {
                return op.word();
              }

              @Override
              public String normalization(Op.Normalization op) {
                return op.kind().word();
              }

              @Override
              public String attention(Op.Attention op) {
                return "scaled_dot_product_attention";
              }

              @Override
              public String pairLoss(Op.PairLoss op) {
                return op.function().word();
              }

              @Override
              public String rowLoss(Op.RowLoss op) {
                return op.kind().word();
              }

              @Override
              public String recurrence(Op.Recurrence op) {
                return op.kind().word();
              }

              @Override
              public String reshape(Op.Reshape op) {
                return "reshape";
              }

              @Override
              public String reindex(Op.Reindex op) {
                return op.reindexing().word();
              }

              @Override
              public String concat(Op.Concat op) {
                return "cat";
              }
            });
  }

  @Override
  public List<String> pointwise(Op.Pointwise op) {
    if (op.function() == PointwiseFunction.GELU_TANH) {
      return List.of("approximate='tanh'");
    }
    ParameterPrinter changed = new ParameterPrinter().loss(op.function(), op.parameters());
    return (op.function().loss() ? changed.add("reduction", "'none'") : changed).written();
  }

  @Override
  public List<String> reduction(Op.Reduction op) {
    String dims =
        op.dims().size() == 1
            ? op.dims().get(0).toString()
            : op.dims().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    ParameterPrinter printer = new ParameterPrinter();
    return printer
        .changed("p", op.kind() == ReductionKind.NORM1 ? 1 : 2, 2)
        .add("dim", dims)
        .changed("keepdim", op.keepDims(), false)
        .written();
  }

  @Override
  public List<String> softmax(Op.Softmax op) {
    return List.of("dim=" + op.dim());
  }

  @Override
  public List<String> matMul(Op.MatMul op) {
    if (isLinear(op, node)) {
      return List.of();
    }
    List<String> flags = new ArrayList<>();
    if (op.transposeA()) {
      flags.add("transpose_a=true");
    }
    if (op.transposeB()) {
      flags.add("transpose_b=true");
    }
    return flags;
  }

  /** A result of two dims has no batch, so that the second operand has two as well. */
  private static boolean isLinear(Op.MatMul op, Node node) {
    boolean single = node.operands().size() > 2 || node.result().shape().size() == 2;
    return op.transposeB() && !op.transposeA() && single;
  }

  @Override
  public List<String> permute(Op.Permute op) {
    return List.of("dims=" + op.order());
  }

  @Override
  public List<String> scan(Op.Scan op) {
    return List.of("dim=" + op.dim());
  }

  @Override
  public List<String> argReduction(Op.ArgReduction op) {
    String dim = "dim=" + op.dim();
    return op.keepDim() ? List.of(dim, "keepdim=true") : List.of(dim);
  }

  @Override
  public List<String> gather(Op.Gather op) {
    return List.of("dim=" + op.dim());
  }

  @Override
  public List<String> convolution(Op.Convolution op) {
    return new ParameterPrinter().convolution(op);
  }

  @Override
  public List<String> pool(Op.Pool op) {
    return new ParameterPrinter().pool(op);
  }

  @Override
  public List<String> adaptivePool(Op.AdaptivePool op) {
    return new ParameterPrinter().adaptivePool(op);
  }

  @Override
  public List<String> normalization(Op.Normalization op) {
    return new ParameterPrinter().normalization(op, node.result().shape());
  }

  @Override
  public List<String> attention(Op.Attention op) {
    return new ParameterPrinter().attention(op);
  }

  @Override
  public List<String> pairLoss(Op.PairLoss op) {
    return new ParameterPrinter().pairLoss(op);
  }

  @Override
  public List<String> rowLoss(Op.RowLoss op) {
    return new ParameterPrinter().rowLoss(op);
  }

  @Override
  public List<String> recurrence(Op.Recurrence op) {
    return new ParameterPrinter().recurrence(op);
  }

  @Override
  public List<String> reshape(Op.Reshape op) {
    return List.of("shape=" + op.shape());
  }

  @Override
  public List<String> reindex(Op.Reindex op) {
    return op.reindexing().accept(new ParameterPrinter());
  }

  @Override
  public List<String> concat(Op.Concat op) {
    return List.of("dim=" + op.dim());
  }
}
