package dev.warpsmith.coder.expert;

/**
 * Multiplies on the FMA pipe: each thread keeps its part of the product in registers (Volkov and
 * Demmel 2008), and the lanes of a warp cover a rectangle, so that they share what they read.
 */
record FmaMath(Schedule.MatMul schedule) implements TileMath {
  @Override
  public String share() {
    return "a thread %d x %d of it in registers".formatted(schedule.tm(), schedule.tn());
  }

  @Override
  public void place(CudaWriter out) {
    out.line(
        "// The lanes of a warp cover a rectangle; a thread's rows and columns come in fours.");
    int across = schedule.lanesAcross();
    out.line("const int lane_x = thread % " + across + ", lane_y = thread % 32 / " + across + ";");
    out.line("constexpr int WARPS_X = BN / TN / " + across + ";");
    out.line("const int tx = (thread / 32 % WARPS_X * " + across + " + lane_x) * 4;");
    out.line("const int ty = (thread / 32 / WARPS_X * " + 32 / across + " + lane_y) * 4;");
  }

  @Override
  public void multiply(CudaWriter out) {
    out.line("const float* tile_a = share + stage + ty;");
    out.line("const float* tile_b = share + stage + SHARE_B + tx;");
    out.unrolled("depth", "BK");
    out.line("float part_a[TM], part_b[TN];");
    quads(out, "TM", "part_a", "tile_a + depth * A_PITCH + g * (BM / TM)");
    quads(out, "TN", "part_b", "tile_b + depth * B_PITCH + g * (BN / TN)");
    out.unrolled("i", "TM");
    out.unrolled("j", "TN");
    out.line("product[i][j] = fmaf(part_a[i], part_b[j], product[i][j]);");
    out.close().close().close();
  }

  private static void quads(CudaWriter out, String count, String to, String from) {
    out.line("#pragma unroll");
    out.open("for (int g = 0; g < " + count + "; g += 4)");
    out.line("const float4 all = *reinterpret_cast<const float4*>(" + from + ");");
    for (int lane = 0; lane < 4; lane++) {
      out.line(to + "[g + " + lane + "] = all." + "xyzw".charAt(lane) + ";");
    }
    out.close();
  }

  @Override
  public String quad(String g) {
    return g + " * (BN / TN) + tx";
  }

  @Override
  public String column(String j) {
    return "%s / 4 * (4 * BN / TN) + tx + %s %% 4".formatted(j, j);
  }
}
