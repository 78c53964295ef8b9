package dev.warpsmith.kernels.emulator.kernels;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The kernels of {@code library.cu}: primitives of the libraries that come with the compiler. */
final class Library {
  private Library() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("library", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        reduce("cub_reduce"),
        reduce("cub_reduce_raking"),
        scan(),
        radixSort(),
        mergeSort(),
        histogram(),
        neighbours(),
        warps(),
        atomics(),
        standardTypes());
  }

  private static WholeKernel reduce(String name) {
    int[] x = Inputs.ints(1, 3 * 96);
    int[] y = new int[6];
    for (int b = 0; b < 3; b++) {
      y[2 * b] = Arrays.stream(x, b * 96, b * 96 + 96).sum();
      y[2 * b + 1] = Arrays.stream(x, b * 96, b * 96 + 70).min().orElseThrow();
    }
    return kernel(name).grid(3).block(96).in(x).out(Expected.exactly(y));
  }

  private static WholeKernel scan() {
    int[] x = Inputs.ints(2, 230);
    int[] y = new int[x.length];
    for (int i = 1; i < x.length; i++) {
      y[i] = y[i - 1] + x[i - 1];
    }
    return kernel("cub_scan").block(64).in(x).out(Expected.exactly(y)).value(x.length);
  }

  private static WholeKernel radixSort() {
    int[] keys = Inputs.ints(3, 192, -40, 40);
    int[] values = Inputs.ints(4, 192);
    Comparator<Integer> falling = (a, b) -> Integer.compareUnsigned(keys[b], keys[a]);
    int[] order =
        IntStream.range(0, 192).boxed().sorted(falling).mapToInt(Integer::intValue).toArray();
    return kernel("cub_radix_sort")
        .block(64)
        .in(keys)
        .in(values)
        .out(Expected.exactly(Arrays.stream(order).map(i -> keys[i]).toArray()))
        .out(Expected.exactly(Arrays.stream(order).map(i -> values[i]).toArray()));
  }

  private static WholeKernel mergeSort() {
    double[] x = Inputs.doubles(5, 160);
    return kernel("cub_merge_sort")
        .block(32)
        .in(x)
        .out(Expected.exactly(Arrays.stream(x).sorted().toArray()));
  }

  private static WholeKernel histogram() {
    byte[] x = Inputs.bytes(6, 256);
    int[] bins = new int[32];
    for (byte b : x) {
      bins[b & 31]++;
    }
    return kernel("cub_histogram").block(64).in(x).out(Expected.exactly(bins));
  }

  private static WholeKernel neighbours() {
    int[] x = Inputs.ints(7, 128, 0, 3);
    int[] heads = new int[x.length];
    int[] differences = x.clone();
    heads[0] = 1;
    for (int i = 1; i < x.length; i++) {
      heads[i] = x[i] != x[i - 1] ? 1 : 0;
      differences[i] = x[i] - x[i - 1];
    }
    return kernel("cub_neighbours")
        .block(64)
        .in(x)
        .out(Expected.exactly(heads))
        .out(Expected.exactly(differences));
  }

  private static WholeKernel warps() {
    long[] x = Inputs.longs(8, 64);
    long[] y = new long[128];
    for (int i = 0; i < 64; i++) {
      int group = i % 16 == 0 ? 16 : 32;
      int first = i / group * group;
      y[2 * i] = Arrays.stream(x, first, first + group).sum();
      y[2 * i + 1] = Arrays.stream(x, i / 32 * 32, i + 1).sum();
    }
    return kernel("cub_warps").block(64).in(x).out(Expected.exactly(y));
  }

  private static WholeKernel atomics() {
    float[] x = Inputs.floats(9, 4 * 32);
    float most = 0;
    for (float v : x) {
      most = Math.max(most, v);
    }
    return kernel("cuda_atomics")
        .grid(4)
        .block(32)
        .in(x)
        .out(Expected.exactly(42))
        .zeroed(Expected.exactly(1))
        .zeroed(Expected.exactly(most))
        .zeroed(Expected.exactly(0, 42, 42, 42));
  }

  private static WholeKernel standardTypes() {
    float[] x = Inputs.floats(10, 100);
    double[] y = new double[100];
    for (int i = 0; i < 50; i++) {
      double a = x[2 * i];
      double b = x[2 * i + 1];
      double real = a * a - b * b + 0.25;
      double imaginary = 2 * a * b - 0.5;
      y[2 * i] = real < 0 ? -1 : Math.sqrt(real);
      y[2 * i + 1] = imaginary < 0 ? -2 : Math.sqrt(imaginary);
    }
    return kernel("standard_types").grid(2).block(32).in(x).out(Expected.near(1e-5, y)).value(50);
  }
}
