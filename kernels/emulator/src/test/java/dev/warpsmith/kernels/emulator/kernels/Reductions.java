package dev.warpsmith.kernels.emulator.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;

/** The kernels of {@code reductions.cu}. */
final class Reductions {
  private Reductions() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("reductions", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        treeSum(),
        shuffleSum(),
        atomicSum(),
        lastBlockMax(),
        secondPassMinMax(),
        argMax(),
        kahanSum(),
        warpAggregatedFilter(),
        doubleSum(),
        blockVotes(),
        reduxSums());
  }

  private static WholeKernel treeSum() {
    int[] x = Inputs.ints(1, 1000);
    int[] sums = new int[8];
    for (int i = 0; i < x.length; i++) {
      sums[i / 128] += x[i];
    }
    return kernel("tree_sum")
        .grid(8)
        .block(128)
        .dynamicShared(512)
        .in(x)
        .out(Expected.exactly(sums))
        .value(x.length);
  }

  private static WholeKernel shuffleSum() {
    float[] x = Inputs.floats(2, 3001);
    double[] sums = new double[3];
    for (int i = 0; i < x.length; i++) {
      sums[i / 160 % 3] += x[i];
    }
    return kernel("shuffle_sum")
        .grid(3)
        .block(160)
        .in(x)
        .out(Expected.near(1e-4, sums))
        .value(x.length);
  }

  private static WholeKernel atomicSum() {
    int[] x = Inputs.ints(3, 2000);
    long sum = Arrays.stream(x).mapToLong(Integer::toUnsignedLong).sum();
    return kernel("atomic_sum")
        .grid(5)
        .block(96)
        .in(x)
        .zeroed(Expected.exactly(sum))
        .value(x.length);
  }

  private static WholeKernel lastBlockMax() {
    int[] x = Inputs.ints(4, 4000);
    return kernel("last_block_max")
        .grid(7)
        .block(128)
        .in(x)
        .scratch(28)
        .zeroed(Expected.exactly(0))
        .out(Expected.exactly(Arrays.stream(x).max().orElseThrow()))
        .value(x.length);
  }

  private static WholeKernel secondPassMinMax() {
    float[] low = Inputs.floats(5, 300);
    float[] high = Inputs.floats(6, 300);
    float least = Float.MAX_VALUE;
    float most = -Float.MAX_VALUE;
    for (int i = 0; i < low.length; i++) {
      least = Math.min(least, low[i]);
      most = Math.max(most, high[i]);
    }
    return kernel("second_pass_min_max")
        .block(64)
        .in(low)
        .in(high)
        .out(Expected.exactly(least, most))
        .value(low.length);
  }

  private static WholeKernel argMax() {
    int[] x = Inputs.ints(7, 777, -40, 40);
    int most = Arrays.stream(x).max().orElseThrow();
    int at = IntStream.range(0, x.length).filter(i -> x[i] == most).findFirst().orElseThrow();
    long packed = (most + (1L << 31)) << 32 | 0xFFFFFFFFL - at;
    return kernel("arg_max")
        .grid(13)
        .block(64)
        .in(x)
        .zeroed(Expected.exactly(packed))
        .value(x.length);
  }

  private static WholeKernel kahanSum() {
    int rows = 211;
    int cols = 37;
    float[] x = Inputs.floats(8, rows * cols);
    float[] sums = new float[cols];
    for (int c = 0; c < cols; c++) {
      float lost = 0;
      for (int r = 0; r < rows; r++) {
        float v = x[r * cols + c] - lost;
        float next = sums[c] + v;
        lost = next - sums[c] - v;
        sums[c] = next;
      }
    }
    return kernel("kahan_sum")
        .grid(2)
        .block(32)
        .in(x)
        .out(Expected.exactly(sums))
        .value(rows)
        .value(cols);
  }

  /** Which element goes where depends on the order of warps; the set of elements does not. */
  private static WholeKernel warpAggregatedFilter() {
    int[] x = Inputs.ints(9, 1500, -100, 100);
    int[] positive = Arrays.stream(x).filter(v -> v > 0).sorted().toArray();
    return kernel("warp_aggregated_filter")
        .grid(4)
        .block(128)
        .dependingOnOrder()
        .in(x)
        .out(
            Expected.ints(
                positive.length,
                kept -> assertThat(Arrays.stream(kept).sorted()).containsExactly(boxed(positive))))
        .zeroed(Expected.exactly(positive.length))
        .value(x.length);
  }

  private static Integer[] boxed(int[] values) {
    return Arrays.stream(values).boxed().toArray(Integer[]::new);
  }

  private static WholeKernel doubleSum() {
    double[] x = Inputs.doubles(10, 1111);
    return kernel("double_sum")
        .grid(3)
        .block(128)
        .dependingOnOrder()
        .in(x)
        .zeroed(Expected.nearDoubles(1e-12, Arrays.stream(x).sum()))
        .value(x.length);
  }

  private static WholeKernel blockVotes() {
    int[] x = Inputs.ints(11, 4 * 80, -3, 30);
    for (int i = 0; i < 80; i++) {
      x[i] = 2 * i + 1;
      x[80 + i] = 2 * i + 1;
    }
    x[80 + 79] = 0;
    int[] votes = new int[4];
    for (int b = 0; b < 4; b++) {
      int[] block = Arrays.copyOfRange(x, b * 80, b * 80 + 80);
      int negative = (int) Arrays.stream(block).filter(v -> v < 0).count();
      boolean zero = Arrays.stream(block).anyMatch(v -> v == 0);
      boolean odd = Arrays.stream(block).allMatch(v -> v % 2 != 0);
      votes[b] = negative * 4 + (zero ? 2 : 0) + (odd ? 1 : 0);
    }
    return kernel("block_votes").grid(4).block(80).in(x).out(Expected.exactly(votes));
  }

  /** Sums and extremes of the lanes below 11 and of the others. */
  private static WholeKernel reduxSums() {
    int[] x = Inputs.ints(12, 64);
    int[] y = new int[64 * 6];
    for (int t = 0; t < 64; t++) {
      int warp = t / 32 * 32;
      int[] group =
          t % 32 < 11
              ? Arrays.copyOfRange(x, warp, warp + 11)
              : Arrays.copyOfRange(x, warp + 11, warp + 32);
      IntBinaryOperator most = (a, b) -> Integer.compareUnsigned(a, b) > 0 ? a : b;
      List<IntBinaryOperator> operations =
          List.of(Integer::sum, Math::min, most, (a, b) -> a & b, (a, b) -> a | b, (a, b) -> a ^ b);
      for (int k = 0; k < 6; k++) {
        y[t * 6 + k] = Arrays.stream(group).reduce(operations.get(k)).orElseThrow();
      }
    }
    return kernel("redux_sums").block(64).from(80).in(x).out(Expected.exactly(y));
  }
}
