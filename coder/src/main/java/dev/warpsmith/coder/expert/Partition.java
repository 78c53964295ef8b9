package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Splits an operator graph into regions: each node joins the latest region that can compute it in
 * its own passes, so that a chain of pointwise operators, the reductions it feeds and the operators
 * after them become one.
 */
final class Partition {
  private final Map<String, TensorSpec> tensors;
  private final List<RegionDraft> drafts = new ArrayList<>();
  private final OpGraph graph;

  private Partition(OpGraph graph) {
    this.graph = graph;
    this.tensors = Views.of(graph);
  }

  /** Returns the regions in an order in which each uses only earlier ones. */
  static List<Region> of(OpGraph graph) {
    Partition partition = new Partition(graph);
    Set<String> needed = needed(graph);
    for (Node node : graph.nodes()) {
      if (needed.contains(node.result().name()) && !Views.isView(graph, node)) {
        partition.place(node);
      }
    }
    partition.sink();
    return partition.finish();
  }

  /** Returns a region for each operator, to be computed as the naive reference does. */
  static List<Region> unfused(OpGraph graph) {
    List<Region> regions = new ArrayList<>();
    Set<String> needed = needed(graph);
    for (Node node : graph.nodes()) {
      if (needed.contains(node.result().name()) && !Views.isView(graph, node)) {
        regions.add(naive(node));
      }
    }
    return regions;
  }

  private static Region naive(Node node) {
    List<TensorSpec> stores = List.of(node.result());
    return new Region(Region.Kind.NAIVE, List.of(), 0, 0, List.of(node), stores);
  }

  private static Set<String> needed(OpGraph graph) {
    Set<String> needed = new LinkedHashSet<>(graph.outputs());
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (needed.contains(node.result().name())) {
        needed.addAll(RegionDraft.values(node));
      }
    }
    return needed;
  }

  private void place(Node node) {
    List<String> operands = RegionDraft.values(node).stream().map(this::stored).toList();
    int earliest = 0;
    for (int i = 0; i < drafts.size(); i++) {
      if (operands.stream().anyMatch(drafts.get(i)::produces)) {
        earliest = i;
      }
    }
    for (int i = drafts.size() - 1; i >= earliest; i--) {
      if (connected(drafts.get(i), operands) && drafts.get(i).accept(node)) {
        absorbProducers(i);
        return;
      }
    }
    drafts.add(new RegionDraft(tensors, node));
    absorbProducers(drafts.size() - 1);
  }

  private static boolean connected(RegionDraft draft, List<String> operands) {
    Set<String> reads = draft.reads();
    return operands.stream().anyMatch(value -> draft.produces(value) || reads.contains(value));
  }

  /** Moves earlier pointwise regions into one that uses their values, where order allows. */
  private void absorbProducers(int target) {
    int into = target;
    for (int i = target - 1; i >= 0; i--) {
      Optional<RegionDraft> merged = merged(i, into);
      if (merged.isPresent()) {
        drafts.set(into, merged.get());
        drafts.remove(i);
        into--;
      }
    }
  }

  private Optional<RegionDraft> merged(int producer, int consumer) {
    RegionDraft early = drafts.get(producer);
    RegionDraft late = drafts.get(consumer);
    if (early.kind() != Region.Kind.POINTWISE || late.reads().stream().noneMatch(early::produces)) {
      return Optional.empty();
    }
    for (RegionDraft between : drafts.subList(producer + 1, consumer)) {
      if (between.reads().stream().anyMatch(early::produces)) {
        return Optional.empty();
      }
    }
    List<Node> nodes = new ArrayList<>(early.nodes());
    nodes.addAll(late.nodes());
    return draft(nodes);
  }

  /**
   * Moves pointwise values that one later region alone uses to it, where it then reads no more:
   * they need not be stored.
   */
  private void sink() {
    for (int i = drafts.size() - 2; i >= 0; i--) {
      List<Node> nodes = drafts.get(i).nodes();
      for (int k = nodes.size() - 1; k > 0; k--) {
        Node node = nodes.get(k);
        int from = i;
        consumer(i, node)
            .filter(to -> readsNoMore(node, from, to))
            .ifPresent(to -> moved(node, from, to));
        nodes = drafts.get(i).nodes();
      }
    }
  }

  /** Returns the only region that uses a value which its own does not use. */
  private Optional<Integer> consumer(int producer, Node node) {
    String value = node.result().name();
    boolean kept =
        !(node.op() instanceof Op.Pointwise)
            || graph.outputs().contains(value)
            || drafts.get(producer).nodes().stream()
                .anyMatch(other -> RegionDraft.values(other).contains(value));
    List<Integer> users = new ArrayList<>();
    for (int i = producer + 1; i < drafts.size(); i++) {
      if (drafts.get(i).reads().contains(value)) {
        users.add(i);
      }
    }
    return kept || users.size() != 1 ? Optional.empty() : Optional.of(users.get(0));
  }

  /** Tells whether what a node uses lies in memory anyway, and is one large tensor at most. */
  private boolean readsNoMore(Node node, int from, int to) {
    Set<String> known = drafts.get(to).reads();
    int large = 0;
    for (String value : RegionDraft.values(node)) {
      TensorSpec tensor = Objects.requireNonNull(tensors.get(value), value);
      boolean computed = drafts.get(from).produces(tensor.name());
      if (computed && !stored(tensor, drafts.get(from))) {
        return false;
      }
      boolean small = !Shapes.squeezed(tensor).equals(Shapes.squeezed(node.result()));
      large += small || known.contains(tensor.name()) ? 0 : 1;
    }
    return large <= 1;
  }

  private void moved(Node node, int from, int to) {
    List<Node> left = new ArrayList<>(drafts.get(from).nodes());
    left.remove(node);
    List<Node> joined = new ArrayList<>(List.of(node));
    joined.addAll(drafts.get(to).nodes());
    Optional<RegionDraft> before = draft(left);
    Optional<RegionDraft> after = draft(joined);
    boolean same =
        before.isPresent()
            && after.isPresent()
            && before.get().kind() == drafts.get(from).kind()
            && after.get().kind() == drafts.get(to).kind();
    if (same) {
      drafts.set(from, before.get());
      drafts.set(to, after.get());
    }
  }

  /** Returns a region of nodes, if there is one. */
  private Optional<RegionDraft> draft(List<Node> nodes) {
    RegionDraft draft = new RegionDraft(tensors, nodes.get(0));
    boolean all = nodes.subList(1, nodes.size()).stream().allMatch(draft::accept);
    return all ? Optional.of(draft) : Optional.empty();
  }

  private List<Region> finish() {
    List<Region> regions = new ArrayList<>();
    for (RegionDraft draft : drafts) {
      if (!draft.streams()) {
        draft.nodes().forEach(node -> regions.add(naive(node)));
        continue;
      }
      List<TensorSpec> stores =
          draft.nodes().stream().map(Node::result).filter(value -> stored(value, draft)).toList();
      regions.add(draft.finish(stores));
    }
    return regions;
  }

  /** Returns the name under which a value lies in memory. */
  private String stored(String value) {
    return Objects.requireNonNull(tensors.get(value), value).name();
  }

  private boolean stored(TensorSpec value, RegionDraft producer) {
    return graph.outputs().contains(value.name())
        || drafts.stream()
            .anyMatch(draft -> draft != producer && draft.reads().contains(value.name()));
  }
}
