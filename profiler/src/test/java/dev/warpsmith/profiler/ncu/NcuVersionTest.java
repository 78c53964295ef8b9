package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NcuVersionTest {

  @Test
  void readsTheVersionThatNcuPrints() {
    String text =
        """
        NVIDIA (R) Nsight Compute Command Line Profiler
        Copyright (c) 2018-2025 NVIDIA Corporation
        Version 2025.1.1.0 (build 35528883) (public-release)
        """;
    assertThat(NcuVersion.parse(text)).hasValue(new NcuVersion(2025, 1, 1));
    assertThat(NcuVersion.parse("Version 2019.5 (Build 1)")).hasValue(new NcuVersion(2019, 5, 0));
    assertThat(NcuVersion.parse("GNU bash, version 5")).isEmpty();
  }

  @Test
  void ordersReleases() {
    assertThat(new NcuVersion(2021, 3, 1)).isLessThan(NcuVersion.MINIMUM);
    assertThat(new NcuVersion(2022, 1, 1)).isGreaterThan(NcuVersion.MINIMUM);
    assertThat(new NcuVersion(2025, 10, 0)).isGreaterThan(new NcuVersion(2025, 9, 9));
  }
}
