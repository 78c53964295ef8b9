package dev.warpsmith.kernelbench.jmh.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpeedTableTest {
  @Test
  void givesEachSpeedAsRatioToCalibrationAndToItsOwnBases() {
    SpeedTable table =
        new SpeedTable(
            Optional.of(8e9),
            List.of(
                new SpeedTable.Speed("gelu", LaunchMode.FAST, 1, 4e9),
                new SpeedTable.Speed("gelu", LaunchMode.CHECKING, 1, 1e9),
                new SpeedTable.Speed("gelu", LaunchMode.FAST, 2, 6e9)),
            Optional.of(120.04));

    assertThat(table.lines())
        .containsExactly(
            "calibration: 8.00 G fused multiply-adds/s",
            "kernel       mode      threads G instructions/s  x calibration  of fast x 1 thread",
            "gelu         fast            1             4.00          0.500    1.000      1.000",
            "gelu         checking        1             1.00          0.125    0.250      1.000",
            "gelu         fast            2             6.00          0.750    1.000      1.500",
            "loading 1,000 instructions: 120.0 ms");
  }

  @Test
  void leavesOutRatiosWhoseBaseDidNotRun() {
    SpeedTable table =
        new SpeedTable(
            Optional.empty(),
            List.of(new SpeedTable.Speed("sgemm", LaunchMode.COUNTING, 2, 1e9)),
            Optional.empty());

    assertThat(table.lines().get(1))
        .isEqualTo(
            "sgemm        counting        2             1.00              -        -          -");
  }
}
