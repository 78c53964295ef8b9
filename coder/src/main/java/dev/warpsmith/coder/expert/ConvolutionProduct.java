package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A convolution as matrix products that are never written out (implicit GEMM, Chetlur et al. 2014):
 * for each image, group and phase, A is the weight, {@code [output channels, input channels *
 * taps]}, and column {@code p} of B holds what output position {@code p} sees.
 *
 * @param x {@code [n, cin, in...]}
 * @param weight {@code [cout, cin / groups, k...]} with literal {@code k}, or {@code [cin, cout /
 *     groups, k...]} if transposed
 * @param result {@code [n, cout, out...]}
 * @param taps for each spatial dim
 */
record ConvolutionProduct(
    Op.Convolution op, TensorSpec x, TensorSpec weight, TensorSpec result, List<Taps> taps)
    implements Product {
  /** Phases up to which a transposed convolution falls into products of its own. */
  private static final int MOST_PHASES = 64;

  ConvolutionProduct {
    taps = List.copyOf(taps);
  }

  static ConvolutionProduct of(RegionContext context) {
    Node node = context.region().nodes().get(0);
    List<String> operands = RegionDraft.values(node);
    TensorSpec x = context.tensor(operands.get(0));
    TensorSpec weight = context.tensor(operands.get(1));
    if (!(node.op() instanceof Op.Convolution op)) {
      throw new IllegalStateException("the region begins with " + node + ", not a convolution");
    }
    List<Taps> taps = taps(op, weight).orElseThrow();
    return new ConvolutionProduct(op, x, weight, node.result(), taps);
  }

  /**
   * Tells whether tiles of such products fit: the kernel's lengths are known and not very long, and
   * a group is more than one channel.
   */
  static boolean fits(Op.Convolution op, TensorSpec x, TensorSpec weight) {
    boolean depthwise = op.groups().toString().equals(x.shape().get(1).toString());
    return !depthwise
        && taps(op, weight)
            .filter(ConvolutionTiles::fits)
            .filter(
                all ->
                    all.stream().mapToInt(Taps::phases).reduce(1, (a, b) -> a * b) <= MOST_PHASES)
            .isPresent();
  }

  private static Optional<List<Taps>> taps(Op.Convolution op, TensorSpec weight) {
    return Shapes.literal(weight, 2)
        .map(
            lengths ->
                IntStream.range(0, op.rank())
                    .mapToObj(dim -> Taps.of(op, dim, lengths.get(dim)))
                    .toList());
  }

  @Override
  public List<String> batch() {
    return Shapes.of(result).subList(0, 1);
  }

  @Override
  public List<String> rows() {
    return Shapes.of(result).subList(1, 2);
  }

  @Override
  public List<String> columns() {
    return Shapes.of(result).subList(2, op.rank() + 2);
  }

  /** Returns the lengths of the input's spatial dims. */
  List<String> inputs() {
    return Shapes.of(x).subList(2, op.rank() + 2);
  }

  boolean grouped() {
    return !op.groups().toString().equals("1");
  }

  /** Returns the input channels that a group sees, as an expression. */
  String channels() {
    return share(Shapes.of(x).get(1));
  }

  /** Returns the output channels of a group, as an expression. */
  String groupRows() {
    return share(rows().get(0));
  }

  private String share(String channels) {
    return grouped()
        ? Offsets.factor(channels) + " / " + Offsets.factor(op.groups().toString())
        : channels;
  }

  /** Returns how many classes of outputs see different taps. */
  int phases() {
    return taps.stream().mapToInt(Taps::phases).reduce(1, (a, b) -> a * b);
  }

  /** Returns how many taps the outputs of a phase see, over all dims; the last dim varies first. */
  int count(int phase) {
    int count = 1;
    for (int dim = taps.size() - 1; dim >= 0; dim--) {
      count *= taps.get(dim).count(phase % taps.get(dim).phases());
      phase /= taps.get(dim).phases();
    }
    return count;
  }

  /** Returns the first of the phases whose outputs see the most taps. */
  int busiestPhase() {
    return IntStream.range(0, phases())
        .boxed()
        .max(Comparator.comparingInt(this::count).thenComparing(Comparator.reverseOrder()))
        .orElseThrow();
  }

  /** Returns how many taps the weight has. */
  int volume() {
    return taps.stream().mapToInt(Taps::kernel).reduce(1, (a, b) -> a * b);
  }

  /** Returns the lengths of the outputs of a phase, of the phase with the most of them. */
  List<String> phaseColumns() {
    return IntStream.range(0, taps.size())
        .mapToObj(dim -> phaseLength(columns().get(dim), taps.get(dim).phases()))
        .toList();
  }

  private static String phaseLength(String length, int phases) {
    return phases == 1 ? length : "ceildiv(" + length + ", " + phases + ")";
  }

  /** Tells whether B is the input as it lies in memory. */
  boolean pointwise() {
    return !op.transposed()
        && taps.stream().allMatch(t -> t.kernel() == 1 && t.stride() == 1 && t.padding() == 0);
  }

  @Override
  public boolean deepA() {
    return !op.transposed();
  }

  @Override
  public boolean deepB() {
    return false;
  }

  @Override
  public DType elementType() {
    return x.dtype();
  }

  @Override
  public String indexType(Sizes sizes) {
    return sizes.indexType(x, weight, result);
  }

  @Override
  public ProductSize size(Sizes sizes) {
    double groups = sizes.full(List.of(op.groups().toString()));
    double elements =
        Stream.of(x, weight, result).mapToDouble(tensor -> sizes.full(Shapes.of(tensor))).sum();
    return new ProductSize(
        sizes.full(List.of(groupRows())),
        sizes.full(phaseColumns()),
        sizes.full(List.of(channels())) * volume() / (double) phases(),
        sizes.full(batch()) * groups * phases(),
        x.dtype().bytes(),
        gather(),
        elements);
  }

  /** Of one phase, a depth's taps are found by divisions by constants. */
  private ProductSize.Gather gather() {
    if (pointwise()) {
      return ProductSize.Gather.NONE;
    }
    int apart = Math.min(8, taps.get(taps.size() - 1).inputStep());
    return phases() > 1
        ? new ProductSize.Gather(8, 120, apart, 15)
        : new ProductSize.Gather(8, 40, apart, 0);
  }
}
