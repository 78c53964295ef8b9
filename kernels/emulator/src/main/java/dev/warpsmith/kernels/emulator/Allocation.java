package dev.warpsmith.kernels.emulator;

/** A piece of global memory with its virtual and host addresses. */
final class Allocation {
  private final String label;
  private final int elementBytes;
  private final long address;
  private final long bytes;
  private final long host;
  private Initialised initialised = Initialised.NOTHING;

  /** Host address of one bit per byte, or 0 while none is needed. */
  private long shadow;

  /** What is known of an allocation's bytes. */
  enum Initialised {
    NOTHING,
    TRACKED,
    ALL
  }

  Allocation(String label, int elementBytes, long address, long bytes, long host) {
    this.label = label;
    this.elementBytes = elementBytes;
    this.address = address;
    this.bytes = bytes;
    this.host = host;
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

  /** Tells whether the whole range lies inside. */
  boolean contains(long from, long length) {
    return from >= address && length <= bytes && from - address <= bytes - length;
  }

  /** Records that the host wrote bytes. */
  void written(long offset, long length) {
    if (offset == 0 && length == bytes) {
      markAll();
    } else if (initialised != Initialised.ALL) {
      track();
      setBits(offset, offset + length);
    }
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

  /** Makes single bytes trackable. */
  void track() {
    if (initialised == Initialised.NOTHING) {
      shadow = OffHeap.allocate(bytes / 8 + 1);
      OffHeap.fill(shadow, bytes / 8 + 1, (byte) 0);
      initialised = Initialised.TRACKED;
    }
  }

  private void setBit(long offset) {
    long cell = shadow + offset / 8;
    OffHeap.putByte(cell, (byte) (OffHeap.getByte(cell) | 1 << (offset & 7)));
  }

  /** Marks bytes as initialised by the kernel. */
  void stored(long offset, int length) {
    if (initialised == Initialised.TRACKED) {
      for (int k = 0; k < length; k++) {
        setBit(offset + k);
      }
    }
  }

  /** Tells whether all these bytes have been written. */
  boolean initialised(long offset, int length) {
    if (initialised != Initialised.TRACKED) {
      return initialised == Initialised.ALL;
    }
    for (long k = offset; k < offset + length; k++) {
      if ((OffHeap.getByte(shadow + k / 8) >> (k & 7) & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private void dropShadow() {
    if (shadow != 0) {
      OffHeap.free(shadow);
      shadow = 0;
    }
  }

  void release() {
    dropShadow();
    OffHeap.free(host);
  }
}
