package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Step;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes a float32 matrix product on the FMA pipe, with what is pointwise after it.
 *
 * <p>A block stages tiles of both operands in shared memory, the left one transposed so that both
 * are read four at a time; each thread keeps its part of the product in registers (Volkov and
 * Demmel 2008). With two stages, the next tiles travel to registers while these are computed.
 */
final class MatMulKernel {
  /** Keeps transposed stores to shared memory off the same banks, and rows aligned to 16 bytes. */
  private static final int PAD = 4;

  private final RegionContext context;
  private final Schedule.MatMul schedule;
  private final Helpers helpers;
  private final KernelParameters parameters;
  private final Program program;
  private final boolean transposed;
  private final String m;
  private final String n;
  private final String k;
  private final String index;
  private final String left;
  private final String right;

  private MatMulKernel(RegionContext context, Schedule.MatMul schedule) {
    this.context = context;
    this.schedule = schedule;
    this.helpers = new Helpers("int");
    this.parameters = context.parameters();
    Node node = context.region().nodes().get(0);
    this.transposed = ((Op.MatMul) node.op()).transposeB();
    List<String> operands = RegionDraft.values(node);
    TensorSpec a = tensor(operands.get(0));
    TensorSpec b = tensor(operands.get(1));
    this.index = indexType(List.of(a, b, node.result()));
    this.left = parameters.input(a);
    this.right = parameters.input(b);
    this.m = parameters.size(Shapes.of(a).get(0), "m");
    this.k = parameters.size(Shapes.of(a).get(1), "k");
    this.n = parameters.size(Shapes.of(node.result()).get(1), "n");
    this.program =
        Lowering.of(context.region(), context.tensors(), context.identifiers(), parameters, "1");
  }

  static Rendered render(RegionContext context, Schedule.MatMul schedule) {
    return new MatMulKernel(context, schedule).render();
  }

  private String indexType(List<TensorSpec> tensors) {
    boolean large =
        tensors.stream()
            .anyMatch(tensor -> context.sizes().indexType(Shapes.of(tensor)).equals("long long"));
    return large ? "long long" : "int";
  }

  private TensorSpec tensor(String name) {
    TensorSpec tensor = context.tensors().get(name);
    if (tensor == null) {
      throw new IllegalStateException("the graph has no value '" + name + "'");
    }
    return tensor;
  }

  private Rendered render() {
    CudaWriter body = new CudaWriter();
    constants(body);
    loadFunction(body, "a", left, schedule.bm(), m, true);
    loadFunction(body, "b", right, schedule.bn(), n, transposed);
    storeFunction(body);
    body.line("").line("float product[TM][TN] = {};");
    mainLoop(body);
    epilogue(body);
    String name = context.kernel();
    String comment =
        "// A block computes a tile of %d x %d in steps of %d; a thread %d x %d of it in registers.\n"
            .formatted(schedule.bm(), schedule.bn(), schedule.bk(), schedule.tm(), schedule.tn());
    String code = context.comment() + comment + frame(name, body.toString());
    TensorSpec result = context.region().nodes().get(0).result();
    String grid =
        "ceildiv("
            + Shapes.of(result).get(0)
            + ", "
            + schedule.bm()
            + ") * ceildiv("
            + Shapes.of(result).get(1)
            + ", "
            + schedule.bn()
            + ")";
    String launch =
        name + "<<<(" + grid + "), (" + schedule.threads() + ")>>>(" + parameters.arguments() + ")";
    return new Rendered(helpers.texts(), code, List.of(launch), context.scratch());
  }

  private String frame(String name, String body) {
    CudaWriter out = new CudaWriter();
    int least = Math.max(1, 512 / schedule.threads());
    int stages = schedule.stages();
    String bounds = "__launch_bounds__(" + schedule.threads() + ", " + least + ") ";
    out.line("template <bool aligned>");
    out.open(
        "__device__ __forceinline__ void "
            + name
            + "_tile("
            + parameters.declaration()
            + ", float* share_a, float* share_b)");
    out.block(body).close().line("");
    out.open(
        "extern \"C\" __global__ void " + bounds + name + "(" + parameters.declaration() + ")");
    out.line(
        "__shared__ __align__(16) float share_a["
            + stages * schedule.bk() * (schedule.bm() + PAD)
            + "];");
    out.line(
        "__shared__ __align__(16) float share_b["
            + stages * schedule.bk() * (schedule.bn() + PAD)
            + "];");
    String call = "(" + parameters.names() + ", share_a, share_b);";
    out.open("if (" + k + " % 4 == 0 && " + n + " % 4 == 0)");
    out.line(name + "_tile<true>" + call);
    out.next("else").line(name + "_tile<false>" + call).close();
    return out.close().toString();
  }

