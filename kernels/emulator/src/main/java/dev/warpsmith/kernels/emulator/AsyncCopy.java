package dev.warpsmith.kernels.emulator;

/** {@code cp.async}: copies at once, which is one of the orders that PTX allows. */
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
    if (warp.sanitizer != null) {
      Sanitizer.copy(warp, lane, target, source, read, site);
    }
    if (!Windows.inside(target, bytes, warp.sharedBytes)) {
      throw report(warp, lane, site + 1).outOfBounds(target);
    }
    long to = warp.shared + target;
    int count = Math.min(bytes, Math.max(0, read));
    if (count > 0) {
      Allocation found = warp.launch().find(source, count);
      if (found == null) {
        throw report(warp, lane, site).outOfBounds(source);
      }
      long from = source - found.address() + found.host();
      if (count == 16) {
        OffHeap.putLong(to, OffHeap.getLong(from));
        OffHeap.putLong(to + 8, OffHeap.getLong(from + 8));
      } else {
        OffHeap.copy(from, to, count);
      }
    }
    if (count < bytes) {
      OffHeap.fill(to + count, bytes - count, (byte) 0);
    }
  }

  private static AccessReport report(Warp warp, int lane, int site) {
    return new AccessReport(warp, lane, warp.launch().program().accesses().get(site));
  }
}
