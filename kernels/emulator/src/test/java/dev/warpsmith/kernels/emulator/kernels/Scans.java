package dev.warpsmith.kernels.emulator.kernels;

import java.util.Arrays;
import java.util.List;

/** The kernels of {@code scans.cu}. */
final class Scans {
  private Scans() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("scans", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        hillisSteele(), blelloch(), warpScan(), lookbackScan(), segmentedScan(), compaction());
  }

  private static int[] inclusive(int[] x) {
    int[] sums = x.clone();
    Arrays.parallelPrefix(sums, Integer::sum);
    return sums;
  }

  private static WholeKernel hillisSteele() {
    int[] x = Inputs.ints(1, 201);
    return kernel("hillis_steele")
        .block(256)
        .in(x)
        .out(Expected.exactly(inclusive(x)))
        .value(x.length);
  }

  private static WholeKernel blelloch() {
    int[] x = Inputs.ints(2, 251);
    int[] before = inclusive(x);
    for (int i = 0; i < x.length; i++) {
      before[i] -= x[i];
    }
    return kernel("blelloch")
        .block(128)
        .dynamicShared(4 * (256 + 8))
        .in(x)
        .out(Expected.exactly(before))
        .value(x.length);
  }

  private static WholeKernel warpScan() {
    int[] x = Inputs.ints(3, 5 * 192 - 50);
    long[] sums = new long[x.length];
    for (int i = 0; i < x.length; i++) {
      sums[i] = x[i] + (i % 192 == 0 ? 0 : sums[i - 1]);
    }
    return kernel("warp_scan").grid(5).block(192).in(x).out(Expected.exactly(sums)).value(x.length);
  }

  private static WholeKernel lookbackScan() {
    int[] x = Inputs.ints(4, 2500);
    return kernel("lookback_scan")
        .grid(20)
        .block(128)
        .in(x)
        .out(Expected.exactly(inclusive(x)))
        .zeroed(Expected.exactly(20))
        .scratch(80)
        .scratch(80)
        .scratch(80)
        .value(x.length);
  }

  private static WholeKernel segmentedScan() {
    int[] x = Inputs.ints(5, 180);
    byte[] flags = new byte[x.length];
    int[] sums = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      flags[i] = (byte) (x[i] % 9 == 0 ? 1 : 0);
      sums[i] = x[i] + (i == 0 || flags[i] == 1 ? 0 : sums[i - 1]);
    }
    return kernel("segmented_scan")
        .block(192)
        .in(x)
        .in(flags)
        .out(Expected.exactly(sums))
        .value(x.length);
  }

  private static WholeKernel compaction() {
    int[] x = Inputs.ints(6, 700, -1, 2);
    int[] kept = Arrays.stream(x).filter(v -> v != 0).toArray();
    return kernel("compaction")
        .block(96)
        .in(x)
        .out(Expected.exactly(kept))
        .out(Expected.exactly(kept.length))
        .value(x.length);
  }
}
