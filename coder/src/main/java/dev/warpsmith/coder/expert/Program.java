package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Optional;

/**
 * A region as scalar steps: what to load, compute, reduce and store for one element of the space,
 * and once per result of its reductions.
 *
 * <p>A value's <i>level</i> counts the reductions that must be finished before it can be computed.
 *
 * @param values in an order in which each uses only earlier ones
 * @param stores what is written
 */
record Program(List<Value> values, List<Store> stores) {
  Program {
    values = List.copyOf(values);
    stores = List.copyOf(stores);
  }

  /** How often a value is computed. */
  enum Scope {
    /** For each element of the space. */
    ELEMENT,
    /** Once for all elements that are reduced together. */
    RESULT
  }

  /** How a reduction combines two values. */
  enum Combine {
    SUM,
    PRODUCT,
    /** NaN if either is NaN. */
    MAX,
    /** NaN if either is NaN. */
    MIN,
    /** The other one if either is NaN; for maxima whose NaN comes back another way. */
    MAX_NUMBER,
    /** The first index of the largest, or of NaN if there is one. */
    ARG_MAX,
    /** The first index of the smallest, or of NaN if there is one. */
    ARG_MIN,
    /** The largest, and the sum of {@code exp(x - largest)}, both in one pass. */
    EXP_SUM
  }

  /** Something that has a name. */
  sealed interface Value {
    String name();

    Scope scope();

    int level();
  }

  /**
   * An element read from memory.
   *
   * @param present for each dim of the space, whether the tensor has it
   */
  record Load(String name, TensorSpec tensor, Scope scope, List<Boolean> present) implements Value {
    Load {
      present = List.copyOf(present);
    }

    @Override
    public int level() {
      return 0;
    }
  }

  /**
   * A scalar computation.
   *
   * @param template C++ with {@code {0}}, {@code {1}}, ... for the operands, and {@code {at}} for
   *     the element's position among those that are reduced together
   * @param operands names of values, or C++ literals
   */
  record Step(String name, Scope scope, int level, String template, List<String> operands)
      implements Value {
    Step {
      operands = List.copyOf(operands);
    }
  }

  /** The combination of one value over all elements that are reduced together. */
  record Reduction(String name, int level, Combine combine, String argument) implements Value {
    @Override
    public Scope scope() {
      return Scope.RESULT;
    }
  }

  /** The element of a row that an index of the row names. */
  record Picked(String name, TensorSpec tensor, String index) implements Value {
    @Override
    public Scope scope() {
      return Scope.RESULT;
    }

    @Override
    public int level() {
      return 0;
    }
  }

  /** The combination of an element's value and those before it along a dim. */
  record Scan(String name, int level, Combine combine, String argument) implements Value {
    @Override
    public Scope scope() {
      return Scope.ELEMENT;
    }
  }

  /** An element that the kernel has already, such as a matrix product's accumulator. */
  record Given(String name) implements Value {
    @Override
    public Scope scope() {
      return Scope.ELEMENT;
    }

    @Override
    public int level() {
      return 0;
    }
  }

  /** A value written to memory. */
  record Store(String value, TensorSpec tensor) {}

  /** Returns the value of that name, or empty if it is a literal. */
  Optional<Value> find(String name) {
    return values.stream().filter(value -> value.name().equals(name)).findFirst();
  }

  /** Returns the value of that name, which is not a literal. */
  Value value(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("no value '" + name + "'"));
  }

  /** Returns the value that a store writes. */
  Value stored(Store store) {
    return value(store.value());
  }

  /** Returns what is written to a result's store, as C++ text. */
  String result(Store store) {
    boolean index =
        stored(store) instanceof Reduction reduction && Accumulators.isArg(reduction.combine());
    return store.value() + (index ? ".index" : "");
  }

  /** Returns the reductions whose arguments have that level. */
  List<Reduction> reductions(int level) {
    return values.stream()
        .filter(Reduction.class::isInstance)
        .map(Reduction.class::cast)
        .filter(reduction -> reduction.level() == level + 1)
        .toList();
  }

  /** Returns the element stores of that level. */
  List<Store> elementStores(int level) {
    return stores.stream()
        .filter(store -> stored(store).scope() == Scope.ELEMENT && stored(store).level() == level)
        .toList();
  }

  /** Returns the stores of results. */
  List<Store> resultStores() {
    return stores.stream().filter(store -> stored(store).scope() == Scope.RESULT).toList();
  }

  /** Returns the number of passes over the elements. */
  int passes() {
    int last = 0;
    while (!reductions(last).isEmpty() || !elementStores(last).isEmpty()) {
      last++;
    }
    return last;
  }
}
