package dev.warpsmith.kernels.emulator.kernels;

import java.util.Arrays;
import java.util.List;

/** The kernels of {@code rows.cu}. */
final class Rows {
  private Rows() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("rows", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        softmax("softmax").grid(5).block(96).value(77),
        softmax("online_softmax").grid(2).block(32, 3).value(5).value(77),
        layerNorm(),
        rmsNorm(),
        crossEntropy(),
        attention("attention", 16, false),
        attention("causal_attention", 8, true));
  }

  private static double[] doubles(float[] x, int from, int to) {
    double[] row = new double[to - from];
    for (int i = from; i < to; i++) {
      row[i - from] = x[i];
    }
    return row;
  }

  private static WholeKernel softmax(String name) {
    float[] x = Inputs.floats(1, 5 * 77);
    double[] y = new double[x.length];
    for (int row = 0; row < 5; row++) {
      double[] powers = Arrays.stream(doubles(x, row * 77, row * 77 + 77)).map(Math::exp).toArray();
      double sum = Arrays.stream(powers).sum();
      for (int c = 0; c < 77; c++) {
        y[row * 77 + c] = powers[c] / sum;
      }
    }
    return kernel(name).in(x).out(Expected.near(1e-6, y));
  }

  private static WholeKernel layerNorm() {
    int cols = 75;
    float[] x = Inputs.floats(2, 4 * cols);
    float[] gain = Inputs.floats(3, cols);
    float[] bias = Inputs.floats(4, cols);
    double[] y = new double[x.length];
    for (int row = 0; row < 4; row++) {
      double[] values = doubles(x, row * cols, row * cols + cols);
      double mean = Arrays.stream(values).average().orElseThrow();
      double variance =
          Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      for (int c = 0; c < cols; c++) {
        double scaled = (values[c] - mean) / Math.sqrt(variance + 1e-5);
        y[row * cols + c] = scaled * gain[c] + bias[c];
      }
    }
    return kernel("layer_norm")
        .grid(4)
        .block(32)
        .in(x)
        .in(gain)
        .in(bias)
        .out(Expected.near(1e-5, y))
        .value(cols);
  }

  private static WholeKernel rmsNorm() {
    int cols = 100;
    float[] x = Inputs.floats(5, 3 * cols);
    float[] gain = Inputs.floats(6, cols);
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      double[] values = doubles(x, i / cols * cols, i / cols * cols + cols);
      double square = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
      y[i] = x[i] / Math.sqrt(square + 1e-6) * gain[i % cols];
    }
    return kernel("rms_norm")
        .grid(3)
        .block(64)
        .in(x)
        .in(gain)
        .out(Expected.near(1e-5, y))
        .value(cols / 4);
  }

  private static WholeKernel crossEntropy() {
    int rows = 50;
    int cols = 12;
    float[] x = Inputs.floats(7, rows * cols);
    long[] labels = new long[rows];
    double[] loss = new double[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = (row * 7L) % cols;
      double[] values = doubles(x, row * cols, row * cols + cols);
      double sum = Arrays.stream(values).map(Math::exp).sum();
      loss[row] = Math.log(sum) - values[(int) labels[row]];
    }
    return kernel("cross_entropy")
        .grid(2)
        .block(32)
        .in(x)
        .in(labels)
        .out(Expected.near(1e-5, loss))
        .value(rows)
        .value(cols);
  }

  private static WholeKernel attention(String name, int depth, boolean causal) {
    int n = 37;
    int heads = 2;
    float[] q = Inputs.floats(8, heads * n * depth);
    float[] k = Inputs.floats(9, heads * n * depth);
    float[] v = Inputs.floats(10, heads * n * depth);
    double[] o = new double[q.length];
    for (int row = 0; row < heads * n; row++) {
      int head = row / n * n;
      int keys = causal ? row - head + 1 : n;
      double sum = 0;
      for (int key = head; key < head + keys; key++) {
        double score = 0;
        for (int d = 0; d < depth; d++) {
          score += (double) q[row * depth + d] * k[key * depth + d];
        }
        double weight = Math.exp(score / Math.sqrt(depth));
        sum += weight;
        for (int d = 0; d < depth; d++) {
          o[row * depth + d] += weight * v[key * depth + d];
        }
      }
      for (int d = 0; d < depth; d++) {
        o[row * depth + d] /= sum;
      }
    }
    return kernel(name)
        .grid(2, heads)
        .block(32)
        .in(q)
        .in(k)
        .in(v)
        .out(Expected.near(1e-5, o))
        .value(n);
  }
}
