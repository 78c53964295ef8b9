package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Combine;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.kernelbench.graph.ArgKind;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.graph.Operand;
import dev.warpsmith.kernelbench.graph.ScanKind;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes a region's operators apart into scalar steps. */
final class Lowering extends Unscheduled<String> {
  private final Region region;
  private final Map<String, TensorSpec> tensors;
  private final Identifiers identifiers;
  private final KernelParameters parameters;
  private final String count;
  private final boolean online;
  private final Map<String, Program.Value> values = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private Node node;

  private Lowering(
      Region region,
      Map<String, TensorSpec> tensors,
      Identifiers identifiers,
      KernelParameters parameters,
      String count,
      boolean online) {
    this.region = region;
    this.tensors = tensors;
    this.identifiers = identifiers;
    this.parameters = parameters;
    this.count = count;
    this.online = online;
    this.node = region.nodes().get(0);
  }

  /**
   * Lowers a region whose sums of exponentials need the maximum first.
   *
   * @param count how many elements are reduced together, as C++ text
   */
  static Program of(
      Region region,
      Map<String, TensorSpec> tensors,
      Identifiers identifiers,
      KernelParameters parameters,
      String count) {
    return of(region, tensors, identifiers, parameters, count, false);
  }

  /**
   * Lowers a region.
   *
   * @param tensors every value of the graph by name
   * @param parameters where scalars of the task are added
   * @param count how many elements are reduced together, as C++ text
   * @param online whether sums of exponentials follow a running maximum, in one pass
   */
  static Program of(
      Region region,
      Map<String, TensorSpec> tensors,
      Identifiers identifiers,
      KernelParameters parameters,
      String count,
      boolean online) {
    return new Lowering(region, tensors, identifiers, parameters, count, online).lower();
  }

  private Program lower() {
    for (Node next : region.nodes()) {
      node = next;
      names.put(node.result().name(), node.op().accept(this));
    }
    List<Program.Store> stores = new ArrayList<>();
    for (TensorSpec tensor : region.stores()) {
      stores.add(new Program.Store(name(tensor.name()), tensor));
    }
    return new Program(List.copyOf(values.values()), stores);
  }

  @Override
  public String pointwise(Op.Pointwise op) {
    Scope scope = scopeOf(node.result());
    List<String> operands = new ArrayList<>();
    String template = op.function().cudaTemplate().replace("~", "f");
    if (template.contains("{0}")) { // a constant uses no element
      node.operands().forEach(operand -> operands.add(operand(operand, scope)));
    }
    for (int i = 0; i < op.parameters().size(); i++) {
      template = template.replace("{p" + i + "}", literal(op.parameters().get(i)));
    }
    return step(node.result().name(), scope, template, operands);
  }

  @Override
  public String reduction(Op.Reduction op) {
    String x = operand(node.operands().get(0), Scope.ELEMENT);
    String result = node.result().name();
    return switch (op.kind()) {
      case SUM -> reduce(result, Combine.SUM, x);
      case MAX -> reduce(result, Combine.MAX, x);
      case MIN -> reduce(result, Combine.MIN, x);
      case PROD -> reduce(result, Combine.PRODUCT, x);
      case MEAN ->
          step(
              result,
              Scope.RESULT,
              "{0} / (float)" + Offsets.factor(count),
              List.of(reduce(result + "_sum", Combine.SUM, x)));
      case LOGSUMEXP -> logSumExp(result, x);
      case NORM -> {
        String square = step(result + "_square", Scope.ELEMENT, "{0} * {0}", List.of(x));
        String sum = reduce(result + "_sum", Combine.SUM, square);
        yield step(result, Scope.RESULT, "sqrtf({0})", List.of(sum));
      }
      case NORM1 ->
          reduce(
              result,
              Combine.SUM,
              step(result + "_magnitude", Scope.ELEMENT, "fabsf({0})", List.of(x)));
    };
  }

  private String logSumExp(String result, String x) {
    if (online) {
      String both = reduce(result + "_exp_sum", Combine.EXP_SUM, x);
      return step(result, Scope.RESULT, "logf({0}.sum) + {0}.max", List.of(both));
    }
    String max = reduce(result + "_max", Combine.MAX_NUMBER, x);
    String shift =
        step(result + "_shift", Scope.RESULT, "fabsf({0}) == INFINITY ? 0.0f : {0}", List.of(max));
    String exp = step(result + "_exp", Scope.ELEMENT, "expf({0} - {1})", List.of(x, shift));
    String sum = reduce(result + "_sum", Combine.SUM, exp);
    return step(result, Scope.RESULT, "logf({0}) + {1}", List.of(sum, shift));
  }

