package dev.warpsmith.coder.expert;

/**
 * The parts of a column kernel that do not depend on what it computes: which thread does what,
 * shared memory, the choice between aligned and other columns, the launch.
 *
 * @param reduced how many elements are reduced together, as C++ text
 * @param inner how many columns lie side by side, as C++ text
 */
record ColumnFrame(
    RegionContext context,
    Schedule.Column schedule,
    KernelParameters parameters,
    String reduced,
    String inner) {

  /**
   * Returns the kernel around a body.
   *
   * @param floats of shared memory to combine rows of threads through
   */
  String render(String name, String body, int floats) {
    CudaWriter out = new CudaWriter();
    boolean wide = schedule.vector() > 1;
    if (wide) {
      String extra = floats > 0 ? ", float* share" : "";
      String declaration = parameters.declaration() + extra;
      out.line("template <bool aligned>");
      out.open("__device__ __forceinline__ void " + name + "_tile(" + declaration + ")");
      out.line("constexpr int step = aligned ? 1 : " + schedule.x() + ";");
      position(out);
      out.block(body).close().line("");
    }
    String bounds = "__global__ void __launch_bounds__(" + bounds() + ") ";
    out.open("extern \"C\" " + bounds + name + "(" + parameters.declaration() + ")");
    if (floats > 0) {
      out.line("__shared__ __align__(16) float share[" + floats + "];");
    }
    if (wide) {
      String call = "(" + parameters.names() + (floats > 0 ? ", share);" : ");");
      out.open("if (" + inner + " % " + schedule.vector() + " == 0)");
      out.line(name + "_tile<true>" + call);
      out.next("else").line(name + "_tile<false>" + call).close();
    } else {
      position(out);
      out.block(body);
    }
    return out.close().toString();
  }

  private int threads() {
    return schedule.x() * schedule.y();
  }

  private String bounds() {
    return Schedules.launchBounds(threads(), schedule.resident());
  }

  private int width() {
    return schedule.x() * schedule.vector();
  }

  private void position(CudaWriter out) {
    String index = context.indexType();
    out.line("const int tx = threadIdx.x % " + schedule.x() + ";");
    out.line("const int ty = threadIdx.x / " + schedule.x() + ";");
    out.line(
        "const long long tiles = (" + inner + " + " + (width() - 1) + "ll) / " + width() + ";");
    out.line("const long long outer = blockIdx.x / tiles;");
    String wide = "(aligned ? tx * " + schedule.vector() + " : tx)";
    String own = schedule.vector() == 1 ? "tx" : wide;
    out.line("const " + index + " column = blockIdx.x % tiles * " + width() + " + " + own + ";");
    out.line("const " + index + " columns = " + inner + ";");
    if (schedule.split() == 1) {
      out.line("const " + index + " begin = ty;");
      out.line("const " + index + " end = " + reduced + ";");
      return;
    }
    out.line(shares());
    out.line("const " + index + " length = (" + reduced + " + shares - 1) / shares;");
    out.line("const " + index + " begin = blockIdx.y * length + ty;");
    String last = "(blockIdx.y + 1) * length";
    out.line("const " + index + " end = min(" + last + ", " + reduced + ");");
  }

  /** Returns the number of tiles of columns, as the text of an expression. */
  static String groups(Region region, Schedule.Column schedule) {
    int width = schedule.x() * schedule.vector();
    String tiles = "ceildiv(" + Offsets.product(region.innerDims()) + ", " + width + ")";
    String outer = Offsets.product(region.outerDims());
    return (outer.equals("1") ? "" : Offsets.factor(outer) + " * ") + tiles;
  }

  /** Returns the line that defines how many blocks share a column: no more than there is work. */
  private String shares() {
    int y = schedule.y();
    String few = "max(1, (int)((" + reduced + " + " + (y - 1) + "ll) / " + y + "))";
    return "const int shares = min(" + schedule.split() + ", " + few + ");";
  }

  /**
   * Returns the body of the kernel's {@code @launch} line.
   *
   * @param split whether blocks share columns in this kernel
   */
  String launch(String name, boolean split) {
    Region region = context.region();
    String grid = groups(region, schedule);
    String reduced = Offsets.product(region.reducedDims());
    String few = "ceildiv(" + reduced + ", " + schedule.y() + ")";
    String second = split ? ", max(1, min(" + schedule.split() + ", " + few + "))" : "";
    String arguments = parameters.arguments();
    return name + "<<<(" + grid + second + "), (" + threads() + ")>>>(" + arguments + ")";
  }
}
