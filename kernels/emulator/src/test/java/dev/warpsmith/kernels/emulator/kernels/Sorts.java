package dev.warpsmith.kernels.emulator.kernels;

import java.util.Arrays;
import java.util.List;

/** The kernels of {@code sorts.cu}. */
final class Sorts {
  private Sorts() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("sorts", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        bitonicSort(), bitonicWarpSort(), radixSort(), oddEvenSort(), mergeRuns(), rankSort());
  }

  private static int[] sorted(int[] x) {
    return Arrays.stream(x).sorted().toArray();
  }

  private static WholeKernel bitonicSort() {
    int[] x = Inputs.ints(1, 233);
    return kernel("bitonic_sort").block(256).in(x).out(Expected.exactly(sorted(x))).value(x.length);
  }

  private static WholeKernel bitonicWarpSort() {
    long[] x = Inputs.longs(2, 6 * 32);
    long[] y = x.clone();
    for (int row = 0; row < 6; row++) {
      Arrays.sort(y, row * 32, row * 32 + 32);
    }
    return kernel("bitonic_warp_sort").grid(2).block(32, 3).in(x).out(Expected.exactly(y));
  }

  private static WholeKernel radixSort() {
    int[] x = Inputs.ints(3, 500);
    Integer[] boxed = Arrays.stream(x).boxed().toArray(Integer[]::new);
    Arrays.sort(boxed, Integer::compareUnsigned);
    int[] sorted = Arrays.stream(boxed).mapToInt(Integer::intValue).toArray();
    return kernel("radix_sort")
        .block(64)
        .in(x)
        .out(Expected.exactly(sorted))
        .scratch(2000)
        .value(x.length);
  }

  private static WholeKernel oddEvenSort() {
    float[] x = Inputs.floats(4, 75);
    float[] sorted = x.clone();
    Arrays.sort(sorted);
    return kernel("odd_even_sort")
        .block(32)
        .dynamicShared(300)
        .inout(Bytes.of(x), Expected.exactly(sorted))
        .value(x.length);
  }

  private static WholeKernel mergeRuns() {
    int[] x = Inputs.ints(5, 300, 0, 99);
    int run = 64;
    for (int at = 0; at < x.length; at += run) {
      Arrays.sort(x, at, Math.min(x.length, at + run));
    }
    int[] merged = x.clone();
    for (int at = 0; at < x.length; at += 2 * run) {
      Arrays.sort(merged, at, Math.min(x.length, at + 2 * run));
    }
    return kernel("merge_runs")
        .grid(4)
        .block(96)
        .in(x)
        .out(Expected.exactly(merged))
        .value(x.length)
        .value(run);
  }

  private static WholeKernel rankSort() {
    int[] keys = Inputs.ints(6, 150, 0, 65536);
    short[] x = new short[keys.length];
    short[] y = new short[keys.length];
    int[] sorted = sorted(keys);
    for (int i = 0; i < x.length; i++) {
      x[i] = (short) keys[i];
      y[i] = (short) sorted[i];
    }
    return kernel("rank_sort").grid(3).block(64).in(x).out(Expected.exactly(y)).value(x.length);
  }
}
