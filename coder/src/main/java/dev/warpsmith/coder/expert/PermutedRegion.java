package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Store;
import dev.warpsmith.coder.expert.Program.Value;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A region with a reordering of dims, as what is computed before it in the operand's order and
 * after it in the result's.
 *
 * @param before ends in the values that cross
 * @param after begins with them, as {@link Program.Given}
 * @param crossing for each value after the reordering that is given, the one before it
 * @param permutation with its groups joined as far as the operands' shapes allow
 */
record PermutedRegion(
    Program before, Program after, Map<String, String> crossing, Permutation permutation) {

  /** Takes the region's operators apart. */
  static PermutedRegion of(RegionContext context, KernelParameters parameters) {
    return new Split(context, parameters).region();
  }

  /** Takes the region's operators apart for its shapes only. */
  static PermutedRegion of(RegionContext context) {
    KernelParameters parameters = new KernelParameters(new Identifiers(), "int");
    return of(context.with(new Identifiers()), parameters);
  }

  /** For each group of a program's own order, whether the operand has it. */
  List<Boolean> present(Load load, boolean late) {
    List<Boolean> present = new ArrayList<>();
    int dim = 0;
    for (int i = 0; i < permutation.groups().size(); i++) {
      present.add(load.present().get(dim));
      dim += permutation.groups().get(late ? permutation.order().get(i) : i).size();
    }
    return present;
  }

  private static final class Split {
    private final RegionContext context;
    private final KernelParameters parameters;
    private final Node permute;
    private final TensorSpec operand;
    private final Map<String, String> crossing = new LinkedHashMap<>();

    Split(RegionContext context, KernelParameters parameters) {
      this.context = context;
      this.parameters = parameters;
      this.permute =
          context.region().nodes().stream()
              .filter(node -> node.op() instanceof Op.Permute)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no reordering in the region"));
      this.operand = tensor(RegionDraft.values(permute).get(0));
    }

    PermutedRegion region() {
      List<Node> late = late();
      List<Node> early =
          context.region().nodes().stream().filter(node -> !late.contains(node)).toList();
      Program after = lower(late, Shapes.squeezed(permute.result()));
      Program before = before(early, late, after);
      Permutation permutation =
          Permutation.of(operand, (Op.Permute) permute.op())
              .joined(presences(before), presences(after));
      return new PermutedRegion(before, after, crossing, permutation);
    }

    private static List<List<Boolean>> presences(Program program) {
      List<List<Boolean>> all = new ArrayList<>();
      for (Value value : program.values()) {
        if (value instanceof Load load && load.scope() == Scope.ELEMENT) {
          all.add(load.present());
        }
      }
      return all;
    }

    private TensorSpec tensor(String name) {
      TensorSpec tensor = context.tensors().get(name);
      if (tensor == null) {
        throw new IllegalStateException("the graph has no value '" + name + "'");
      }
      return tensor;
    }

    /** Returns the reorderings and all that depends on them. */
    private List<Node> late() {
      List<Node> late = new ArrayList<>();
      for (Node node : context.region().nodes()) {
        List<String> uses = RegionDraft.values(node);
        if (node.op() instanceof Op.Permute
            || late.stream().anyMatch(earlier -> uses.contains(earlier.result().name()))) {
          late.add(node);
        }
      }
      return late;
    }

    private Program lower(List<Node> nodes, List<String> space) {
      List<TensorSpec> stores =
          context.region().stores().stream()
              .filter(store -> nodes.stream().anyMatch(node -> node.result().equals(store)))
              .toList();
      return lower(nodes, space, stores);
    }

    private Program lower(List<Node> nodes, List<String> space, List<TensorSpec> stores) {
      Region part = new Region(Region.Kind.TRANSPOSE, space, space.size(), 0, nodes, stores);
      return Lowering.of(part, context.tensors(), context.identifiers(), parameters, "1");
    }

    /** Lowers what comes before, and finds the values that cross. */
    private Program before(List<Node> early, List<Node> late, Program after) {
      List<Node> permutes = late.stream().filter(n -> n.op() instanceof Op.Permute).toList();
      List<TensorSpec> results = early.stream().map(Node::result).toList();
      List<TensorSpec> computed = new ArrayList<>(context.region().stores());
      computed.retainAll(results);
      for (Node node : permutes) {
        TensorSpec source = tensor(RegionDraft.values(node).get(0));
        if (results.contains(source) && !computed.contains(source)) {
          computed.add(source);
        }
      }
      Program all =
          early.isEmpty()
              ? new Program(List.of(), List.of())
              : lower(early, Shapes.squeezed(operand), computed);
      Map<TensorSpec, String> names =
          all.stores().stream().collect(Collectors.toMap(Store::tensor, Store::value));
      List<Value> values = new ArrayList<>(all.values());
      List<String> given =
          after.values().stream().filter(Program.Given.class::isInstance).map(Value::name).toList();
      for (int i = 0; i < permutes.size(); i++) {
        TensorSpec source = tensor(RegionDraft.values(permutes.get(i)).get(0));
        String name = names.computeIfAbsent(source, key -> load(key, values));
        crossing.put(given.get(i), name);
      }
      List<Store> stores = new ArrayList<>();
      if (!early.isEmpty()) {
        all.stores().stream()
            .filter(store -> context.region().stores().contains(store.tensor()))
            .forEach(stores::add);
      }
      return new Program(values, stores);
    }

    private String load(TensorSpec tensor, List<Value> values) {
      String name = context.identifiers().fresh(tensor.name() + "_i");
      values.add(new Load(name, tensor, Scope.ELEMENT, Shapes.present(tensor, tensor)));
      return name;
    }
  }
}
