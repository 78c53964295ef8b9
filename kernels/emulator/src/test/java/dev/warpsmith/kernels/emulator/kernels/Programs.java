package dev.warpsmith.kernels.emulator.kernels;

import java.util.Arrays;
import java.util.List;

/** The kernels of {@code programs.cu}: dynamic programming. */
final class Programs {
  private Programs() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("programs", name);
  }

  static List<WholeKernel> all() {
    return List.of(needlemanWunsch(), lcs(), knapsack(), floydWarshall(), viterbi());
  }

  private static byte[] letters(long seed, int count) {
    byte[] text = new byte[count];
    int[] values = Inputs.ints(seed, count, 0, 4);
    for (int i = 0; i < count; i++) {
      text[i] = (byte) "ACGT".charAt(values[i]);
    }
    return text;
  }

  private static WholeKernel needlemanWunsch() {
    int n = 40;
    int m = 51;
    byte[] a = letters(1, n);
    byte[] b = letters(2, m);
    int[] table = new int[(n + 1) * (m + 1)];
    for (int i = 0; i <= n; i++) {
      for (int j = 0; j <= m; j++) {
        int at = i * (m + 1) + j;
        if (i == 0 || j == 0) {
          table[at] = -2 * (i + j);
        } else {
          int match = table[at - m - 2] + (a[i - 1] == b[j - 1] ? 2 : -1);
          table[at] = Math.max(match, Math.max(table[at - m - 1], table[at - 1]) - 2);
        }
      }
    }
    return kernel("needleman_wunsch")
        .block(32)
        .in(a)
        .in(b)
        .out(Expected.exactly(table))
        .value(n)
        .value(m)
        .value(2);
  }

  private static WholeKernel lcs() {
    int n = 30;
    int m = 44;
    int pairs = 37;
    byte[] a = letters(3, n * pairs);
    byte[] b = letters(4, m * pairs);
    int[] lengths = new int[pairs];
    for (int p = 0; p < pairs; p++) {
      int[][] table = new int[n + 1][m + 1];
      for (int i = 1; i <= n; i++) {
        for (int j = 1; j <= m; j++) {
          boolean same = a[p * n + i - 1] == b[p * m + j - 1];
          int longer = Math.max(table[i - 1][j], table[i][j - 1]);
          table[i][j] = same ? table[i - 1][j - 1] + 1 : longer;
        }
      }
      lengths[p] = table[n][m];
    }
    return kernel("lcs_bits")
        .grid(2)
        .block(32)
        .in(a)
        .in(b)
        .out(Expected.exactly(lengths))
        .value(n)
        .value(m)
        .value(pairs);
  }

  private static WholeKernel knapsack() {
    int[] weights = Inputs.ints(5, 25, 1, 30);
    int[] values = Inputs.ints(6, 25, 1, 100);
    int[] best = new int[201];
    for (int k = 0; k < weights.length; k++) {
      for (int c = 200; c >= weights[k]; c--) {
        best[c] = Math.max(best[c], best[c - weights[k]] + values[k]);
      }
    }
    return kernel("knapsack")
        .block(64)
        .dynamicShared(8 * 201)
        .in(weights)
        .in(values)
        .out(Expected.exactly(best))
        .value(25)
        .value(200);
  }

  private static WholeKernel floydWarshall() {
    int n = 29;
    int[] d = Inputs.ints(7, n * n, 1, 1000);
    int[] least = d.clone();
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n * n; i++) {
        least[i] = Math.min(least[i], least[i / n * n + k] + least[k * n + i % n]);
      }
    }
    return kernel("floyd_warshall")
        .block(16, 4)
        .inout(Bytes.of(d), Expected.exactly(least))
        .value(n);
  }

  private static WholeKernel viterbi() {
    int steps = 20;
    float[] emit = Inputs.floats(8, steps * 16);
    float[] move = Inputs.floats(9, 256);
    float[] score = Arrays.copyOf(emit, 16);
    int[][] back = new int[steps][16];
    for (int t = 1; t < steps; t++) {
      float[] next = new float[16];
      for (int s = 0; s < 16; s++) {
        for (int k = 1; k < 16; k++) {
          int from = back[t][s];
          back[t][s] = score[k] + move[k * 16 + s] > score[from] + move[from * 16 + s] ? k : from;
        }
        next[s] = score[back[t][s]] + move[back[t][s] * 16 + s] + emit[t * 16 + s];
      }
      score = next;
    }
    byte[] path = new byte[steps];
    for (int s = 1; s < 16; s++) {
      path[steps - 1] = score[s] > score[path[steps - 1]] ? (byte) s : path[steps - 1];
    }
    for (int t = steps - 1; t > 0; t--) {
      path[t - 1] = (byte) back[t][path[t]];
    }
    return kernel("viterbi")
        .block(16)
        .dynamicShared(steps * 16)
        .in(emit)
        .in(move)
        .out(Expected.exactly(path))
        .value(steps);
  }
}
