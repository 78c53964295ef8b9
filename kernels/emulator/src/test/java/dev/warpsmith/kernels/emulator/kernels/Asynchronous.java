package dev.warpsmith.kernels.emulator.kernels;

import java.util.List;
import java.util.stream.Stream;

/**
 * The kernels of {@code asynchronous.cu}: barriers, pipelines and copies of CUDA's own headers, and
 * named barriers between producer and consumer warps.
 */
final class Asynchronous {
  private static final int SIZE = 256;
  private static final int TILES = 8;

  private Asynchronous() {}

  static List<WholeKernel> all() {
    Stream<WholeKernel> reversals =
        Stream.of(
                "group_copies",
                "group_stages",
                "thread_pipeline",
                "block_pipeline",
                "split_barrier",
                "barrier_copies")
            .map(name -> reversal(name, SIZE));
    return Stream.concat(
            reversals,
            Stream.of(
                reversal("partitioned_pipeline", 128 + SIZE),
                reversal("named_barriers", 2 * SIZE),
                droppingBarrier()))
        .toList();
  }

  /** Kernels whose tiles are turned around and doubled. */
  static WholeKernel reversal(String name, int threads) {
    float[] x = inputs();
    float[] y = new float[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = 2 * x[i / SIZE * SIZE + SIZE - 1 - i % SIZE];
    }
    return kernel(name).block(threads).in(x).out(Expected.exactly(y));
  }

  private static WholeKernel droppingBarrier() {
    float[] x = inputs();
    float[] y = new float[x.length];
    for (int i = 0; i < y.length; i++) {
      int tile = i / SIZE;
      int thread = i % SIZE;
      if (thread >= SIZE / 2) {
        y[i] = 2 * (tile == 0 ? x[SIZE - 1 - thread] : x[tile * SIZE + SIZE * 3 / 2 - 1 - thread]);
      }
    }
    return kernel("dropping_barrier").block(SIZE).in(x).zeroed(Expected.exactly(y));
  }

  private static float[] inputs() {
    float[] x = new float[TILES * SIZE];
    for (int i = 0; i < x.length; i++) {
      x[i] = 0.25f * i - 100;
    }
    return x;
  }

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("asynchronous", name).from(80);
  }
}
