package dev.warpsmith.kernels.emulator.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The kernels of {@code calls.cu} and {@code grids.cu}. */
final class Calls {
  private Calls() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of(name.startsWith("grid") ? "grids" : "calls", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        virtualFunctions(), functionPointers(), recursion(), recursiveSort(), gridSync());
  }

  private static WholeKernel virtualFunctions() {
    int[] x = Inputs.ints(1, 140, 3, 90);
    int[] y = new int[70];
    for (int i = 0; i < y.length; i++) {
      int a = x[2 * i];
      int b = x[2 * i + 1];
      y[i] = ((a ^ b) & 1) == 0 ? a * b : a * b - (a - 2) * (b - 2);
    }
    return kernel("virtual_functions")
        .grid(3)
        .block(32)
        .in(x)
        .out(Expected.exactly(y))
        .value(y.length);
  }

  private static WholeKernel functionPointers() {
    List<IntUnaryOperator> operations = List.of(v -> 2 * v, v -> v * v, v -> ~v);
    int[] x = Inputs.ints(2, 75);
    int[] y = new int[75];
    for (int i = 0; i < y.length; i++) {
      int first = operations.get(i / 3 % 3).applyAsInt(x[i]);
      y[i] = operations.get(i % 3).applyAsInt(first);
    }
    return kernel("function_pointers")
        .grid(3)
        .block(32)
        .in(x)
        .out(Expected.exactly(y))
        .value(y.length);
  }

  /** Ackermann's function in closed form: n + 1, n + 2, 2n + 3. */
  private static WholeKernel recursion() {
    int[] y = new int[40];
    for (int i = 0; i < y.length; i++) {
      int n = i % 7;
      y[i] = i % 3 == 0 ? n + 1 : i % 3 == 1 ? n + 2 : 2 * n + 3;
    }
    return kernel("recursion").block(40).out(Expected.exactly(y));
  }

  private static WholeKernel recursiveSort() {
    int[] x = Inputs.ints(3, 33 * 20, -99, 99);
    int[] sorted = x.clone();
    for (int t = 0; t < 33; t++) {
      Arrays.sort(sorted, t * 20, t * 20 + 20);
    }
    return kernel("recursive_sort")
        .block(33)
        .inout(Bytes.of(x), Expected.exactly(sorted))
        .value(20);
  }

  private static WholeKernel gridSync() {
    int n = 200;
    int[] a = Inputs.ints(4, n);
    int[] b = a;
    int[] before = a;
    for (int round = 0; round < 5; round++) {
      int[] next = new int[n];
      for (int i = 0; i < n; i++) {
        next[i] = b[i] + b[(i + 1) % n];
      }
      before = b;
      b = next;
    }
    return kernel("grid_sync")
        .grid(4)
        .block(64)
        .asCooperative()
        .inout(Bytes.of(a), Expected.exactly(before))
        .out(Expected.exactly(b))
        .value(n)
        .value(5);
  }
}
