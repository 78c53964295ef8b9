package dev.warpsmith.kernels.emulator.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The kernels of {@code graphs.cu}, on an undirected graph of several components. */
final class Graphs {
  private static final int N = 150;

  private Graphs() {}

  /** Sorted neighbour lists in compressed rows. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Graph(int[] rows, int[] cols) {
    static Graph random() {
      Random random = new Random(1);
      List<TreeSet<Integer>> near = new ArrayList<>();
      IntStream.range(0, N).forEach(v -> near.add(new TreeSet<>()));
      for (int e = 0; e < 320; e++) {
        int part = random.nextInt(3) * 50;
        int u = part + random.nextInt(part == 100 ? 50 : 45);
        int v = part + random.nextInt(part == 100 ? 50 : 45);
        if (u != v) {
          near.get(u).add(v);
          near.get(v).add(u);
        }
      }
      int[] rows = new int[N + 1];
      for (int v = 0; v < N; v++) {
        rows[v + 1] = rows[v] + near.get(v).size();
      }
      return new Graph(
          rows, near.stream().flatMap(TreeSet::stream).mapToInt(Integer::intValue).toArray());
    }

    int[] neighbours(int v) {
      return Arrays.copyOfRange(cols, rows[v], rows[v + 1]);
    }

    int[] levels(int source) {
      int[] level = new int[N];
      Arrays.fill(level, -1);
      level[source] = 0;
      Deque<Integer> queue = new ArrayDeque<>(List.of(source));
      while (!queue.isEmpty()) {
        int v = queue.removeFirst();
        for (int u : neighbours(v)) {
          if (level[u] < 0) {
            level[u] = level[v] + 1;
            queue.addLast(u);
          }
        }
      }
      return level;
    }
  }

  private static WholeKernel kernel(String name) {
    Graph graph = Graph.random();
    return WholeKernel.of("graphs", name).in(graph.rows()).in(graph.cols());
  }

  static List<WholeKernel> all() {
    return List.of(bfsLevel(), bfsBlock(), connectedComponents(), pagerank(), triangles());
  }

  private static int[] at(int[] levels, int depth) {
    return IntStream.range(0, N).filter(v -> levels[v] == depth).toArray();
  }

  /** The order of the next frontier depends on who comes first; the set does not. */
  private static WholeKernel bfsLevel() {
    int[] levels = Graph.random().levels(3);
    int[] before = Arrays.stream(levels).map(l -> l <= 2 ? l : -1).toArray();
    int[] after = Arrays.stream(levels).map(l -> l <= 3 ? l : -1).toArray();
    int[] frontier = at(levels, 2);
    int[] next = at(levels, 3);
    return kernel("bfs_level")
        .grid(3)
        .block(32)
        .dependingOnOrder()
        .inout(Bytes.of(before), Expected.exactly(after))
        .in(frontier)
        .value(frontier.length)
        .out(
            Expected.ints(
                next.length, actual -> assertThat(actual).containsExactlyInAnyOrder(next)))
        .zeroed(Expected.exactly(next.length))
        .value(3);
  }

  private static WholeKernel bfsBlock() {
    return kernel("bfs_block")
        .block(64)
        .out(Expected.exactly(Graph.random().levels(60)))
        .value(N)
        .value(60);
  }

  private static WholeKernel connectedComponents() {
    Graph graph = Graph.random();
    int[] least = new int[N];
    Arrays.fill(least, -1);
    for (int v = 0; v < N; v++) {
      int[] levels = graph.levels(v);
      for (int u = 0; u < N; u++) {
        least[u] = least[u] < 0 && levels[u] >= 0 ? v : least[u];
      }
    }
    return kernel("connected_components").block(96).out(Expected.exactly(least)).value(N);
  }

  private static WholeKernel pagerank() {
    Graph graph = Graph.random();
    int[] degree = IntStream.range(0, N).map(v -> graph.neighbours(v).length).toArray();
    double[] rank = Arrays.stream(Inputs.doubles(2, N)).map(Math::abs).toArray();
    double[] next = new double[N];
    for (int v = 0; v < N; v++) {
      double sum = Arrays.stream(graph.neighbours(v)).mapToDouble(u -> rank[u] / degree[u]).sum();
      next[v] = 0.15 / N + 0.85 * sum;
    }
    return kernel("pagerank_step")
        .grid(5)
        .block(32)
        .in(degree)
        .in(rank)
        .out(Expected.nearDoubles(1e-13, next))
        .value(N)
        .value(0.85);
  }

  private static WholeKernel triangles() {
    Graph graph = Graph.random();
    long count = 0;
    for (int v = 0; v < N; v++) {
      for (int u : graph.neighbours(v)) {
        for (int w : graph.neighbours(u)) {
          boolean closed = Arrays.binarySearch(graph.neighbours(v), w) >= 0;
          count += v < u && u < w && closed ? 1 : 0;
        }
      }
    }
    return kernel("count_triangles").grid(2).block(32).zeroed(Expected.exactly(count)).value(N);
  }
}
