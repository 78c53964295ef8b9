package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.Printed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What the thread blocks of one launch print.
 *
 * <p>The texts of a block stand together, blocks in the order in which they started, whatever the
 * number of host threads. The first {@link #LIMIT} bytes are kept; of the rest only the number of
 * calls is.
 */
final class PrintedOutput {
  /** Most bytes that are kept: the size of CUDA's buffer for {@code printf}. */
  static final int LIMIT = 1 << 20;

  /** What a text costs besides its bytes, so that empty ones are bounded too. */
  private static final int OVERHEAD = 16;

  private final TreeMap<Integer, List<String>> texts = new TreeMap<>();
  private long size;
  private long[] dropped = {};
  private int positions;

  /** The first position of which texts are dropped. */
  private volatile int cut = Integer.MAX_VALUE;

  /** Reserves places for blocks that are about to run, and returns the first. */
  synchronized int reserve(int blocks) {
    int first = positions;
    positions += blocks;
    return first;
  }

  /** Tells whether a text of this block could be kept, so that it needs to be made. */
  boolean wants(int position) {
    return position < cut;
  }

  /** Adds what one call prints. */
  synchronized void add(int position, String text) {
    if (!wants(position)) {
      drop(position);
      return;
    }
    texts.computeIfAbsent(position, p -> new ArrayList<>()).add(text);
    size += cost(text);
    while (size > LIMIT) {
      int last = texts.lastKey();
      List<String> of = texts.lastEntry().getValue();
      size -= cost(of.remove(of.size() - 1));
      cut = Math.min(cut, last);
      drop(last);
      if (of.isEmpty()) {
        texts.remove(last);
      }
    }
  }

  private static int cost(String text) {
    return text.length() + OVERHEAD;
  }

  /** Notes a call whose text is not wanted. */
  synchronized void drop(int position) {
    if (position >= dropped.length) {
      dropped = Arrays.copyOf(dropped, Math.max(position + 1, 2 * dropped.length));
    }
    dropped[position]++;
  }

  /** Forgets what blocks after a position printed, since a fault at that position ended all. */
  synchronized void end(int position) {
    texts.tailMap(position, false).clear();
    dropped = Arrays.copyOf(dropped, Math.min(dropped.length, position + 1));
  }

  /** Returns everything printed so far. */
  synchronized Printed printed() {
    StringBuilder all = new StringBuilder();
    texts.values().forEach(of -> of.forEach(all::append));
    byte[] bytes = all.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new Printed(new String(bytes, StandardCharsets.UTF_8), Arrays.stream(dropped).sum());
  }
}
