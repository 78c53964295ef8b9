package dev.warpsmith.kernels.emulator;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The parts of a large allocation whose bytes are made when they are first needed: kernels of which
 * some blocks run touch little of it. May be used by several threads.
 */
final class OnDemand {
  /** Allocations from this size on have parts. */
  static final long LEAST_BYTES = 4L << 20;

  /** Parts are of 64 KiB; of large allocations 4 KiB, so that columns do not ask for all of it. */
  private static final int PART_BITS = 16;

  private static final int SMALL_PART_BITS = 12;
  private static final long LARGE_BYTES = 1L << 30;
  private static final int LOCKS = 16;

  /** Parts to each side that one look may add to a range. */
  private static final int REACH = 64;

  private final long host;
  private final long bytes;
  private final int bits;
  private final Filling filling;
  private final AtomicLong total;
  private final AtomicIntegerArray made;
  private final Object[] locks = new Object[LOCKS];

  /** Makes bytes of an allocation. */
  interface Filling {
    /** Fills the target with the bytes from an offset on. */
    void fill(long offset, byte[] target);
  }

  /**
   * @param host address of the reserved bytes
   * @param total bytes that were made of all allocations; counts these, too
   */
  OnDemand(long host, long bytes, Filling filling, AtomicLong total) {
    this.host = host;
    this.bytes = bytes;
    this.filling = filling;
    this.total = total;
    this.bits = bytes > LARGE_BYTES ? SMALL_PART_BITS : PART_BITS;
    this.made = new AtomicIntegerArray(part(bytes - 1) + 1);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** Makes what is not there of a range. */
  void require(long offset, long length) {
    for (int part = part(offset); length > 0 && part <= part(offset + length - 1); part++) {
      if (!made(part)) {
        make(part);
      }
    }
  }

  private void make(int part) {
    synchronized (locks[part % LOCKS]) {
      if (!made(part)) {
        long offset = (long) part << bits;
        int length = length(part);
        OffHeap.copyFrom(filled(part), host + offset, length);
        total.addAndGet(length);
        made.set(part, 1);
      }
    }
  }

  private byte[] filled(int part) {
    byte[] bytes = new byte[length(part)];
    filling.fill((long) part << bits, bytes);
    return bytes;
  }

  /** Copies a range to a buffer, and makes nothing of it. */
  void read(long from, ByteBuffer target) {
    for (long offset = from; target.hasRemaining(); ) {
      int part = part(offset);
      int within = (int) (offset & ((1L << bits) - 1));
      int count = Math.min(target.remaining(), length(part) - within);
      byte[] bytes = new byte[count];
      if (made(part)) {
        OffHeap.copyTo(host + offset, bytes, count);
        target.put(bytes);
      } else {
        target.put(filled(part), within, count);
      }
      offset += count;
    }
  }

  /** Tells whether a byte of a range has been needed. */
  boolean touched(long offset, long length) {
    for (int part = part(offset); length > 0 && part <= part(offset + length - 1); part++) {
      if (made(part)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the offset from which on bytes are there, up to one that is. */
  long from(long offset) {
    int first = part(offset);
    for (int i = 0; i < REACH && first > 0 && made(first - 1); i++) {
      first--;
    }
    return (long) first << bits;
  }

  /** Returns the offset behind the bytes that are there, from one on that is. */
  long to(long offset) {
    int last = part(offset);
    for (int i = 0; i < REACH && last + 1 < made.length() && made(last + 1); i++) {
      last++;
    }
    return Math.min(bytes, (long) (last + 1) << bits);
  }

  /** Takes these bytes from the total: they are about to be given back. */
  void forget() {
    for (int part = 0; part < made.length(); part++) {
      if (made(part)) {
        total.addAndGet(-length(part));
      }
    }
  }

  private boolean made(int part) {
    return made.get(part) != 0;
  }

  private int length(int part) {
    return (int) Math.min(1L << bits, bytes - ((long) part << bits));
  }

  private int part(long offset) {
    return (int) (offset >> bits);
  }
}
