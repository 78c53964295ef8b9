package dev.warpsmith.kernels.emulator;

import java.util.List;

/**
 * Memory accesses of one block at fixed offsets from the same base, checked together.
 *
 * @param id index into {@link Program#runs()}
 * @param space where the accesses go
 * @param window index of the cached allocation, for global and generic accesses
 * @param entries in program order
 * @param least the lowest offset
 * @param end the highest offset past an access
 */
record AccessRun(
    int id, SymbolAddress.Space space, int window, List<Entry> entries, long least, long end) {

  /** One access of a run. */
  record Entry(int site, long offset, int bytes) {}

  AccessRun {
    entries = List.copyOf(entries);
  }

  /** Joins accesses, of which there is at least one. */
  static AccessRun of(int id, SymbolAddress.Space space, int window, List<Entry> entries) {
    long least = entries.stream().mapToLong(Entry::offset).min().orElse(0);
    long end = entries.stream().mapToLong(e -> e.offset() + e.bytes()).max().orElse(0);
    return new AccessRun(id, space, window, entries, least, end);
  }

  /** Returns the offset of one of its accesses. */
  long offset(int site) {
    for (Entry entry : entries) {
      if (entry.site() == site) {
        return entry.offset();
      }
    }
    throw new IllegalArgumentException("access " + site + " is not of run " + id);
  }
}
