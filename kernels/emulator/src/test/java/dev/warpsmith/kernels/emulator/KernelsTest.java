package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole kernels, as nvcc compiles them for three architectures, against Java. */
class KernelsTest {
  private static final String SM_75 = "kernels.sm_75.ptx";
  private static final String SM_90 = "kernels.sm_90.ptx";
  private static final String SM_100 = "kernels.sm_100.ptx";

  private static KernelRunner runner(String name) {
    return new KernelRunner(KernelRunner.resource(name));
  }

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 4 - 2;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void stridesOverTheGrid(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      int n = 1003;
      float[] x = random(n, 1);
      float[] y = random(n, 2);
      DeviceBuffer out = runner.floats("y", y);
      runner.run("grid_stride", 3, 64, runner.floats("x", x), out, 0.75f, n);
      float[] expected = new float[n];
      for (int i = 0; i < n; i++) {
        expected[i] = Math.fma(0.75f, x[i], y[i]);
      }
      assertThat(KernelRunner.floats(out)).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void computesSoftmaxOfRows(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      int rows = 5;
      int cols = 333;
      float[] x = random(rows * cols, 3);
      DeviceBuffer y = runner.floats("y", new float[rows * cols]);
      runner.run("softmax_rows", rows, 128, runner.floats("x", x), y, cols);
      float[] actual = KernelRunner.floats(y);
      for (int r = 0; r < rows; r++) {
        double sum = 0;
        for (int c = 0; c < cols; c++) {
          sum += Math.exp(x[r * cols + c]);
        }
        for (int c = 0; c < cols; c++) {
          double expected = Math.exp(x[r * cols + c]) / sum;
          assertThat((double) actual[r * cols + c]).isCloseTo(expected, within(expected * 1e-5));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void multipliesMatrices(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      int m = 37;
      int n = 29;
      int k = 45;
      float[] a = random(m * k, 4);
      float[] b = random(k * n, 5);
      DeviceBuffer c = runner.floats("c", new float[m * n]);
      runner.run(
          "sgemm",
          new Dim3(2, 3, 1),
          new Dim3(16, 16, 1),
          runner.floats("a", a),
          runner.floats("b", b),
          c,
          m,
          n,
          k);
      float[] expected = new float[m * n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          float sum = 0;
          for (int p = 0; p < k; p++) {
            sum = Math.fma(a[i * k + p], b[p * n + j], sum);
          }
          expected[i * n + j] = sum;
        }
      }
      assertThat(KernelRunner.floats(c)).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void countsWithSharedAndGlobalAtomics(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      int[] x = new Random(6).ints(5000).toArray();
      DeviceBuffer bins = runner.ints("bins", new int[64]);
      runner.run("histogram", 7, 96, runner.ints("x", x), bins, x.length);
      int[] expected = new int[64];
      for (int value : x) {
        expected[value & 63]++;
      }
      assertThat(KernelRunner.ints(bins)).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void followsLanesThatDiverge(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      DeviceBuffer y = runner.ints("y", new int[64 * 64]);
      runner.run("mandelbrot", 32, 128, y, 64, 100);
      assertThat(KernelRunner.ints(y)).containsExactly(mandelbrot());
    }
  }

  /** The contractions that nvcc makes of the source's expressions. */
  private static int[] mandelbrot() {
    int[] counts = new int[64 * 64];
    for (int i = 0; i < counts.length; i++) {
      int column = i % 64;
      int row = i / 64;
      float cx = Math.fma((float) column, 0.046875f, -2f);
      float cy = Math.fma((float) row, 0.046875f, -1.5f);
      float zx = 0;
      float zy = 0;
      int it = 0;
      while (it < 100 && Math.fma(zx, zx, zy * zy) <= 4f) {
        float t = zx * zx - zy * zy + cx;
        zy = Math.fma(zx + zx, zy, cy);
        zx = t;
        it++;
      }
      counts[i] = it;
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void endsASpinLockWithinAWarp(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      DeviceBuffer lock = runner.ints("lock", 0);
      DeviceBuffer count = runner.ints("count", 0);
      runner.run("spin_lock", 3, 64, lock, count);
      assertThat(KernelRunner.ints(count)).containsExactly(192);
      assertThat(KernelRunner.ints(lock)).containsExactly(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void letsTheLastBlockSum(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      float[] x = new float[4096];
      Arrays.fill(x, 0.5f);
      DeviceBuffer out = runner.floats("out", 0);
      DeviceBuffer partial = runner.floats("partial", new float[9]);
      runner.run("last_block_sum", 9, 128, runner.floats("x", x), partial, out, 4096);
      assertThat(KernelRunner.floats(out)).containsExactly(2048f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void letsBlocksWaitForEachOther(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      DeviceBuffer y = runner.ints("y", new int[20 * 32]);
      runner.run("grid_wait", 20, 32, runner.ints("arrived", 0), y);
      assertThat(KernelRunner.ints(y)).containsOnly(20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void callsFunctionsWithArraysOnTheStack(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      float[] x = random(70, 7);
      DeviceBuffer y = runner.floats("y", new float[70]);
      runner.run("calls", 2, 64, runner.floats("x", x), y, 70);
      float[] expected = new float[70];
      for (int i = 0; i < 70; i++) {
        float[] stack = new float[8];
        for (int k = 0; k < 8; k++) {
          stack[k] = Math.fma((k & 3) + 1f, x[i], (float) k) * x[i];
        }
        float s = 0;
        for (int k = 0; k < 8; k++) {
          s += stack[(k * (i + 3)) & 7];
        }
        expected[i] = (i & 3) == 0 ? s + 1 : (i & 3) == 1 ? s * 2 : (i & 3) == 2 ? s - 3 : -s;
      }
      assertThat(KernelRunner.floats(y)).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_90, SM_100})
  void copiesAsynchronously(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      float[] x = random(512, 8);
      DeviceBuffer y = runner.floats("y", new float[512]);
      runner.run("async_copy", 2, 64, runner.floats("x", x), y);
      float[] expected = new float[512];
      for (int i = 0; i < 512; i++) {
        expected[i] = x[i / 256 * 256 + 255 - i % 256];
      }
      assertThat(KernelRunner.floats(y)).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void votesMatchesAndShuffles(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      int[] x = new Random(9).ints(32, 0, 40).toArray();
      DeviceBuffer y = runner.ints("y", new int[32 * 6]);
      runner.run("votes", 1, 32, runner.ints("x", x), y);
      int[] actual = KernelRunner.ints(y);
      int even = 0;
      for (int i = 0; i < 32; i++) {
        even |= x[i] % 2 == 0 ? 1 << i : 0;
      }
      for (int i = 0; i < 32; i++) {
        int same = 0;
        for (int j = 0; j < 32; j++) {
          same |= x[i] == x[j] ? 1 << j : 0;
        }
        assertThat(actual[i * 6]).isEqualTo(even);
        assertThat(actual[i * 6 + 1]).isEqualTo(same);
        assertThat(actual[i * 6 + 2]).isEqualTo(i % 16 < 3 ? x[i] : x[i - 3]);
        assertThat(actual[i * 6 + 3]).isEqualTo(i + 5 > 31 ? x[i] : x[i + 5]);
        assertThat(actual[i * 6 + 4]).isEqualTo(x[i / 8 * 8 + x[i] % 8]);
        assertThat(actual[i * 6 + 5]).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void shufflesBetweenDifferentProgramPoints(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      DeviceBuffer y = runner.ints("y", new int[32]);
      runner.run("two_shuffles", 1, 32, y);
      int[] expected = new int[32];
      for (int i = 0; i < 32; i++) {
        expected[i] = (i ^ 16) + (i < 16 ? 100 : 200);
      }
      assertThat(KernelRunner.ints(y)).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void computesWithHalves(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      int[] a = {0x3C004000, 0x7C000001, 0xFBFF7BFF};
      int[] b = {0x42003800, 0x00003C00, 0x40004000};
      DeviceBuffer c = runner.ints("c", new int[3]);
      DeviceBuffer d = runner.ints("d", 0x3F803F80, 0x40404040);
      DeviceBuffer e = runner.ints("e", 0, 0);
      runner.run("halves", 1, 3, runner.ints("a", a), runner.ints("b", b), c, d, e);
      assertThat(KernelRunner.ints(c)).containsExactly(0x44004200, 0x7FFF0002, 0xFC007C00);
      assertThat(KernelRunner.ints(e)).containsExactly(0x3FC03FC0, 0x00004090);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void givesTheSameBytesOnAnyNumberOfThreads(int threads) {
    float[] x = random(3000, 10);
    int[] one = floatSum(x, 1);
    assertThat(floatSum(x, threads)).containsExactly(one);
  }

  private static int[] floatSum(float[] x, int threads) {
    try (KernelRunner runner = new KernelRunner(KernelRunner.resource(SM_90), threads)) {
      DeviceBuffer sum = runner.floats("sum", 0);
      runner.run("float_atomics", 24, 128, runner.floats("x", x), sum, x.length);
      return KernelRunner.ints(sum);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SM_75, SM_90, SM_100})
  void findsNothingWrongWithRightKernels(String ptx) {
    try (KernelRunner runner = runner(ptx)) {
      int rows = 3;
      DeviceBuffer x = runner.floats("x", random(rows * 100, 3));
      DeviceBuffer y = runner.floats("y", new float[rows * 100]);
      y.poison((byte) 0);
      String outcome =
          runner
              .launch(
                  LaunchOptions.sanitizing(7),
                  "softmax_rows",
                  Dim3.of(rows),
                  Dim3.of(64),
                  x,
                  y,
                  100)
              .match(completed -> "completed", faulted -> faulted.fault().message());
      assertThat(outcome).isEqualTo("completed");
      assertThat(KernelRunner.floats(y)).doesNotContain(0f);
    }
  }
}
