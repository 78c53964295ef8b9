package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Schedule.Pointwise.Walk;
import dev.warpsmith.coder.expert.Schedule.Row.Cache;
import java.util.Optional;

/**
 * Steps back to what asks less of the GPU: fewer registers, less shared memory, less cleverness.
 */
final class SaferSchedules {
  private SaferSchedules() {}

  /** Returns the next safer schedule; empty if this is the safest of its family. */
  static Optional<Schedule> of(Schedule schedule) {
    if (schedule instanceof Schedule.Row row) {
      return row(row);
    }
    if (schedule instanceof Schedule.Pointwise pointwise) {
      Schedule plain = new Schedule.Pointwise(256, 1, 1, Walk.FLAT);
      return pointwise.equals(plain) ? Optional.empty() : Optional.of(plain);
    }
    if (schedule instanceof Schedule.Column column) {
      Schedule plain = new Schedule.Column(32, 8, 1, Cache.NONE, 1, 1, 0, 1, Finish.KERNEL);
      return column.equals(plain) ? Optional.empty() : Optional.of(plain);
    }
    if (schedule instanceof Schedule.MatMul matMul) {
      Schedule small = new Schedule.MatMul(32, 32, 16, 4, 4, 1, 1, 1);
      return matMul.equals(small) ? Optional.empty() : Optional.of(small);
    }
    if (schedule instanceof Schedule.MatVec) {
      return Optional.of(new Schedule.MatMul(32, 32, 16, 4, 4, 1, 1, 1));
    }
    if (schedule instanceof TransposeSchedule transpose) {
      Schedule plain = new TransposeSchedule(32, 32, 256, 1, 1, TransposeSchedule.Layout.PADDED);
      return transpose.equals(plain) ? Optional.empty() : Optional.of(plain);
    }
    if (schedule instanceof ScanSchedule scan) {
      Schedule plain = new ScanSchedule(256, 1, 1, 1, ScanSchedule.Carry.LOOP);
      return scan.equals(plain) ? Optional.empty() : Optional.of(plain);
    }
    if (schedule instanceof ScanColumnsSchedule columns) {
      Schedule plain = new ScanColumnsSchedule(32, 1, 1);
      return columns.equals(plain) ? Optional.empty() : Optional.of(plain);
    }
    if (schedule instanceof WindowSchedule window) {
      Schedule plain = new WindowSchedule(32, 4, 1);
      return window.equals(plain) ? Optional.empty() : Optional.of(plain);
    }
    if (schedule instanceof PermuteSchedule permute) {
      Schedule plain = new PermuteSchedule(32, 8, 1, 1);
      return permute.equals(plain) ? Optional.empty() : Optional.of(plain);
    }
    return Optional.empty();
  }

  private static Optional<Schedule> row(Schedule.Row row) {
    if (row.cache() == Cache.REGISTERS && row.threads() > 32) {
      return Optional.of(
          new Schedule.Row(
              row.threads(),
              row.rows(),
              row.vector(),
              Cache.SHARED,
              1,
              1,
              row.online(),
              1,
              Finish.KERNEL));
    }
    Schedule plain = new Schedule.Row(256, 1, 1, Cache.NONE, 1, 1, 0, 1, Finish.KERNEL);
    return row.equals(plain) ? Optional.empty() : Optional.of(plain);
  }
}
