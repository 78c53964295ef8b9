package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.device.GpuSpec;

/** Chooses the first schedule of reductions along dims that others follow. */
final class ColumnDrafts {
  /** Registers of its columns that a thread can hold in a block of 1024. */
  private static final int REGISTERS = 32;

  /**
   * Elements that a thread has in flight: with 4, 32 KiB on an SM, and spills, an H200 read 3 TB/s,
   * other kernels 4.2.
   */
  private static final int IN_FLIGHT = 8;

  /** How many times larger another value is beside which a region is minor. */
  private static final long MINOR = 64;

  private final GpuSpec gpu;
  private final RegionContext context;
  private final long outer;
  private final long reduced;
  private final long inner;
  private final int widest;
  private final int online;

  ColumnDrafts(GpuSpec gpu, RegionContext context) {
    Region region = context.region();
    this.gpu = gpu;
    this.context = context;
    this.outer = context.sizes().full(region.outerDims());
    this.reduced = context.sizes().full(region.reducedDims());
    this.inner = context.sizes().full(region.innerDims());
    this.widest = Drafts.vector(context, region.innerDims());
    this.online = Exponentials.in(region) ? 1 : 0;
  }

  Schedule schedule() {
    int carried = Exponentials.carried(context, online == 1);
    return carried == 0 ? streaming() : caching(Exponentials.carried(context, false));
  }

  private Schedule streaming() {
    int vector = inner >= 4096 ? widest : 1;
    int x = RowDrafts.lanes(inner / vector);
    int y = Math.min(256 / x, reduced >= 64 ? 1024 : powerOfTwo(reduced / 4));
    RegisterNeed need = new RegisterNeed(gpu, context, online == 1);
    int wanted = context.region().nodes().stream().anyMatch(ColumnDrafts::finds) ? 4 : IN_FLIGHT;
    int items = (int) Math.max(4, Math.min(wanted / vector, reduced / (4L * y)));
    items = Integer.highestOneBit(items);
    int resident = need.residentInLoop(x * y, vector * (items * need.loads() + need.shared() + 1));
    long blocks = (long) resident * gpu.sms() / tiles(x * vector);
    long most = Math.min(1024, reduced / (y * 16L));
    int share = minor() ? 1 : (int) Math.max(1, Math.min(blocks, most));
    Schedule.Column column =
        new Schedule.Column(
            x, y, vector, Cache.NONE, items, share, online, resident, Finish.KERNEL);
    return share == 1 ? column : column.with(Finishing.of(context, column).best());
  }

  /**
   * Tells whether other values of the graph are so much larger that it matters little how long this
   * takes; then blocks that wait for each other only keep the plan from being timed in part.
   */
  private boolean minor() {
    long most =
        context.tensors().values().stream()
            .mapToLong(tensor -> context.sizes().full(Shapes.of(tensor)))
            .max()
            .orElse(1);
    return outer * reduced * inner < most / MINOR;
  }

  /** Tells whether a node finds where something is: then comparing takes longer than loading. */
  private static boolean finds(Node node) {
    return node.op() instanceof Op.ArgReduction;
  }

  private long tiles(int width) {
    return Math.max(1, outer * ((inner + width - 1) / width));
  }

  private static int powerOfTwo(long atLeast) {
    return (int) Math.max(1, Long.highestOneBit(Math.max(1, 2 * atLeast - 1)));
  }

  /** The widest tile whose columns fit into registers, at least a sector wide. */
  private Schedule caching(int carried) {
    long room = 1024L * REGISTERS / Math.max(1, carried * reduced);
    for (int width = 128; width >= 8; width /= 2) {
      int x = Math.max(1, width / widest);
      if (x <= 32 && width <= room && (tiles(width) >= gpu.sms() || width == 8)) {
        long each = Math.max(1, REGISTERS / (carried * widest));
        int y = powerOfTwo((reduced + each - 1) / each);
        int least = Math.max(1, Math.min(128 / x, powerOfTwo(reduced)));
        int threads = Math.min(Math.max(y, least), 1024 / x);
        return new Schedule.Column(x, threads, widest, Cache.REGISTERS, 1, 1, 0, 1, Finish.KERNEL);
      }
    }
    return streaming();
  }
}
