package dev.warpsmith.profiler.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sectors and wavefronts of access patterns, compiled by nvcc, against counts made by hand.
 *
 * <p>Global memory moves in sectors of 32 bytes, of which a request needs each that a lane touches.
 * Shared memory has 32 banks of 4 bytes; a request takes as many wavefronts as the bank of most
 * different words has, lanes of one word together; 8-byte accesses are two halves of a warp,
 * 16-byte ones four quarters (CUDA C++ Programming Guide; Nsight Compute, memory tables).
 */
class AccessPatternsIT {
  private static final long FLOATS = 1 << 16;

  @TempDir static Path cache;
  private static EmulatedKernels kernels;

  @BeforeAll
  static void compile() {
    kernels = new EmulatedKernels("patterns.cu", "h200", cache);
  }

  @AfterAll
  static void close() {
    if (kernels != null) {
      kernels.close();
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # kernel           | n    | load sectors | store sectors
          # 32 x 4 bytes = 128 bytes, aligned: 128 / 32
          load_stride        | 1    | 4  | 4
          # all lanes the same word
          load_stride        | 0    | 1  | 4
          # lanes 8 bytes apart: 256 bytes, half of each sector
          load_stride        | 2    | 8  | 4
          # lanes 12 bytes apart: the last ends at 31 x 12 + 4 = 376, 11.75 sectors
          load_stride        | 3    | 12 | 4
          # lanes 32 bytes apart, and more: a sector each
          load_stride        | 8    | 32 | 4
          load_stride        | 32   | 32 | 4
          # a column of a matrix with rows of 1024 floats
          load_stride        | 1024 | 32 | 4
          # bytes 4 to 132: sectors 0 to 4
          load_offset        | 1    | 5  | 4
          # bytes 16 to 144: sectors 0 to 4
          load_offset        | 4    | 5  | 4
          # bytes 28 to 156
          load_offset        | 7    | 5  | 4
          # bytes 32 to 160: another line, no further sector
          load_offset        | 8    | 4  | 4
          # order within the warp decides nothing
          load_reversed      | 31   | 4  | 4
          # words 0, 1, 4 share sector 0; from 9 on squares are at least 9 words apart: 1 + 29
          load_squares       | 0    | 30 | 4
          # 16 lanes x 4 bytes; 9 lanes x 4 bytes end in sector 1
          load_some_lanes    | 16   | 2  | 2
          load_some_lanes    | 9    | 2  | 2
          load_some_lanes    | 1    | 1  | 1
          # 32 bytes; 32 bytes 4 apart; 64 bytes
          load_bytes         | 1    | 1  | 4
          load_bytes         | 4    | 4  | 4
          load_halves        | 1    | 2  | 4
          # 256 bytes; 512 bytes, half of each sector used
          load_float2        | 1    | 8  | 4
          load_float2        | 2    | 16 | 4
          # 512 bytes; half of each sector: 1024 bytes; a sector each, four apart
          load_float4        | 1    | 16 | 4
          load_float4        | 2    | 32 | 4
          load_float4        | 8    | 32 | 4
          # bytes 16 to 528: sectors 0 to 16
          load_float4_offset | 1    | 17 | 4
          load_float4_offset | 2    | 16 | 4
          store_stride       | 1    | 4  | 4
          store_stride       | 2    | 4  | 8
          store_stride       | 32   | 4  | 32
          store_offset       | 1    | 4  | 5
          store_offset       | 8    | 4  | 4
          store_float4       | 1    | 4  | 16
          store_float4       | 2    | 4  | 32
          # 32 lanes x 16 bytes to shared memory
          copy_async         | 1    | 16 | 4
          """)
  void countsSectorsOfGlobalMemory(String kernel, long n, long loads, long stores) {
    KernelProfile profile = profile(kernel, n);
    assertThat(value(profile, KeyMetrics.LOAD_REQUESTS)).isEqualTo(1);
    assertThat(value(profile, KeyMetrics.LOAD_SECTORS)).isEqualTo((double) loads);
    assertThat(value(profile, KeyMetrics.SECTORS_PER_LOAD)).isEqualTo((double) loads);
    assertThat(value(profile, KeyMetrics.STORE_REQUESTS)).isEqualTo(1);
    assertThat(value(profile, KeyMetrics.STORE_SECTORS)).isEqualTo((double) stores);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # kernel               | n   | load wavefronts | store wavefronts | conflicts
          # word i in bank i; one word for all; n words apart: 32 / gcd(n, 32) banks
          shared_load_stride     | 1   | 1  | 1  | 0
          shared_load_stride     | 0   | 1  | 1  | 0
          shared_load_stride     | 2   | 2  | 1  | 1
          shared_load_stride     | 3   | 1  | 1  | 0
          shared_load_stride     | 4   | 4  | 1  | 3
          shared_load_stride     | 8   | 8  | 1  | 7
          shared_load_stride     | 16  | 16 | 1  | 15
          # a column of a tile of 32 x 32; the same, rows padded to 33
          shared_load_stride     | 32  | 32 | 1  | 31
          shared_load_stride     | 33  | 1  | 1  | 0
          # 32 words in a row, wherever they begin
          shared_load_offset     | 1   | 1  | 1  | 0
          shared_load_offset     | 7   | 1  | 1  | 0
          shared_store_stride    | 1   | 1  | 1  | 0
          shared_store_stride    | 2   | 1  | 2  | 1
          shared_store_stride    | 32  | 1  | 32 | 31
          shared_store_stride    | 33  | 1  | 1  | 0
          # two halves of 16 lanes x 2 words; 4 words apart: lanes i and i + 8 in the same banks
          shared_load_float2     | 1   | 2  | 2  | 0
          shared_load_float2     | 2   | 4  | 2  | 2
          # four quarters of 8 lanes x 4 words; 8 words apart: lanes i and i + 4 meet
          shared_load_float4     | 1   | 4  | 4  | 0
          shared_load_float4     | 2   | 8  | 4  | 4
          # 16 words apart: lanes 0, 2, 4, 6 meet; 32 words apart: all 8
          shared_load_float4     | 4   | 16 | 4  | 12
          shared_load_float4     | 8   | 32 | 4  | 28
          # 36 words apart: lane i begins in bank 4 i
          shared_load_float4     | 9   | 4  | 4  | 0
          # four lanes share a word; a word each; 32 words apart
          shared_load_bytes      | 1   | 1  | 1  | 0
          shared_load_bytes      | 4   | 1  | 1  | 0
          shared_load_bytes      | 128 | 32 | 1  | 31
          # words 0 and 32 in one bank, words 0 and 33 not
          shared_two_words       | 32  | 2  | 1  | 1
          shared_two_words       | 33  | 1  | 1  | 0
          # rows of 4 words: 16 bytes a lane as for float4; 4 loads of 4 bytes, each 4-way
          shared_load_row           | 0 | 4  | 1 | 0
          shared_load_three_of_row  | 0 | 4  | 1 | 0
          shared_load_unaligned_row | 4 | 16 | 1 | 12
          # 8 bytes a lane, 16 bytes apart: as for float2, 2 apart; 2 loads of 4 bytes, each 4-way
          shared_load_half_of_row   | 0 | 4  | 1 | 2
          shared_load_ends_of_row   | 0 | 8  | 1 | 6
          shared_store_in_row       | 1 | 8  | 2 | 6
          # 16 columns of 8 rows, one word for a half warp: 32 loads of 16 bytes, two wavefronts each
          shared_load_row_by_row    | 0 | 64 | 8 | 0
          # row i has column n in bank i ^ n
          shared_swizzled_column | 0   | 1  | 1  | 0
          shared_swizzled_column | 13  | 1  | 1  | 0
          # a wavefront per matrix of 8 rows; rows 128 bytes apart: 8 per matrix; 144 apart: none
          ldmatrix_pitch         | 1   | 4  | 4  | 0
          ldmatrix_pitch         | 8   | 32 | 4  | 28
          ldmatrix_pitch         | 9   | 4  | 4  | 0
          ldmatrix_swizzled      | 0   | 4  | 4  | 0
          ldmatrix_swizzled      | 5   | 4  | 4  | 0
          ldmatrix_one           | 8   | 8  | 4  | 7
          ldmatrix_one           | 9   | 1  | 4  | 0
          # stores of 16 bytes, as above; the 4-byte loads at the end are 4 words apart
          copy_async             | 1   | 4  | 4  | 3
          copy_async             | 8   | 4  | 32 | 31
          copy_async             | 9   | 4  | 4  | 3
          """)
  void countsWavefrontsOfSharedMemory(
      String kernel, long n, long loads, long stores, long conflicts) {
    KernelProfile profile = profile(kernel, n);
    assertThat(value(profile, KeyMetrics.SHARED_LOAD_WAVEFRONTS)).isEqualTo((double) loads);
    assertThat(value(profile, KeyMetrics.SHARED_STORE_WAVEFRONTS)).isEqualTo((double) stores);
    assertThat(value(profile, KeyMetrics.SHARED_BANK_CONFLICTS)).isEqualTo((double) conflicts);
  }

  @Test
  void blocksOfSixteenBySixteenReadAndWriteTwoRowsAWarp() {
    try (EmulatedKernels streams = new EmulatedKernels("streams.cu", "h200", cache)) {
      KernelProfile profile =
          streams.profile(
              "naive_transpose",
              new Dim3(2, 2, 1),
              new Dim3(16, 16, 1),
              1024,
              32,
              BlockSelection.all());
      // 4 blocks of 8 warps. Each reads 2 rows of 64 bytes: 2 x 2 sectors. It writes 16 rows, in
      // each 2 words side by side: 16 sectors.
      assertThat(value(profile, KeyMetrics.LOAD_REQUESTS)).isEqualTo(32);
      assertThat(value(profile, KeyMetrics.LOAD_SECTORS)).isEqualTo(32 * 4);
      assertThat(value(profile, KeyMetrics.STORE_REQUESTS)).isEqualTo(32);
      assertThat(value(profile, KeyMetrics.STORE_SECTORS)).isEqualTo(32 * 16);
      assertThat(value(profile, KeyMetrics.BYTES_PER_SECTOR_LOAD)).isEqualTo(100);
      assertThat(value(profile, KeyMetrics.BYTES_PER_SECTOR_STORE)).isEqualTo(25);
    }
  }

  @Test
  void paddedTransposeWritesRowsAndHasNoConflict() {
    try (EmulatedKernels streams = new EmulatedKernels("streams.cu", "h200", cache)) {
      KernelProfile profile =
          streams.profile(
              "shared_transpose",
              new Dim3(2, 2, 1),
              new Dim3(32, 32, 1),
              4096,
              64,
              BlockSelection.all());
      // 4 blocks of 32 warps, each reads and writes 128 bytes.
      for (String sectors : List.of(KeyMetrics.LOAD_SECTORS, KeyMetrics.STORE_SECTORS)) {
        assertThat(value(profile, sectors)).isEqualTo(4 * 32 * 4);
      }
      assertThat(value(profile, KeyMetrics.SHARED_WAVEFRONTS)).isEqualTo(4 * 32 * 2);
      assertThat(value(profile, KeyMetrics.SHARED_BANK_CONFLICTS)).isEqualTo(0);
    }
  }

  private static KernelProfile profile(String kernel, long n) {
    return Objects.requireNonNull(kernels, "compiled kernels")
        .profile(kernel, Dim3.of(1), Dim3.of(32), FLOATS, n, BlockSelection.all());
  }

  private static double value(KernelProfile profile, String metric) {
    return profile.value(metric).orElseThrow();
  }
}