  @Override
  public String softmax(Op.Softmax op) {
    String x = operand(node.operands().get(0), Scope.ELEMENT);
    String y = node.result().name();
    if (online) {
      return onlineSoftmax(op, x, y);
    }
    String max = reduce(y + "_max", Combine.MAX_NUMBER, x);
    String exp = step(y + "_exp", Scope.ELEMENT, "expf({0} - {1})", List.of(x, max));
    String sum = reduce(y + "_sum", Combine.SUM, exp);
    if (op.log()) {
      String log = step(y + "_log", Scope.RESULT, "logf({0})", List.of(sum));
      return step(y, Scope.ELEMENT, "{0} - {1} - {2}", List.of(x, max, log));
    }
    String scale = step(y + "_scale", Scope.RESULT, "1.0f / {0}", List.of(sum));
    return step(y, Scope.ELEMENT, "{0} * {1}", List.of(exp, scale));
  }

  /** Infinity less itself is NaN in the other form, for every element of the row. */
  private String onlineSoftmax(Op.Softmax op, String x, String y) {
    String both = reduce(y + "_exp_sum", Combine.EXP_SUM, x);
    String max = step(y + "_max", Scope.RESULT, "{0}.max", List.of(both));
    String guarded = "{0}.max == INFINITY ? NAN : ";
    if (op.log()) {
      String log = step(y + "_log", Scope.RESULT, guarded + "logf({0}.sum)", List.of(both));
      return step(y, Scope.ELEMENT, "{0} - {1} - {2}", List.of(x, max, log));
    }
    String scale = step(y + "_scale", Scope.RESULT, guarded + "1.0f / {0}.sum", List.of(both));
    return step(y, Scope.ELEMENT, "expf({0} - {1}) * {2}", List.of(x, max, scale));
  }

  @Override
  public String matMul(Op.MatMul op) {
    String product = fresh(node.result().name(), Scope.ELEMENT);
    values.put(product, new Program.Given(product));
    if (node.operands().size() < 3) {
      return product;
    }
    String bias = operand(node.operands().get(2), Scope.ELEMENT);
    return step(
        node.result().name() + "_biased", Scope.ELEMENT, "{0} + {1}", List.of(product, bias));
  }

  @Override
  public String convolution(Op.Convolution op) {
    String y = node.result().name();
    String product = fresh(y, Scope.ELEMENT);
    values.put(product, new Program.Given(product));
    if (node.operands().size() < 3) {
      return product;
    }
    TensorSpec bias = tensor(RegionDraft.values(node).get(2));
    List<Boolean> present = new ArrayList<>();
    List<String> dims = Shapes.of(node.result());
    for (int dim = 0; dim < dims.size(); dim++) {
      if (!dims.get(dim).equals("1")) {
        present.add(dim == 1);
      }
    }
    String load = fresh(bias.name(), Scope.ELEMENT);
    values.put(load, new Program.Load(load, bias, Scope.ELEMENT, present));
    return step(y + "_biased", Scope.ELEMENT, "{0} + {1}", List.of(product, load));
  }

  @Override
  public String pool(Op.Pool op) {
    String folded = fresh(node.result().name(), Scope.ELEMENT);
    values.put(folded, new Program.Given(folded));
    return folded;
  }

  @Override
  public String permute(Op.Permute op) {
    String y = node.result().name();
    if (region.kind() == Region.Kind.TRANSPOSE) {
      String turned = fresh(y, Scope.ELEMENT);
      values.put(turned, new Program.Given(turned));
      return turned;
    }
    return step(y, Scope.ELEMENT, "{0}", List.of(whole(node.operands().get(0))));
  }

  /** Loads an operand that has every element of the space, whatever dims of length 1 it has. */
  private String whole(Operand operand) {
    String tensorName = RegionDraft.values(node).get(0);
    TensorSpec tensor = tensors.get(tensorName);
    if (names.containsKey(tensorName) || tensor == null) {
      return operand(operand, Scope.ELEMENT);
    }
    List<Boolean> present = Shapes.present(tensor, tensor);
    Scope scope = isUniform(present) ? Scope.RESULT : Scope.ELEMENT;
    String name =
        names.computeIfAbsent(tensorName + present + scope, k -> fresh(tensorName, scope));
    values.putIfAbsent(name, new Program.Load(name, tensor, scope, present));
    return name;
  }

  @Override
  public String scan(Op.Scan op) {
    String y = node.result().name();
    if (region.kind() != Region.Kind.SCAN) {
      return step(y, Scope.ELEMENT, "{0}", List.of(operand(node.operands().get(0), Scope.ELEMENT)));
    }
    String x = operand(node.operands().get(0), Scope.ELEMENT);
    Combine combine = op.kind() == ScanKind.SUM ? Combine.SUM : Combine.PRODUCT;
    String name = fresh(y, Scope.ELEMENT);
    values.put(name, new Program.Scan(name, level(List.of(x)) + 1, combine, x));
    return name;
  }

