package dev.warpsmith.profiler.sanitizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Reads outputs written by hand from the samples in the Compute Sanitizer manual. */
class SanitizerReportTest {
  @Test
  void eachErrorIsOneLineWithoutTheHostsBacktrace() {
    SanitizerReport report =
        SanitizerReport.parse(
            """
            ========= COMPUTE-SANITIZER
            ========= Invalid __global__ write of size 4 bytes
            =========     at unaligned_kernel()+0x160
            =========     by thread (0,0,0) in block (0,0,0)
            =========     Address 0x7f6510c00001 is misaligned
            =========     Saved host backtrace up to driver entry point at kernel launch time
            =========         Host Frame:cuLaunchKernel [0x7f]
            =========
            ========= Invalid __global__ read of size 8 bytes
            =========     at other(int *)+0x80
            =========
            ========= ERROR SUMMARY: 2 errors
            """);

    assertThat(report.errors()).hasValue(2);
    assertThat(report.findings())
        .containsExactly(
            "Invalid __global__ write of size 4 bytes, at unaligned_kernel()+0x160, by thread"
                + " (0,0,0) in block (0,0,0), Address 0x7f6510c00001 is misaligned",
            "Invalid __global__ read of size 8 bytes, at other(int *)+0x80");
  }

  @Test
  void racesAreCountedByTheirOwnSummaryAndWarningsAreNone() {
    SanitizerReport race =
        SanitizerReport.parse(
            """
            ========= Error: Race reported between Write access at sum(int *)+0x100
            =========     and Read access at sum(int *)+0x380 [496 hazards]
            =========
            ========= RACECHECK SUMMARY: 1 hazard displayed (1 error, 0 warnings)
            """);
    SanitizerReport warning =
        SanitizerReport.parse(
            "========= RACECHECK SUMMARY: 2 hazards displayed (0 errors, 2 warnings)\n");

    assertThat(race.errors()).hasValue(1);
    assertThat(race.findings()).hasSize(1);
    assertThat(warning.errors()).hasValue(0);
  }

  @Test
  void uninitialisedReadsAndBarriersAreFindings() {
    String text =
        """
        ========= Uninitialized __global__ memory read of size 4 bytes
        =========     at add(int *)+0x70
        =========
        ========= Barrier error detected. Divergent thread(s) in block.
        =========     at sync(int *)+0x20
        ========= ERROR SUMMARY: 2 errors
        """;

    assertThat(SanitizerReport.parse(text).findings())
        .containsExactly(
            "Uninitialized __global__ memory read of size 4 bytes, at add(int *)+0x70",
            "Barrier error detected. Divergent thread(s) in block., at sync(int *)+0x20");
  }

  @Test
  void anOutputWithoutASummaryCountsNothing() {
    SanitizerReport report =
        SanitizerReport.parse(
            "========= COMPUTE-SANITIZER\n========= Error: Target application terminated before"
                + " first instrumented API call\n");

    assertThat(report.errors()).isEmpty();
    assertThat(report.complaint()).contains("terminated before first instrumented");
  }
}
