package dev.warpsmith.kernels.emulator.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The kernels of {@code tables.cu}: hash tables, locks and linked structures. */
final class Tables {
  private static final int SLOTS = 211;

  private Tables() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("tables", name);
  }

  static List<WholeKernel> all() {
    return List.of(
        hashInsert(),
        hashInsert64(),
        ticketLock(),
        warpLock(),
        pushNodes(),
        topEight(),
        unionFind());
  }

  private static byte[] minusOnes(int count) {
    int[] values = new int[count];
    Arrays.fill(values, -1);
    return Bytes.of(values);
  }

  /** Where a key lands depends on who comes first; that each key has one slot does not. */
  private static WholeKernel hashInsert() {
    int[] keys = Inputs.ints(1, 300, 0, 150);
    int[] values = Inputs.ints(2, 300, 0, 1000);
    Map<Integer, Integer> sums = new TreeMap<>();
    for (int i = 0; i < keys.length; i++) {
      sums.merge(keys[i], values[i], Integer::sum);
    }
    int[] present = sums.keySet().stream().mapToInt(Integer::intValue).toArray();
    int[] all = Arrays.stream(values).toArray();
    return kernel("hash_insert")
        .grid(5)
        .block(64)
        .dependingOnOrder()
        .in(keys)
        .in(values)
        .inout(
            minusOnes(SLOTS),
            Expected.ints(
                SLOTS,
                slots ->
                    assertThat(Arrays.stream(slots).filter(k -> k >= 0).sorted().toArray())
                        .containsExactly(present)))
        .zeroed(
            Expected.ints(
                SLOTS,
                slots -> {
                  int[] filled = Arrays.stream(slots).filter(v -> v != 0).toArray();
                  assertThat(Arrays.stream(filled).sum()).isEqualTo(Arrays.stream(all).sum());
                  assertThat(filled)
                      .containsExactlyInAnyOrder(
                          sums.values().stream()
                              .mapToInt(Integer::intValue)
                              .filter(v -> v != 0)
                              .toArray());
                }))
        .value(keys.length)
        .value(SLOTS);
  }

  private static WholeKernel hashInsert64() {
    int[] keys = Inputs.ints(3, 200, 1, 180);
    long[] entries = Arrays.stream(keys).distinct().mapToLong(k -> (long) k << 32 | 1).toArray();
    return kernel("hash_insert_64")
        .grid(4)
        .block(64)
        .dependingOnOrder()
        .in(keys)
        .zeroed(
            new Expected(
                8 * 256,
                8,
                bytes ->
                    assertThat(Arrays.stream(Bytes.longs(bytes)).filter(e -> e != 0).toArray())
                        .containsExactlyInAnyOrder(entries)))
        .zeroed(Expected.exactly(keys.length - entries.length))
        .value(keys.length)
        .value(255);
  }

  private static WholeKernel ticketLock() {
    return kernel("ticket_lock")
        .grid(12)
        .block(32)
        .zeroed(Expected.exactly(12))
        .zeroed(Expected.exactly(12))
        .zeroed(Expected.exactly(IntStream.range(0, 12).map(k -> 3 * k).toArray()))
        .zeroed(Expected.exactly(36));
  }

  private static WholeKernel warpLock() {
    int threads = 2 * 48;
    return kernel("warp_lock")
        .grid(2)
        .block(48)
        .zeroed(Expected.exactly(0))
        .zeroed(Expected.exactly(72, 72, 72, 72, threads * (0 + 1 + 2)))
        .value(3);
  }

  /** Following the links from the head visits every node once. */
  private static WholeKernel pushNodes() {
    int n = 100;
    int size = n + 1;
    return kernel("push_nodes")
        .grid(2)
        .block(64)
        .dependingOnOrder()
        .inout(minusOnes(1), Expected.ints(1, head -> assertThat(head[0]).isBetween(0, n - 1)))
        .out(Expected.ints(n, links -> assertThat(visited(links)).hasSize(size)))
        .value(n);
  }

  /** Returns the ends of chains met on the way from every node that no other links to. */
  private static Set<Integer> visited(int[] links) {
    Set<Integer> linked = new HashSet<>();
    Arrays.stream(links).forEach(linked::add);
    int head =
        IntStream.range(0, links.length).filter(i -> !linked.contains(i)).findFirst().orElseThrow();
    Set<Integer> seen = new HashSet<>();
    for (int at = head; seen.add(at) && at >= 0; at = links[at]) {}
    return seen;
  }

  private static WholeKernel topEight() {
    int[] x = Inputs.ints(4, 250);
    return kernel("top_eight")
        .block(64)
        .in(x)
        .out(Expected.exactly(Arrays.stream(x).sorted().limit(8).toArray()))
        .value(x.length);
  }

  /** Parents differ with the order; roots are each set's least member. */
  private static WholeKernel unionFind() {
    int n = 80;
    int[] edges = Inputs.ints(5, 120, 0, n);
    int[] least = IntStream.range(0, n).toArray();
    for (int round = 0; round < n; round++) {
      for (int e = 0; e < edges.length; e += 2) {
        int low = Math.min(least[edges[e]], least[edges[e + 1]]);
        least[edges[e]] = low;
        least[edges[e + 1]] = low;
      }
    }
    return kernel("union_find")
        .grid(2)
        .block(32)
        .dependingOnOrder()
        .in(edges)
        .inout(
            Bytes.of(IntStream.range(0, n).toArray()),
            Expected.ints(
                n,
                parents ->
                    assertThat(IntStream.range(0, n).map(v -> root(parents, v)).toArray())
                        .containsExactly(least)))
        .value(edges.length / 2);
  }

  private static int root(int[] parents, int v) {
    return parents[v] == v ? v : root(parents, parents[v]);
  }
}
