package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;
import java.util.Optional;

/** Chooses the first schedule of reductions along rows. */
final class RowDrafts {
  /** Registers of a row that a thread can hold while all threads of an SM are resident. */
  private static final int FEW_REGISTERS = 16;

  /** Registers of a row that a thread can hold while half of them are. */
  private static final int MOST_REGISTERS = 32;

  /** Vectors of 16 bytes in flight per thread, or as many elements in smaller ones. */
  private static final int ITEMS = 4;

  private final GpuSpec gpu;
  private final RegionContext context;
  private final long cols;
  private final long rows;
  private final int vector;

  RowDrafts(GpuSpec gpu, RegionContext context) {
    this.gpu = gpu;
    this.context = context;
    this.cols = context.sizes().full(context.region().reducedDims());
    this.rows = context.sizes().full(context.region().outerDims());
    this.vector = Drafts.vector(context, context.region().reducedDims());
  }

  Schedule schedule() {
    int online = Exponentials.in(context.region()) ? 1 : 0;
    if (rows < gpu.sms() && cols >= 8192) {
      return streaming(256, 1, true, online);
    }
    if (Exponentials.carried(context, online == 1) == 0) {
      int threads = cols <= 1024 ? lanes(cols / vector) : cols < 4096 ? 128 : 256;
      return streaming(threads, threads <= 32 ? 256 / threads : 1, false, online);
    }
    return caching(online);
  }

  /**
   * Reads the row again in each pass.
   *
   * @param shared whether several blocks share a row, where rows alone do not fill the GPU
   */
  private Schedule streaming(int threads, int rowsPerBlock, boolean shared, int online) {
    RegisterNeed need = new RegisterNeed(gpu, context, online == 1);
    int items = Math.max(ITEMS, 4 * ITEMS / vector);
    int values = items * vector * need.loads();
    int block = threads * rowsPerBlock;
    int resident =
        shared ? need.residentSharing(block, values) : need.residentInLoop(block, values);
    long blocks = (long) resident * gpu.sms() / Math.max(1, rows);
    int share = shared ? (int) Math.max(1, Math.min(blocks, cols / 2048)) : 1;
    Schedule.Row row =
        new Schedule.Row(
            threads,
            rowsPerBlock,
            vector,
            Cache.NONE,
            items,
            share,
            online,
            resident,
            Finish.KERNEL);
    return share == 1 ? row : row.with(Finishing.of(context, row).best());
  }

  /** Returns the power of two, up to a warp, that is nearest above. */
  static int lanes(long wanted) {
    int lanes = 1;
    while (lanes < 32 && lanes < wanted) {
      lanes *= 2;
    }
    return lanes;
  }

  private Schedule caching(int online) {
    int carried = Exponentials.carried(context, false);
    if (cols * carried <= 32L * MOST_REGISTERS && cols <= 1024) {
      int threads = lanes(cols / vector);
      return inRegisters(threads, 256 / threads, carried);
    }
    for (int most : List.of(FEW_REGISTERS, MOST_REGISTERS)) {
      for (int threads : List.of(128, 256, 512, 1024)) {
        if (cols * carried <= (long) threads * most) {
          return inRegisters(threads, 1, carried);
        }
      }
    }
    return inShared(1024, ITEMS, carried).orElseGet(() -> streaming(512, 1, false, online));
  }

  private Optional<Schedule> inShared(int threads, int items, int carried) {
    return RowMoves.sharedHolds(gpu, cols, carried)
        ? Optional.of(
            new Schedule.Row(threads, 1, vector, Cache.SHARED, items, 1, 0, 1, Finish.KERNEL))
        : Optional.empty();
  }

  /** Keeps rows in registers, or in shared memory where that leaves too few threads resident. */
  private Schedule inRegisters(int threads, int rowsPerBlock, int carried) {
    long reach = (long) threads * vector;
    int each = (int) ((cols + reach - 1) / reach * vector);
    int block = threads * rowsPerBlock;
    RegisterNeed need = new RegisterNeed(gpu, context, false);
    int resident = need.resident(block, each * (carried + Math.max(0, need.loads() - 1)));
    Schedule inRegisters =
        new Schedule.Row(
            threads, rowsPerBlock, vector, Cache.REGISTERS, 1, 1, 0, resident, Finish.KERNEL);
    boolean crowded = 2 * resident * block < gpu.limits().threadsPerSm();
    return crowded && rowsPerBlock == 1
        ? inShared(threads, 1, carried).orElse(inRegisters)
        : inRegisters;
  }
}
