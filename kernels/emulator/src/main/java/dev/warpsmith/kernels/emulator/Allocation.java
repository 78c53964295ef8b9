package dev.warpsmith.kernels.emulator;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A piece of global memory with its virtual and host addresses. */
final class Allocation {
  /** Parts that are made on demand fill whole pages, so that the host gives no more than those. */
  private static final long PAGE = 4096;

  private final String label;
  private final int elementBytes;
  private final long address;
  private final long bytes;
  private long host;

  /** What the host gave: {@link #host} or up to a page before it. */
  private long reserved;

  private Initialised initialised = Initialised.NOTHING;
  private boolean readOnly;
  private boolean narrow;

  /** What is not there yet; absent if all is. */
  private @Nullable OnDemand parts;

  /** Host address of one bit per byte, or of {@link Cells}, or 0 while neither is needed. */
  private long shadow;

  /** What is known of an allocation's bytes. */
  enum Initialised {
    NOTHING,
    /** Each byte's bit tells. */
    BITS,
    /** Each word's cell tells. */
    CELLS,
    ALL
  }

  Allocation(String label, int elementBytes, long address, long bytes, long host) {
    this.label = label;
    this.elementBytes = elementBytes;
    this.address = address;
    this.bytes = bytes;
    this.host = host;
    this.reserved = host;
    this.narrow = elementBytes < Integer.BYTES;
  }

  String label() {
    return label;
  }

  /** Returns the part of the label before a colon: the variable's name. */
  String name() {
    int colon = label.indexOf(':');
    return colon < 0 ? label : label.substring(0, colon);
  }

  int elementBytes() {
    return elementBytes;
  }

  long address() {
    return address;
  }

  long bytes() {
    return bytes;
  }

  long end() {
    return address + bytes;
  }

  long host() {
    return host;
  }

  /**
   * Lets bytes be made when they are first needed; those there are lost.
   *
   * @param total counts the bytes that are made
   */
  void makeOnDemand(OnDemand.Filling filling, AtomicLong total) {
    forgetParts();
    OffHeap.free(reserved);
    reserved = OffHeap.allocate(bytes + PAGE);
    host = (reserved + PAGE - 1) / PAGE * PAGE;
    parts = new OnDemand(host, bytes, filling, total);
  }

  /** Makes what is not there of a range; what the host or a kernel accesses must be there. */
  void require(long offset, long length) {
    if (parts != null) {
      parts.require(offset, length);
    }
  }

  /**
   * Copies a range to a buffer and makes nothing of it.
   *
   * @return false if all bytes are there and nothing was copied
   */
  boolean read(long offset, ByteBuffer target) {
    if (parts == null) {
      return false;
    }
    parts.read(offset, target);
    return true;
  }

  /** Tells whether anybody may have needed a byte of a range since it was last set. */
  boolean touched(long offset, long length) {
    return parts == null || parts.touched(offset, length);
  }

  /** Returns the offset from which on bytes are there, up to one that is. */
  long from(long offset) {
    return parts == null ? 0 : parts.from(offset);
  }

  /** Returns the offset behind the bytes that are there, from one on that is. */
  long to(long offset) {
    return parts == null ? bytes : parts.to(offset);
  }

  private void forgetParts() {
    if (parts != null) {
      parts.forget();
      parts = null;
    }
  }

  /** Tells whether the whole range lies inside. */
  boolean contains(long from, long length) {
    return from >= address && length <= bytes && from - address <= bytes - length;
  }

  /** Tells whether kernels must not write here. */
  boolean readOnly() {
    return readOnly;
  }

  void setReadOnly(boolean value) {
    readOnly = value;
  }

  /** Tells whether the cells are narrow. */
  boolean narrow() {
    return narrow;
  }

  /** Returns the host address of the cells; they are there once the allocation is tracked. */
  long cells() {
    return shadow;
  }

  boolean tracked() {
    return initialised == Initialised.CELLS;
  }

  /** Records that the host wrote bytes. */
  void written(long offset, long length) {
    if (offset == 0 && length == bytes) {
      markAll();
      return;
    }
    switch (initialised) {
      case ALL -> {}
      case NOTHING -> {
        allocateBits();
        setBits(offset, offset + length);
      }
      case BITS -> setBits(offset, offset + length);
      case CELLS -> setCells(offset, offset + length);
    }
  }

  private void allocateBits() {
    shadow = OffHeap.allocate(bytes / 8 + 1);
    OffHeap.fill(shadow, bytes / 8 + 1, (byte) 0);
    initialised = Initialised.BITS;
  }

  /** Sets bits one by one up to a whole byte of them, and from the last such byte on. */
  private void setBits(long from, long to) {
    long firstWhole = Math.min(to, (from + 7) / 8 * 8);
    long endWhole = Math.max(firstWhole, to / 8 * 8);
    for (long k = from; k < firstWhole; k++) {
      setBit(k);
    }
    OffHeap.fill(shadow + firstWhole / 8, (endWhole - firstWhole) / 8, (byte) 0xFF);
    for (long k = endWhole; k < to; k++) {
      setBit(k);
    }
  }

