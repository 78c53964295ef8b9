package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Row.Cache;

/**
 * The parts of a row kernel that do not depend on what it computes: which thread does what, shared
 * memory, the choice between aligned and other rows, the launch.
 *
 * @param cols the row's length as C++ text
 * @param slots floats of shared memory per element
 */
record RowFrame(
    RegionContext context,
    Schedule.Row schedule,
    KernelParameters parameters,
    String cols,
    int slots) {

  /**
   * Returns the kernel around a body.
   *
   * @param floats of shared memory to combine reductions through
   */
  String render(String name, String body, int floats) {
    CudaWriter out = new CudaWriter();
    boolean wide = schedule.vector() > 1;
    boolean warps = schedule.threads() > 32 && floats > 0;
    String rows =
        schedule.rows() == 1
            ? ""
            : parameters.size(Offsets.product(context.region().outerDims()), "rows");
    if (wide) {
      String extra = warps ? ", float* warps" : "";
      out.line("template <bool aligned>");
      out.open(
          "__device__ __forceinline__ void "
              + name
              + "_rows("
              + parameters.declaration()
              + extra
              + ")");
      out.line("constexpr int step = aligned ? 1 : " + schedule.threads() + ";");
      position(out, rows);
      out.block(body).close().line("");
    }
    out.open(
        "extern \"C\" __global__ void __launch_bounds__("
            + Schedules.launchBounds(block(), schedule.resident())
            + ") "
            + name
            + "("
            + parameters.declaration()
            + ")");
    if (warps) {
      out.line(warps(body, floats));
    }
    if (wide) {
      String call = "(" + parameters.names() + (warps ? ", warps);" : ");");
      out.open("if (" + cols + " % " + schedule.vector() + " == 0)");
      out.line(name + "_rows<true>" + call);
      out.next("else").line(name + "_rows<false>" + call).close();
    } else {
      position(out, rows);
      out.block(body);
    }
    return out.close().toString();
  }

  /** Declares the shared memory of reductions, aligned for structs where there are any. */
  static String warps(String body, int floats) {
    boolean structs = body.contains("reinterpret_cast");
    return (structs ? Accumulators.SHARED : "__shared__ float warps") + "[" + floats + "];";
  }

  private int block() {
    return schedule.threads() * schedule.rows();
  }

  private void position(CudaWriter out, String rows) {
    String index = context.indexType();
    boolean single = schedule.rows() == 1;
    String within = single ? "threadIdx.x" : "threadIdx.x % " + schedule.threads();
    out.line("const int thread = " + within + ";");
    if (schedule.split() > 1) {
      split(out, index);
      return;
    }
    out.line(
        "const long long row = blockIdx.x"
            + (single ? "" : " * " + schedule.rows() + "ll + threadIdx.x / " + schedule.threads())
            + ";");
    out.line("const " + index + " begin = " + begin() + ";");
    out.line(
        "const "
            + index
            + " end = "
            + (single ? "" : "row < " + rows + " ? ")
            + cols
            + (single ? ";" : " : 0;"));
    if (schedule.cache() == Cache.SHARED && slots > 0) {
      out.line("extern __shared__ float4 shared_rows[];");
      if (slots > 1 || !single) {
        out.line("const int row_floats = (" + cols + " + 3) / 4 * 4;");
      }
      String own =
          single ? "" : " + threadIdx.x / " + schedule.threads() + " * " + slots + " * row_floats";
      out.line("float* row_cache = reinterpret_cast<float*>(shared_rows)" + own + ";");
    }
  }

  private String begin() {
    return schedule.vector() == 1
        ? "thread"
        : "aligned ? thread * " + schedule.vector() + " : thread";
  }

  private void split(CudaWriter out, String index) {
    int unit = schedule.threads() * schedule.vector();
    out.line(shares());
    out.line("const " + index + " row = blockIdx.x / shares;");
    out.line("const int chunk = blockIdx.x % shares;");
    String units = "(" + cols + " + " + unit + "ll * shares - 1) / (" + unit + "ll * shares)";
    out.line(
        "// Each share of a row is a multiple of the "
            + unit
            + " elements that a block reads at once.");
    out.line("const " + index + " length = " + units + " * " + unit + ";");
    out.line("const " + index + " begin = chunk * length + (" + begin() + ");");
    out.line(
        "const "
            + index
            + " end = (chunk + 1) * length < "
            + cols
            + " ? (chunk + 1) * length : "
            + cols
            + ";");
  }

  /** Returns the line that defines how many blocks share a row: no more than it has work for. */
  String shares() {
    int unit = schedule.threads() * schedule.vector();
    String few = "max(1, (int)((" + cols + " + " + (unit - 1) + "ll) / " + unit + "))";
    return "const int shares = min(" + schedule.split() + ", " + few + ");";
  }

  private String sharesAtLaunch() {
    String length = Offsets.product(context.region().reducedDims());
    int unit = schedule.threads() * schedule.vector();
    return "max(1, min(" + schedule.split() + ", ceildiv(" + length + ", " + unit + ")))";
  }

  /** Returns the body of the kernel's {@code @launch} line. */
  String launch(String name) {
    String rows = Offsets.product(context.region().outerDims());
    String grid = rows;
    if (schedule.split() > 1) {
      grid = (rows.equals("1") ? "" : Offsets.factor(rows) + " * ") + sharesAtLaunch();
    } else if (schedule.rows() > 1) {
      grid = "ceildiv(" + rows + ", " + schedule.rows() + ")";
    }
    String shared = "";
    if (schedule.cache() == Cache.SHARED && slots > 0) {
      String floats = "(" + Offsets.product(context.region().reducedDims()) + " + 3) / 4 * 4";
      shared = ", " + 4 * slots * schedule.rows() + " * (" + floats + ")";
    }
    return name
        + "<<<("
        + grid
        + "), ("
        + block()
        + ")"
        + shared
        + ">>>("
        + parameters.arguments()
        + ")";
  }
}