  private void constants(CudaWriter out) {
    Schedule.MatMul s = schedule;
    out.line("constexpr int BM = " + s.bm() + ", BN = " + s.bn() + ", BK = " + s.bk() + ";");
    out.line("constexpr int TM = " + s.tm() + ", TN = " + s.tn() + ";");
    out.line("constexpr int THREADS = " + s.threads() + ";");
    out.line("constexpr int A_LINE = BM + " + PAD + ", B_LINE = BN + " + PAD + ";");
    out.line("constexpr int A_LOADS = BM * BK / 4 / THREADS, B_LOADS = BN * BK / 4 / THREADS;");
    out.line("const int thread = threadIdx.x;");
    out.line("const int tiles = (" + n + " + BN - 1) / BN;");
    out.line("const int row0 = blockIdx.x / tiles * BM;");
    out.line("const int column0 = blockIdx.x % tiles * BN;");
    out.line("// A thread's rows and columns come in groups of 4, spread over the tile.");
    out.line("const int tx = thread % (BN / TN) * 4, ty = thread / (BN / TN) * 4;");
  }

  /** Writes a lambda that loads a thread's share of an operand's next tile into registers. */
  private void loadFunction(
      CudaWriter out, String operand, String pointer, int size, String limit, boolean depthLast) {
    String loads = operand.toUpperCase(Locale.ROOT) + "_LOADS";
    String origin = operand.equals("a") ? "row0" : "column0";
    out.line("float next_" + operand + "[" + loads + "][4];");
    out.line("// Loads this thread's part of the tiles at a depth into registers; 0 lies outside.");
    out.open("auto load_" + operand + " = [&](int depth0)");
    out.unrolled("i", loads);
    out.line("const int at = i * THREADS + thread;");
    if (depthLast) {
      out.line("const int line = " + origin + " + at / (BK / 4);");
      out.line("const int depth = depth0 + at % (BK / 4) * 4;");
      out.line("const " + index + " offset = (" + index + ")line * " + k + " + depth;");
      quad(out, operand, pointer, "line < " + limit, "depth", k);
    } else {
      out.line("const int line = " + origin + " + at % (" + size + " / 4) * 4;");
      out.line("const int depth = depth0 + at / (" + size + " / 4);");
      out.line("const " + index + " offset = (" + index + ")depth * " + n + " + line;");
      quad(out, operand, pointer, "depth < " + k, "line", limit);
    }
    out.close();
    out.end("};");
  }

  private static void quad(
      CudaWriter out, String operand, String pointer, String inside, String along, String limit) {
    String to = "next_" + operand + "[i]";
    out.line(to + "[0] = " + to + "[1] = " + to + "[2] = " + to + "[3] = 0.0f;");
    out.open("if (aligned)");
    out.open("if (" + inside + " && " + along + " < " + limit + ")");
    out.line(
        "const float4 all = __ldg(reinterpret_cast<const float4*>(" + pointer + " + offset));");
    out.line(
        to + "[0] = all.x; " + to + "[1] = all.y; " + to + "[2] = all.z; " + to + "[3] = all.w;");
    out.close().next("else");
    out.unrolled("j", "4");
    out.line(
        "if ("
            + inside
            + " && "
            + along
            + " + j < "
            + limit
            + ") "
            + to
            + "[j] = __ldg("
            + pointer
            + " + offset + j);");
    out.close().close();
  }

  private void storeFunction(CudaWriter out) {
    out.line(
        "// Stores the loaded parts in shared memory, so that a tile's lines run along its depth.");
    out.open("auto store = [&](int stage)");
    out.line("float* a_tile = share_a + stage * BK * A_LINE;");
    out.line("float* b_tile = share_b + stage * BK * B_LINE;");
    transposedStore(out, "a");
    if (transposed) {
      transposedStore(out, "b");
    } else {
      out.unrolled("i", "B_LOADS");
      out.line("const int at = i * THREADS + thread;");
      out.line("float* to = b_tile + at / (BN / 4) * B_LINE + at % (BN / 4) * 4;");
      out.line(
          "*reinterpret_cast<float4*>(to) ="
              + " make_float4(next_b[i][0], next_b[i][1], next_b[i][2], next_b[i][3]);");
      out.close();
    }
    out.end("};");
  }

  private static void transposedStore(CudaWriter out, String operand) {
    String upper = operand.toUpperCase(Locale.ROOT);
    out.unrolled("i", upper + "_LOADS");
    out.line("const int at = i * THREADS + thread;");
    out.unrolled("j", "4");
    out.line(
        operand
            + "_tile[(at % (BK / 4) * 4 + j) * "
            + upper
            + "_LINE + at / (BK / 4)] = next_"
            + operand
            + "[i][j];");
    out.close().close();
  }

