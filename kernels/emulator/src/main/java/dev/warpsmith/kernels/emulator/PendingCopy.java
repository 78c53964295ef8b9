package dev.warpsmith.kernels.emulator;

/** A {@code cp.async} of one lane whose data has not arrived yet. */
final class PendingCopy {
  private final AsyncCopies copies;
  private final Warp warp;
  private final int lane;
  private final MemoryAccess write;
  private final int target;
  private final int bytes;
  private final long source;
  private final long from;
  private final int read;
  private boolean landed;

  /**
   * Describes a copy.
   *
   * @param write its access to shared memory
   * @param target offset in shared memory
   * @param bytes size of the target
   * @param source virtual address
   * @param from host address of the source
   * @param read bytes to read; the rest of the target becomes zero
   */
  PendingCopy(
      AsyncCopies copies,
      Warp warp,
      int lane,
      MemoryAccess write,
      int target,
      int bytes,
      long source,
      long from,
      int read) {
    this.copies = copies;
    this.warp = warp;
    this.lane = lane;
    this.write = write;
    this.target = target;
    this.bytes = bytes;
    this.source = source;
    this.from = from;
    this.read = read;
  }

  int target() {
    return target;
  }

  int bytes() {
    return bytes;
  }

  boolean readsFrom(long address, int length) {
    return address < source + read && source < address + length;
  }

  long source() {
    return source;
  }

  int read() {
    return read;
  }

  boolean landed() {
    return landed;
  }

  /** Names the copy from the view of a thread, such as {@code cp.async at kernel.cu:12}. */
  String name(Warp viewer, int viewerLane) {
    String place = "cp.async at " + write.instruction().place();
    boolean own = viewer == warp && viewerLane == lane;
    int thread = warp.index * RegisterFile.LANES + lane;
    return own ? place : place + " by thread " + warp.launch().blockDim().at(thread);
  }

  /** Lets the data arrive. */
  void land() {
    if (landed) {
      return;
    }
    landed = true;
    copies.remove(this);
    AsyncCopy.move(warp.shared + target, from, bytes, read);
    Sanitizer sanitizer = warp.sanitizer;
    if (sanitizer != null) {
      sanitizer.races().access(warp, lane, target, write, false);
    }
  }
}
