package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
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
    RegionDraft merged = new RegionDraft(tensors, nodes.get(0));
    boolean all = nodes.subList(1, nodes.size()).stream().allMatch(merged::accept);
    return all ? Optional.of(merged) : Optional.empty();
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
