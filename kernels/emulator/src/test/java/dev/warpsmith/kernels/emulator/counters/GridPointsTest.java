package dev.warpsmith.kernels.emulator.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.Dim3;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridPointsTest {
  @Test
  void differentBlocksOfTheGrid() {
    for (Dim3 grid : List.of(Dim3.of(100_000), new Dim3(64, 64, 1), new Dim3(7, 100, 33))) {
      List<Long> blocks = GridPoints.of(grid, 256);
      assertThat(blocks).hasSize(256).doesNotHaveDuplicates();
      assertThat(blocks).allMatch(block -> block >= 0 && block < grid.count());
      assertThat(blocks.subList(0, 16)).isEqualTo(GridPoints.of(grid, 16));
    }
  }

  @Test
  void lieEvenlyAlongEveryAxis() {
    Dim3 grid = new Dim3(40, 60, 80);
    int[][] halves = new int[3][2];
    int[] octants = new int[8];
    for (long block : GridPoints.of(grid, 256)) {
      int x = block % 40 < 20 ? 0 : 1;
      int y = block / 40 % 60 < 30 ? 0 : 1;
      int z = block / 2400 < 40 ? 0 : 1;
      halves[0][x]++;
      halves[1][y]++;
      halves[2][z]++;
      octants[4 * z + 2 * y + x]++;
    }
    for (int[] half : halves) {
      assertThat(half[0]).isBetween(125, 131);
    }
    for (int octant : octants) {
      assertThat(octant).isBetween(29, 35);
    }
  }

  @Test
  void meetNoPeriodAndFollowWhatGrows() {
    Dim3 grid = new Dim3(64, 64, 1);
    List<Long> blocks = GridPoints.of(grid, 256);
    for (int period : new int[] {2, 4, 8, 16}) {
      assertThat(blocks.stream().filter(block -> block % period == 0).count())
          .isBetween(256L / period - 4, 256L / period + 4);
    }
    double triangular =
        blocks.stream().mapToLong(b -> Math.max(0, b / 64 - b % 64)).average().orElseThrow();
    assertThat(triangular).isBetween(0.97 * 10.664, 1.03 * 10.664); // (64 - 1 / 64) / 6
  }

  @Test
  void fewerWhereTheGridIsSmall() {
    assertThat(GridPoints.of(Dim3.of(5), 256)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    assertThat(GridPoints.of(Dim3.of(1), 256)).containsExactly(0L);
  }
}
