package dev.warpsmith.kernels.emulator.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The kernels of {@code groups.cu}: cooperative groups. */
final class Groups {
  private Groups() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("groups", name);
  }

  static List<WholeKernel> all() {
    return List.of(tiledSum(), warpLibrary(), coalescedFilter(), labeledGroups(), ranks());
  }

  private static WholeKernel tiledSum() {
    int[] x = Inputs.ints(1, 3 * 40);
    int[] sums = new int[15];
    for (int i = 0; i < x.length; i++) {
      sums[i / 8] += x[i];
    }
    return kernel("tiled_sum").grid(3).block(40).in(x).out(Expected.exactly(sums));
  }

  private static WholeKernel warpLibrary() {
    int[] x = Inputs.ints(2, 128);
    int[] y = new int[3 * x.length];
    for (int i = 0; i < x.length; i++) {
      int warp = i / 32 * 32;
      y[3 * i] = Arrays.stream(x, warp, warp + 32).sum();
      y[3 * i + 1] = Arrays.stream(x, warp, warp + 32).max().orElseThrow();
      y[3 * i + 2] = Arrays.stream(x, warp, i).sum();
    }
    return kernel("warp_library").grid(2).block(64).in(x).out(Expected.exactly(y));
  }

  /** Which element goes where depends on the order of warps. */
  private static WholeKernel coalescedFilter() {
    int[] x = Inputs.ints(3, 150);
    int[] kept = Arrays.stream(x).filter(v -> v % 3 == 0).toArray();
    return kernel("coalesced_filter")
        .grid(3)
        .block(64)
        .dependingOnOrder()
        .in(x)
        .out(
            Expected.ints(
                kept.length, actual -> assertThat(actual).containsExactlyInAnyOrder(kept)))
        .zeroed(Expected.exactly(kept.length))
        .value(x.length);
  }

  private static WholeKernel labeledGroups() {
    int[] x = Inputs.ints(4, 64);
    int[] y = new int[2 * x.length];
    for (int i = 0; i < x.length; i++) {
      int me = i;
      int[] same =
          IntStream.range(i / 32 * 32, i / 32 * 32 + 32)
              .filter(j -> (x[j] & 3) == (x[me] & 3))
              .toArray();
      y[2 * i] = Arrays.stream(same).map(j -> x[j]).sum();
      int rank = (int) Arrays.stream(same).filter(j -> j < me).count();
      y[2 * i + 1] = rank * 100 + same.length;
    }
    return kernel("labeled_groups").block(64).in(x).out(Expected.exactly(y));
  }

  private static WholeKernel ranks() {
    int[] y = new int[3 * 4 * 30];
    for (int i = 0; i < 4 * 30; i++) {
      int t = i % 30;
      int b = i / 30;
      y[3 * i] = t;
      int thread = t % 5 + 10 * (t / 5 % 3) + 100 * (t / 15);
      y[3 * i + 1] = thread + 1000 * (b % 2 + 10 * (b / 2));
      y[3 * i + 2] = 120;
    }
    return kernel("ranks").grid(2, 2).block(5, 3, 2).out(Expected.exactly(y));
  }
}
