package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/**
 * Writes the kernel that puts the weight of a transposed convolution in the order in which tiles
 * read it: by phase, then {@code [input channels, taps of the phase, output channels of a group]}.
 */
final class ConvolutionWeights {
  private static final int THREADS = 256;

  private final RegionContext context;
  private final ConvolutionProduct product;
  private final String index;
  private final TensorSpec packed;

  ConvolutionWeights(RegionContext context, ConvolutionProduct product, String index) {
    this.context = context;
    this.product = product;
    this.index = index;
    this.packed =
        new TensorSpec(
            context.identifiers().of("weight of " + context.kernel(), "packed"),
            DType.F32,
            List.of(Expression.parse(Offsets.product(Shapes.of(product.weight())))));
  }

  /** Returns the scratch tensor of the ordered weight. */
  TensorSpec packed() {
    return packed;
  }

  /** Returns the kernel and its launch. */
  Rendered render() {
    KernelParameters parameters = new KernelParameters(context.identifiers(), index);
    String from = parameters.input(product.weight());
    String to = parameters.output(packed);
    String rows = parameters.size(Shapes.of(product.weight()).get(1), "rows");
    String channels = parameters.size(Shapes.of(product.weight()).get(0), "channels");
    CudaWriter out = new CudaWriter();
    int volume = product.volume();
    out.line("// Orders the weight as the next kernel reads it; a thread one element.");
    String name = context.kernel() + "_weights";
    CudaWriter body = new CudaWriter();
    body.line("const %s at = (%s)blockIdx.x * %d + threadIdx.x;".formatted(index, index, THREADS));
    body.line("const int tap = at % " + volume + ";");
    body.line("const %s row = at / %d %% %s;".formatted(index, volume, rows));
    body.line("const %s channel = at / %d / %s;".formatted(index, volume, rows));
    body.line("if (channel >= " + channels + ") return;");
    places(body);
    body.line(
        "%s[(before * %s + channel * count + number) * %s + row] = (float)__ldg(%s + at);"
            .formatted(to, channels, rows, from));
    out.open(
        "extern \"C\" __global__ void __launch_bounds__(%d) %s(%s)"
            .formatted(THREADS, name, parameters.declaration()));
    out.block(body.toString()).close();
    String elements = Offsets.product(Shapes.of(product.weight()));
    String launch =
        "%s<<<(ceildiv(%s, %d)), (%d)>>>(%s)"
            .formatted(name, elements, THREADS, THREADS, parameters.arguments());
    return new Rendered(List.of(), out.toString(), List.of(launch), List.of(packed.toString()));
  }

  /** Writes the tap's phase and its number among the phase's. */
  private void places(CudaWriter body) {
    List<Taps> taps = product.taps();
    int after = product.volume();
    String phase = "0";
    String number = "0";
    String count = "1";
    for (int dim = 0; dim < taps.size(); dim++) {
      Taps of = taps.get(dim);
      after /= of.kernel();
      body.line("const int tap%d = tap / %d %% %d;".formatted(dim, after, of.kernel()));
      if (of.phases() > 1) {
        String shift = Math.floorMod(-of.padding(), of.phases()) + " + tap" + dim;
        String times = of.dilation() == 1 ? "" : " * " + of.dilation();
        body.line("const int phase%d = (%s%s) %% %d;".formatted(dim, shift, times, of.phases()));
        phase = join(phase, of.phases(), "phase" + dim);
      }
      body.line("const int count%d = %s;".formatted(dim, Phases.counts(of, "phase" + dim)));
      number =
          join(number, "count" + dim, "tap" + dim + (of.period() == 1 ? "" : " / " + of.period()));
      count = count.equals("1") ? "count" + dim : count + " * count" + dim;
    }
    if (product.phases() > 1) {
      body.line("const int phase = " + phase + ";");
    }
    body.line("const int before = " + Phases.before(product, "phase") + ";");
    body.line("const int count = " + count + ";");
    body.line("const int number = " + number + ";");
  }

  private static String join(String before, Object length, String next) {
    return before.equals("0") ? next : Offsets.factor(before) + " * " + length + " + " + next;
  }
}