  private void setBit(long offset) {
    long cell = shadow + offset / 8;
    OffHeap.putByte(cell, (byte) (OffHeap.getByte(cell) | 1 << (offset & 7)));
  }

  private void setCells(long from, long to) {
    for (long word = from & ~3L; word < to; word += 4) {
      long cell = Cells.at(shadow, word);
      OffHeap.putLong(cell, OffHeap.getLong(cell) | Cells.bytes(word, from, to));
    }
  }

  /** Records that every byte may have been written. */
  void markAll() {
    initialised = Initialised.ALL;
    dropShadow();
  }

  /** Records that no byte has been written. */
  void markNothing() {
    initialised = Initialised.NOTHING;
    dropShadow();
  }

  /** Gives each word a cell. */
  void track() {
    if (initialised == Initialised.CELLS) {
      return;
    }
    require(0, bytes);
    long count = (bytes + 3) / 4;
    long cells = OffHeap.allocate(8 * count + 8);
    switch (initialised) {
      case NOTHING -> OffHeap.fill(cells, 8 * count, (byte) 0);
      case ALL, CELLS -> {
        for (long k = 0; k < count; k++) {
          OffHeap.putLong(cells + 8 * k, Cells.INITIALISED);
        }
      }
      case BITS -> {
        for (long k = 0; k < count; k++) {
          int two = OffHeap.getByte(shadow + k / 2);
          OffHeap.putLong(cells + 8 * k, (two >> ((k & 1) * 4)) & Cells.INITIALISED);
        }
      }
    }
    dropShadow();
    shadow = cells;
    initialised = Initialised.CELLS;
  }

  /** Makes the cells narrow, for accesses to parts of words. */
  void makeNarrow(int firstStamp) {
    narrow = true;
    for (long k = 0; k < (bytes + 3) / 4; k++) {
      long cell = OffHeap.getLong(shadow + 8 * k);
      int slot = Cells.first(cell);
      boolean now = Cells.stamp(slot) >= firstStamp;
      int both = now ? slot | Cells.MARK | (Cells.MARK << 1) : 0;
      OffHeap.putLong(shadow + 8 * k, Cells.of(cell & Cells.INITIALISED, both, both));
    }
  }

  /** Forgets who accessed what. */
  void forgetAccesses() {
    for (long k = 0; tracked() && k < (bytes + 3) / 4; k++) {
      OffHeap.putLong(shadow + 8 * k, OffHeap.getLong(shadow + 8 * k) & Cells.INITIALISED);
    }
  }

  /** Makes whole words as if nobody had accessed them, where accesses are tracked. */
  void forget(long offset, long length) {
    for (long word = offset & ~3L; tracked() && word < offset + length; word += 4) {
      OffHeap.putLong(Cells.at(shadow, word), 0);
    }
  }

  /** Makes a byte as if nobody had written it. */
  void forgetWritten(long offset) {
    track();
    long cell = Cells.at(shadow, offset);
    long word = offset & ~3L;
    OffHeap.putLong(cell, OffHeap.getLong(cell) & ~Cells.bytes(word, offset, offset + 1));
  }

  /** Tells whether all these bytes have been written. */
  boolean initialised(long offset, int length) {
    return switch (initialised) {
      case NOTHING -> length == 0;
      case ALL -> true;
      case BITS, CELLS -> firstUnwritten(offset, offset + length) < 0;
    };
  }

  /** Returns the offset of the first byte that nobody has written, or -1. */
  long firstUnwritten() {
    return switch (initialised) {
      case NOTHING -> bytes == 0 ? -1 : 0;
      case ALL -> -1;
      case BITS, CELLS -> firstUnwritten(0, bytes);
    };
  }

  private long firstUnwritten(long from, long to) {
    for (long k = from; k < to; k++) {
      while (tracked() && k + 4 <= to && wholeWordWritten(k)) {
        k += 4;
      }
      if (k == to) {
        return -1;
      }
      boolean written =
          tracked()
              ? (OffHeap.getLong(Cells.at(shadow, k)) >> (k & 3) & 1) != 0
              : (OffHeap.getByte(shadow + k / 8) >> (k & 7) & 1) != 0;
      if (!written) {
        return k;
      }
    }
    return -1;
  }

  private boolean wholeWordWritten(long offset) {
    return (offset & 3) == 0
        && (OffHeap.getLong(Cells.at(shadow, offset)) & Cells.INITIALISED) == Cells.INITIALISED;
  }

  private void dropShadow() {
    if (shadow != 0) {
      OffHeap.free(shadow);
      shadow = 0;
    }
  }

  void release() {
    dropShadow();
    forgetParts();
    OffHeap.free(reserved);
  }
}
