package dev.warpsmith.kernels.emulator;

import java.util.List;

/** {@code cp.async}: copies at once, or, under the sanitizer, as late as PTX allows. */
final class AsyncCopy {
  private AsyncCopy() {}

  /**
   * Copies from global to shared memory for one lane.
   *
   * @param target offset in shared memory
   * @param source virtual address
   * @param bytes size of the target
   * @param read bytes to read; the rest of the target becomes zero
   * @param site the read's access; the write's is the next
   */
  static void copy(Warp warp, int lane, long target, long source, int bytes, int read, int site) {
    int count = Math.min(bytes, Math.max(0, read));
    if (warp.sanitizer != null) {
      warp.sanitizer.copy(warp, lane, target, source, bytes, count, site);
      return;
    }
    if (!Windows.inside(target, bytes, warp.sharedBytes)) {
      throw report(warp, lane, site + 1).outOfBounds(target);
    }
    move(warp.shared + target, from(warp, lane, source, count, site), bytes, count);
  }

  /** Returns the host address of a source; 0 if nothing is read. */
  static long from(Warp warp, int lane, long source, int count, int site) {
    if (count == 0) {
      return 0;
    }
    Allocation found = warp.launch().find(source, count);
    if (found == null) {
      throw report(warp, lane, site).outOfBounds(source);
    }
    return source - found.address() + found.host();
  }

  /** Moves {@code count} of {@code bytes} bytes between host addresses; the rest becomes zero. */
  static void move(long to, long from, int bytes, int count) {
    if (count == 16) {
      OffHeap.putLong(to, OffHeap.getLong(from));
      OffHeap.putLong(to + 8, OffHeap.getLong(from + 8));
    } else if (count > 0) {
      OffHeap.copy(from, to, count);
    }
    if (count < bytes) {
      OffHeap.fill(to + count, bytes - count, (byte) 0);
    }
  }

  private static AccessReport report(Warp warp, int lane, int site) {
    return new AccessReport(warp, lane, warp.launch().program().accesses().get(site));
  }

  /** {@code cp.async.commit_group} of one lane. */
  static void commit(Warp warp, int lane) {
    if (warp.sanitizer != null) {
      warp.sanitizer.copies().commit(thread(warp, lane));
    }
  }

  /** {@code cp.async.wait_group} of one lane: all but the newest groups are done. */
  static void waitForAllBut(Warp warp, int lane, int newest) {
    if (warp.sanitizer != null) {
      warp.sanitizer.copies().waitForAllBut(thread(warp, lane), newest);
    }
  }

  /** {@code cp.async.wait_all} of one lane. */
  static void waitForAll(Warp warp, int lane) {
    if (warp.sanitizer != null) {
      warp.sanitizer.copies().waitForAll(thread(warp, lane));
    }
  }

  /** Returns the copies of one lane that are not done. */
  static List<PendingCopy> inFlight(Warp warp, int lane) {
    return warp.sanitizer == null ? List.of() : warp.sanitizer.copies().of(thread(warp, lane));
  }

  static int thread(Warp warp, int lane) {
    return warp.index * RegisterFile.LANES + lane;
  }
}
