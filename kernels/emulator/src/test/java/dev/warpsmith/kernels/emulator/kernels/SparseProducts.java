package dev.warpsmith.kernels.emulator.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The kernels of {@code sparse.cu}. */
final class SparseProducts {
  private static final int ROWS = 45;
  private static final int COLS = 60;

  private SparseProducts() {}

  /** A matrix in compressed rows; some rows are empty, one is long. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Csr(int[] rows, int[] cols, float[] values) {
    static Csr random() {
      Random random = new Random(1);
      int[] rows = new int[ROWS + 1];
      List<Integer> cols = new ArrayList<>();
      for (int r = 0; r < ROWS; r++) {
        int fill = r == 7 ? 2 : r % 6 == 0 ? 100_000 : 9;
        for (int c = 0; c < COLS; c++) {
          if (random.nextInt(fill) == 0) {
            cols.add(c);
          }
        }
        rows[r + 1] = cols.size();
      }
      int[] at = cols.stream().mapToInt(Integer::intValue).toArray();
      return new Csr(rows, at, Inputs.floats(2, at.length));
    }

    double[] times(float[] b, int n) {
      double[] c = new double[ROWS * n];
      for (int i = 0; i < c.length; i++) {
        for (int e = rows[i / n]; e < rows[i / n + 1]; e++) {
          c[i] += (double) values[e] * b[cols[e] * n + i % n];
        }
      }
      return c;
    }

    int longest() {
      int most = 0;
      for (int r = 0; r < ROWS; r++) {
        most = Math.max(most, rows[r + 1] - rows[r]);
      }
      return most;
    }
  }

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("sparse", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        vector("csr_scalar").grid(2).block(32).value(ROWS),
        vector("csr_vector").grid(3).block(128).value(ROWS),
        ell(),
        coo(),
        spmm());
  }

  private static WholeKernel vector(String name) {
    Csr csr = Csr.random();
    float[] x = Inputs.floats(3, COLS);
    return kernel(name)
        .in(csr.rows())
        .in(csr.cols())
        .in(csr.values())
        .in(x)
        .out(Expected.near(1e-6, csr.times(x, 1)));
  }

  private static WholeKernel ell() {
    Csr csr = Csr.random();
    int width = csr.longest();
    int[] cols = new int[width * ROWS];
    float[] values = new float[width * ROWS];
    Arrays.fill(cols, -1);
    for (int r = 0; r < ROWS; r++) {
      for (int e = csr.rows()[r]; e < csr.rows()[r + 1]; e++) {
        int k = e - csr.rows()[r];
        cols[k * ROWS + r] = csr.cols()[e];
        values[k * ROWS + r] = csr.values()[e];
      }
    }
    float[] x = Inputs.floats(3, COLS);
    return kernel("ell_product")
        .grid(2)
        .block(24)
        .in(cols)
        .in(values)
        .in(x)
        .out(Expected.near(1e-6, csr.times(x, 1)))
        .value(ROWS)
        .value(width);
  }

  private static WholeKernel coo() {
    int count = 300;
    int[] at = Inputs.ints(4, 2 * count, 0, ROWS);
    int[] values = Inputs.ints(5, count);
    int[] x = Inputs.ints(6, ROWS);
    int[] y = new int[ROWS];
    for (int i = 0; i < count; i++) {
      y[at[2 * i]] += values[i] * x[at[2 * i + 1]];
    }
    return kernel("coo_product")
        .grid(2)
        .block(64)
        .in(at)
        .in(values)
        .in(x)
        .zeroed(Expected.exactly(y))
        .value(count);
  }

  private static WholeKernel spmm() {
    Csr csr = Csr.random();
    int n = 40;
    float[] b = Inputs.floats(7, COLS * n);
    return kernel("csr_spmm")
        .grid(15)
        .block(32, 3)
        .in(csr.rows())
        .in(csr.cols())
        .in(csr.values())
        .in(b)
        .out(Expected.near(1e-6, csr.times(b, n)))
        .value(ROWS)
        .value(n);
  }
}
