package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.MatMul.Arithmetic;
import dev.warpsmith.kernels.device.GpuSpec;

/**
 * Estimates how long products take under a schedule, from what the busiest SM must issue and move,
 * and from what a thread must wait for; only to compare schedules before anything was run.
 */
final class ProductEstimate {
  /** How throughput and latency add up: between their maximum and their sum. */
  private static final double OVERLAP = 1.5;

  private static final int REGISTERS = 65536;
  private static final int BARRIER_CLOCKS = 30;

  /** Clocks to find a thread's place, and to store what it has. */
  private static final int FRAME_CLOCKS = 300;

  /** Clocks to find a thread's place in one of several phases. */
  private static final int PHASE_CLOCKS = 1500;

  /** Clocks until the first fragments of a step are multiplied. */
  private static final int FRAGMENT_CLOCKS = 60;

  /**
   * How much longer tensor cores take where an SM has one block, whose warps all wait at the same
   * barriers: on an H200 1.08 (2/12, tiles of 128 x 128 or 64 x 128) to 1.16 (1/50, 1/63).
   */
  private static final double ALONE = 1.12;

  private final GpuSpec gpu;
  private final Product product;
  private final double m;
  private final double n;
  private final double k;
  private final double batch;
  private final double bytes;
  private final ProductSize.Gather gather;
  private final double moved;

  ProductEstimate(GpuSpec gpu, Product product, Sizes sizes) {
    this.gpu = gpu;
    this.product = product;
    ProductSize size = product.size(sizes);
    this.m = size.rows();
    this.n = size.columns();
    this.k = size.depth();
    this.batch = size.batch();
    this.bytes = size.bytes();
    this.gather = size.gather();
    this.moved = size.bytes() * size.elements();
  }

  int sms() {
    return gpu.sms();
  }

  double rows() {
    return m;
  }

  double columns() {
    return n;
  }

  double depth() {
    return k;
  }

  double results() {
    return batch * m * n;
  }

  /** Returns clocks under a schedule of tiles. */
  double clocks(Schedule.MatMul s) {
    double busiest = busiest(ceil(m, s.bm()) * ceil(n, s.bn()) * batch * s.split());
    double steps = ceil(ceil(k, s.split()), s.bk());
    double loads = (s.bm() + s.bn()) * s.bk() / 4.0 / s.threads();
    double gathered = (gather.clocks() * s.bn() + gather.once()) * s.bk() / (double) s.threads();
    double multiplied = s.onTensorCores() ? fragments(s) : multiplied(s);
    double step = multiplied + 4 * loads + gathered + 12;
    double frame = FRAME_CLOCKS + gather.stored() * s.tm() * s.tn();
    double issue = busiest * s.threads() / 32 * (steps * step + frame) / gpu.lanes().issue();
    double read = busiest * steps * (s.bm() + s.bn()) * s.bk() * bytes;
    double path = steps * (step + waits(s) + BARRIER_CLOCKS) + gpu.latency().dram();
    double place = gather.stored() == 0 ? 0 : PHASE_CLOCKS;
    double latency = Math.ceil(busiest / s.blocksPerSm()) * (path + frame + place);
    double pipe = s.onTensorCores() ? busiest * steps * tensorClocks(s) : 0;
    double shared = busiest * steps * wavefronts(s);
    double most = Math.max(Math.max(issue, pipe), Math.max(shared, read / fromL2()));
    double alone = s.onTensorCores() && s.blocksPerSm() == 1 ? ALONE : 1;
    return alone * together(most, latency) + sum(s.split());
  }

  /** Returns bytes that L2 gives an SM in a clock while all ask. */
  private double fromL2() {
    return Math.min(64, gpu.l2Gbps() * 1e3 / (gpu.sms() * gpu.clocksPerMicro()));
  }

  /**
   * Returns the wavefronts of a block's step: 4 for each warp that reads 4 floats per lane of
   * shared memory, one for 16 floats that are stored there, half of them across banks; and what is
   * loaded.
   */
  private double wavefronts(Schedule.MatMul s) {
    double elements = s.onTensorCores() ? (2 * s.tm() + s.tn()) / 8.0 : s.tm() + s.tn();
    double shared = s.threads() / 32.0 * elements + (s.bm() + s.bn()) / 16.0;
    double a = s.bm() * apart(product.deepA());
    double b = s.bn() * (gather.gathers() ? gather.apart() : apart(product.deepB()));
    return s.bk() * (shared + (a + b) / 32);
  }

  /** Returns into how many lines 32 elements fall that are loaded, relative to neighbours. */
  private double apart(boolean deep) {
    return deep && k % 4 != 0 ? 4 : 1;
  }

  /** Returns clocks that a thread waits in a step: what is gathered depends on a load before it. */
  private double waits(Schedule.MatMul s) {
    if (!s.onTensorCores()) {
      return gpu.latency().l2();
    }
    return FRAGMENT_CLOCKS + (gather.gathers() ? gpu.latency().l2() + gpu.latency().dram() : 0);
  }