  private void mainLoop(CudaWriter out) {
    boolean two = schedule.stages() == 2;
    out.line("load_a(0);").line("load_b(0);");
    if (two) {
      out.line("store(0);").line("__syncthreads();").line("int stage = 0;");
    } else {
      out.line("constexpr int stage = 0;");
    }
    out.open("for (int depth0 = 0; depth0 < " + k + "; depth0 += BK)");
    if (!two) {
      out.line("store(0);").line("__syncthreads();");
    }
    out.open("if (depth0 + BK < " + k + ")");
    out.line("load_a(depth0 + BK);").line("load_b(depth0 + BK);").close();
    out.line("// Multiply what is in shared memory while the next loads are on their way.");
    multiply(out);
    if (two) {
      out.line("stage ^= 1;");
      out.line("if (depth0 + BK < " + k + ") store(stage);");
    }
    out.line("__syncthreads();");
    out.close();
  }

  private static void multiply(CudaWriter out) {
    out.line("const float* a_tile = share_a + stage * BK * A_LINE + ty;");
    out.line("const float* b_tile = share_b + stage * BK * B_LINE + tx;");
    out.unrolled("depth", "BK");
    out.line("float a_part[TM], b_part[TN];");
    quads(out, "TM", "a_part", "a_tile + depth * A_LINE + g * (BM / TM)");
    quads(out, "TN", "b_part", "b_tile + depth * B_LINE + g * (BN / TN)");
    out.unrolled("i", "TM");
    out.unrolled("j", "TN");
    out.line("product[i][j] = fmaf(a_part[i], b_part[j], product[i][j]);");
    out.close().close().close();
  }

  private static void quads(CudaWriter out, String count, String to, String from) {
    out.line("#pragma unroll");
    out.open("for (int g = 0; g < " + count + "; g += 4)");
    out.line("const float4 all = *reinterpret_cast<const float4*>(" + from + ");");
    out.line(
        to
            + "[g] = all.x; "
            + to
            + "[g + 1] = all.y; "
            + to
            + "[g + 2] = all.z; "
            + to
            + "[g + 3] = all.w;");
    out.close();
  }

  private void epilogue(CudaWriter out) {
    List<String> values = Carries.closure(program, Carries.wanted(program, 0), Set.of());
    for (Value value : program.values()) {
      if (value instanceof Load load && load.scope() == Scope.RESULT) {
        out.line("const float " + load.name() + " = " + parameters.input(load.tensor()) + "[0];");
      }
    }
    out.unrolled("i", "TM");
    out.line("const int row = row0 + i / 4 * (4 * BM / TM) + ty + i % 4;");
    out.line("#pragma unroll");
    out.open("for (int g = 0; g < TN; g += 4)");
    out.line("const int first = column0 + g * (BN / TN) + tx;");
    out.open("if (row < " + m + ")");
    for (Store store : program.elementStores(0)) {
      out.line("float " + store.value() + "_at[4];");
    }
    out.unrolled("lane", "4");
    out.open("if (first + (aligned ? 0 : lane) < " + n + ")");
    for (String name : values) {
      out.line("const float " + name + " = " + text(value(name)) + ";");
    }
    for (Store store : program.elementStores(0)) {
      out.line(store.value() + "_at[lane] = " + store.value() + ";");
    }
    out.close().close();
    for (Store store : program.elementStores(0)) {
      out.line(
          helpers.write(4, DType.F32)
              + "<aligned>("
              + parameters.output(store.tensor())
              + " + ("
              + index
              + ")row * "
              + n
              + ", "
              + store.value()
              + "_at, first, "
              + n
              + ", 1);");
    }
    out.close().close().close();
  }

  private String text(Value value) {
    if (value instanceof Step step) {
      return PassWriter.expression(step);
    }
    if (value instanceof Load load) {
      return "__ldg(" + parameters.input(load.tensor()) + " + " + offset(load) + ")";
    }
    return "product[i][g + lane]";
  }

  /** Returns an epilogue operand's offset; the space lacks dims that are literally 1. */
  private String offset(Load load) {
    List<String> result = Shapes.of(context.region().nodes().get(0).result());
    List<String> parts = new ArrayList<>();
    int dim = 0;
    boolean row = !result.get(0).equals("1") && load.present().get(dim++);
    boolean column = !result.get(1).equals("1") && load.present().get(dim);
    if (row) {
      parts.add(column ? "(" + index + ")row * " + n : "row");
    }
    if (column) {
      parts.add("first + lane");
    }
    return parts.isEmpty() ? "0" : String.join(" + ", parts);
  }

  private Value value(String name) {
    return program
        .find(name)
        .orElseThrow(() -> new IllegalStateException("no value '" + name + "'"));
  }
}
