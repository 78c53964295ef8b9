package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.PointwiseFunction;
import dev.warpsmith.kernelbench.graph.PoolKind;
import dev.warpsmith.kernelbench.graph.ReductionKind;
import dev.warpsmith.kernelbench.graph.Reindexing;
import dev.warpsmith.kernels.Bindings;
import java.util.List;
import java.util.Locale;

/** The operator's own part of a node, as the worker reads it. */
final class OperatorJson implements Op.Visitor<ObjectNode> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Bindings size;

  OperatorJson(Bindings size) {
    this.size = size;
  }

  private static ObjectNode op(String word) {
    return MAPPER.createObjectNode().put("op", word);
  }

  private static ObjectNode add(ObjectNode json, String field, List<Integer> values) {
    values.forEach(json.putArray(field)::add);
    return json;
  }

  @Override
  public ObjectNode pointwise(Op.Pointwise op) {
    ObjectNode json = op("pointwise").put("function", word(op.function()));
    op.parameters().stream().map(GraphJson::text).forEach(json.putArray("parameters")::add);
    return json;
  }

  /** The two kinds of gelu have one word, but are two functions. */
  private static String word(PointwiseFunction function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ObjectNode reduction(Op.Reduction op) {
    return add(op("reduction"), "dims", op.dims())
        .put("kind", op.kind().word())
        .put("p", op.kind() == ReductionKind.NORM1 ? 1 : 2)
        .put("keep", op.keepDims());
  }

  @Override
  public ObjectNode softmax(Op.Softmax op) {
    return op("softmax").put("dim", op.dim()).put("log", op.log());
  }

  @Override
  public ObjectNode matMul(Op.MatMul op) {
    return op("matmul").put("transpose_a", op.transposeA()).put("transpose_b", op.transposeB());
  }

  @Override
  public ObjectNode permute(Op.Permute op) {
    return add(op("permute"), "order", op.order());
  }

  @Override
  public ObjectNode scan(Op.Scan op) {
    return op("scan").put("kind", op.kind().word()).put("dim", op.dim());
  }

  @Override
  public ObjectNode argReduction(Op.ArgReduction op) {
    return op("arg_reduction")
        .put("kind", op.kind().word())
        .put("dim", op.dim())
        .put("keep", op.keepDim());
  }

  @Override
  public ObjectNode gather(Op.Gather op) {
    return op("gather").put("dim", op.dim());
  }

  @Override
  public ObjectNode convolution(Op.Convolution op) {
    ObjectNode json = op("convolution").put("function", op.word());
    add(json, "stride", op.stride());
    add(json, "padding", op.padding());
    add(json, "dilation", op.dilation());
    add(json, "output_padding", op.outputPadding());
    return json.put("groups", op.groups().evaluate(size)).put("transposed", op.transposed());
  }

  @Override
  public ObjectNode pool(Op.Pool op) {
    ObjectNode json = op("pool").put("function", op.word());
    add(json, "window", op.window());
    add(json, "stride", op.stride());
    add(json, "padding", op.padding());
    add(json, "dilation", op.dilation());
    return json.put("max", op.kind() == PoolKind.MAX)
        .put("ceil", op.lastMayEndOutside())
        .put("counts_padding", op.countsPadding());
  }

  @Override
  public ObjectNode adaptivePool(Op.AdaptivePool op) {
    return add(op("adaptive_pool").put("function", op.word()), "size", op.size());
  }

  @Override
  public ObjectNode normalization(Op.Normalization op) {
    return op("normalization")
        .put("kind", op.kind().word())
        .put("trailing", op.trailing())
        .put("groups", op.groups().evaluate(size))
        .put("eps", GraphJson.text(op.eps()));
  }

  @Override
  public ObjectNode attention(Op.Attention op) {
    ObjectNode json = op("attention").put("causal", op.causal());
    op.scale().ifPresent(scale -> json.put("scale", GraphJson.text(scale)));
    return json;
  }

  @Override
  public ObjectNode pairLoss(Op.PairLoss op) {
    ObjectNode json = op("pair_loss").put("function", word(op.function()));
    op.parameters().stream().map(GraphJson::text).forEach(json.putArray("parameters")::add);
    return json.put("reduction", op.reduction().word());
  }

  @Override
  public ObjectNode rowLoss(Op.RowLoss op) {
    ObjectNode json = op("row_loss").put("kind", op.kind().word()).put("dim", op.dim());
    op.parameters().stream().map(GraphJson::text).forEach(json.putArray("parameters")::add);
    return json.put("reduction", op.reduction().word());
  }

  @Override
  public ObjectNode recurrence(Op.Recurrence op) {
    return op("recurrence")
        .put("kind", op.kind().word())
        .put("states", op.kind().states())
        .put("reverse", op.reverse())
        .put("cell", op.cell());
  }

  @Override
  public ObjectNode reshape(Op.Reshape op) {
    return op("reshape");
  }

  @Override
  public ObjectNode reindex(Op.Reindex op) {
    ObjectNode json = op("reindex").put("kind", op.reindexing().word());
    return op.reindexing()
        .accept(
            new Reindexing.Visitor<>() {
              @Override
              public ObjectNode flip(Reindexing.Flip flip) {
                return add(json, "dims", flip.dims());
              }

              @Override
              public ObjectNode narrow(Reindexing.Narrow narrow) {
                return json.put("dim", narrow.dim())
                    .put("start", narrow.start().evaluate(size))
                    .put("length", narrow.length().evaluate(size));
              }

              @Override
              public ObjectNode select(Reindexing.Select select) {
                return json.put("dim", select.dim()).put("index", select.index().evaluate(size));
              }

              @Override
              public ObjectNode triangle(Reindexing.Triangle triangle) {
                return json.put("diagonal", triangle.diagonal());
              }

              @Override
              public ObjectNode diagonal(Reindexing.Diagonal diagonal) {
                return json;
              }

              @Override
              public ObjectNode expand(Reindexing.Expand expand) {
                return json;
              }
            });
  }

  @Override
  public ObjectNode concat(Op.Concat op) {
    return op("concat").put("dim", op.dim());
  }
}