  /** Returns a thread's instructions to multiply what a step brings, on the FMA pipe. */
  private static double multiplied(Schedule.MatMul s) {
    return s.bk() * (s.tm() * s.tn() + (s.tm() + s.tn()) / 4.0);
  }

  /**
   * Returns the same on tensor cores: reads, splits, products, and sums of every 16; of 16-bit
   * floats reads, conversions and products.
   */
  private static double fragments(Schedule.MatMul s) {
    double elements = 2 * s.tm() + s.tn();
    double results = s.tm() * s.tn();
    if (s.arithmetic() != Arithmetic.TF32X3) {
      return s.bk() / 8.0 * (elements / 4 + elements / 2 + results / 8);
    }
    double products = TensorProducts.PRODUCTS * results / 4;
    return s.bk() / 8.0 * (elements / 4 + 3 * elements + products + results / 2);
  }

  /** Returns clocks of an SM's tensor cores for a step of one block. */
  private double tensorClocks(Schedule.MatMul s) {
    double tflops = TensorProducts.rate(gpu, s.arithmetic());
    double rate = tflops * 1e6 / (gpu.sms() * gpu.clocksPerMicro());
    return 2.0 * s.bm() * s.bn() * s.bk() / rate;
  }

  /** Returns clocks that the FMA pipe needs at the least. */
  double fmaClocks() {
    return 2 * results() * k / (gpu.fp32Tflops() * 1e6) * gpu.clocksPerMicro();
  }

  /** Returns clocks under a schedule that streams lines. */
  double clocks(Schedule.MatVec s) {
    boolean sideA = s.side().equals("a");
    boolean deep = sideA ? product.deepA() : product.deepB();
    double few = sideA ? n : m;
    double many = sideA ? m : n;
    boolean deepFew = (sideA ? product.deepB() : product.deepA()) || few == 1;
    boolean quads = deep ? deepFew && k % 4 == 0 : many % s.lines() == 0;
    int vector = deep ? MatVecLoops.VECTOR : 1;
    double results = s.lines() * s.columns();
    double loads = deep ? s.lines() + s.columns() : s.columns() + (quads ? 1 : s.lines());
    double wide = deep ? MatVecLoops.VECTOR : s.lines();
    double apart = deep ? 8.0 / Math.min(8, s.lanes()) : quads ? 1 : s.lines();
    double cached = s.columns() * (!deep ? 1 : deepFew ? wide * apart : 8 * wide);
    double waves = (deep ? s.lines() : 1) * wide * apart + cached;
    double issued = loads * (quads || !deep ? 1.5 : 2.5 * vector) + results * vector + 4;
    double steps = ceil(ceil(k, s.split()), s.lanes() * vector);
    double blocks =
        ceil(ceil(many, s.lines()) * ceil(few, s.columns()) * batch * s.split(), s.across());
    double busiest = busiest(blocks);
    double warps = busiest * s.block() / 32;
    double ending = ending(s, deep);
    double issue = warps * (steps * issued + ending + FRAME_CLOCKS / 2.0) / gpu.lanes().issue();
    double again = moved * ceil(few, s.columns()) / (gpu.l2Gbps() * 1e3) * gpu.clocksPerMicro();
    double throughput = Math.max(Math.max(issue, again), warps * steps * waves);
    double turns = ceil(steps, s.items()) * gpu.latency().dram() + steps * issued;
    double latency = rounds(s, busiest, vector) * (turns + 3 * ending + FRAME_CLOCKS);
    return together(throughput, latency) + sum(s.split());
  }

  /** Returns the instructions that combine what threads have. */
  private static double ending(Schedule.MatVec s, boolean deep) {
    double results = s.lines() * s.columns();
    double each = deep ? 2 * Math.log(Math.min(32, s.lanes())) / Math.log(2) : 4;
    double more = deep ? 25 : s.lanes() * ceil(results, s.lanes()) / results;
    return s.lanes() == 1 ? 0 : results * (each + (deep && s.lanes() <= 32 ? 0 : more));
  }

  private double rounds(Schedule.MatVec s, double busiest, int vector) {
    int registers = 32 + s.lines() * s.columns() + s.items() * (s.lines() + s.columns()) * vector;
    double resident = Math.min(2048 / s.block(), REGISTERS / (s.block() * registers));
    return Math.ceil(busiest / Math.max(1, resident));
  }

  private double together(double throughput, double latency) {
    double dram = moved / (gpu.achievableDramGbps() * 1e3) * gpu.clocksPerMicro();
    double most = Math.max(throughput, dram);
    return Math.pow(Math.pow(most, OVERLAP) + Math.pow(latency, OVERLAP), 1 / OVERLAP);
  }

  private double busiest(double blocks) {
    return Math.ceil(blocks / gpu.sms());
  }

  /** Returns clocks to leave partial products and to add them in a second kernel. */
  private double sum(int split) {
    double micros = gpu.launchMicros() + 2.0 * split * results() * 4 / (gpu.l2Gbps() * 1e3);
    return split == 1 ? 0 : micros * gpu.clocksPerMicro();
  }

  private static double ceil(double length, double of) {
    return Math.ceil(length / of);
  }
}