  @Override
  public String argReduction(Op.ArgReduction op) {
    String x = operand(node.operands().get(0), Scope.ELEMENT);
    Combine combine = op.kind() == ArgKind.ARGMAX ? Combine.ARG_MAX : Combine.ARG_MIN;
    return reduce(node.result().name(), combine, x);
  }

  @Override
  public String gather(Op.Gather op) {
    String result = node.result().name();
    String index = operand(node.operands().get(1), Scope.RESULT);
    String source = RegionDraft.values(node).get(0);
    if (names.containsKey(source)) {
      String picked =
          step(result, Scope.ELEMENT, "{at} == {0} ? {1} : 0.0f", List.of(index, name(source)));
      return reduce(result, Combine.SUM, picked);
    }
    String name = fresh(result, Scope.RESULT);
    values.put(name, new Program.Picked(name, tensor(source), index));
    return name;
  }

  /** Dims of length 1 come or go; the elements stay where they are. */
  @Override
  public String reshape(Op.Reshape op) {
    Scope scope = scopeOf(node.result());
    Operand x = node.operands().get(0);
    String same = scope == Scope.ELEMENT ? whole(x) : operand(x, scope);
    return step(node.result().name(), scope, "{0}", List.of(same));
  }

  @Override
  String unscheduled(Op op) {
    throw new IllegalStateException(node + " has no schedule");
  }

  private Scope scopeOf(TensorSpec tensor) {
    return Shapes.squeezed(tensor).equals(region.space()) ? Scope.ELEMENT : Scope.RESULT;
  }

  private String operand(Operand operand, Scope user) {
    return operand.match(
        value -> names.containsKey(value.name()) ? name(value.name()) : load(value.name(), user),
        scalar -> parameters.scalar(scalar.name()),
        constant -> literal(constant.value()));
  }

  private String name(String value) {
    String name = names.get(value);
    if (name == null) {
      throw new IllegalStateException("value '" + value + "' is not part of the region");
    }
    return name;
  }

  /** Loads where the user needs it: an element of the space, or one value for all reduced ones. */
  private String load(String tensorName, Scope user) {
    TensorSpec tensor = tensor(tensorName);
    boolean reduction = Shapes.squeezed(node.result()).size() != region.space().size();
    List<Boolean> present =
        user == Scope.ELEMENT && reduction
            ? Shapes.present(tensor, tensor)
            : spread(Shapes.present(tensor, node.result()), user);
    Scope scope = user == Scope.RESULT || isUniform(present) ? Scope.RESULT : Scope.ELEMENT;
    String key = tensorName + present + scope;
    String name = names.computeIfAbsent(key, k -> fresh(tensorName, scope));
    values.putIfAbsent(name, new Program.Load(name, tensor, scope, present));
    return name;
  }

  private TensorSpec tensor(String name) {
    TensorSpec tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("the graph has no value '" + name + "'");
    }
    return tensor;
  }

  /** Puts false for the reduced dims, which a result does not have. */
  private List<Boolean> spread(List<Boolean> present, Scope user) {
    if (user == Scope.ELEMENT || present.size() == region.space().size()) {
      return present;
    }
    List<Boolean> spread = new ArrayList<>(present);
    for (int i = 0; i < region.reduced(); i++) {
      spread.add(region.outer(), false);
    }
    return spread;
  }

  private boolean isUniform(List<Boolean> present) {
    boolean reduces = region.kind() == Region.Kind.ROW || region.kind() == Region.Kind.COLUMN;
    int begin = reduces ? region.outer() : 0;
    int end = reduces ? begin + region.reduced() : present.size();
    return !present.subList(begin, end).contains(true);
  }

  private String step(String wish, Scope scope, String template, List<String> operands) {
    String name = fresh(wish, scope);
    values.put(name, new Program.Step(name, scope, level(operands), template, operands));
    return name;
  }

  private String reduce(String wish, Combine combine, String argument) {
    String name = fresh(wish, Scope.RESULT);
    values.put(name, new Program.Reduction(name, level(List.of(argument)) + 1, combine, argument));
    return name;
  }

  private String fresh(String wish, Scope scope) {
    return identifiers.fresh(wish + (scope == Scope.ELEMENT ? "_i" : "_row"));
  }

  private int level(List<String> operands) {
    int level = 0;
    for (String operand : operands) {
      Program.Value value = values.get(operand);
      level = value == null ? level : Math.max(level, value.level());
    }
    return level;
  }

  /** Returns a number as a C++ float literal. */
  static String literal(double value) {
    if (Double.isNaN(value)) {
      return "NAN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "INFINITY" : "(-INFINITY)";
    }
    return value < 0 || 1 / value < 0 ? "(" + value + "f)" : value + "f";
  }
}
