package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Initializer;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.PtxModule;
import dev.warpsmith.kernels.ptx.ScalarType;
import dev.warpsmith.kernels.ptx.StateSpace;
import dev.warpsmith.kernels.ptx.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The {@code __device__} and {@code __constant__} variables of one loaded module. */
final class GlobalVariables implements AutoCloseable {
  private final AddressSpace memory;
  private final PtxModule module;
  private final Map<String, Allocation> allocations = new HashMap<>();
  private final Map<String, SymbolAddress> symbols = new HashMap<>();

  GlobalVariables(AddressSpace memory, PtxModule module) {
    this.memory = memory;
    this.module = module;
    symbols.putAll(FunctionAddresses.of(module));
    for (Variable variable : module.variables()) {
      boolean global =
          variable.space() == StateSpace.GLOBAL || variable.space() == StateSpace.CONST;
      if (global && !variable.linkage().equals("extern")) {
        allocate(variable);
      }
    }
    for (Variable variable : module.variables()) {
      Allocation allocation = allocations.get(variable.name());
      if (allocation != null) {
        initialise(variable, allocation);
      }
    }
  }

  private void initialise(Variable variable, Allocation allocation) {
    OffHeap.fill(allocation.host(), variable.bytes(), (byte) 0);
    variable.initializer().ifPresent(value -> store(value, variable.type(), allocation, 0));
  }

  /**
   * Makes every byte that is not as the source initialises it as if nobody had written it, but of
   * variables that are {@link SelfContained}.
   *
   * @return the names of the variables that have such bytes
   */
  List<String> forgetChanges() {
    List<String> changed = new ArrayList<>();
    for (Variable variable : module.variables()) {
      Allocation allocation = allocations.get(variable.name());
      boolean writable = variable.space() == StateSpace.GLOBAL;
      if (allocation != null && writable && !SelfContained.variable(module, variable.name())) {
        if (forgetChanges(variable, allocation)) {
          changed.add(variable.name());
        }
      }
    }
    return changed;
  }

  private boolean forgetChanges(Variable variable, Allocation allocation) {
    Allocation first = memory.allocate("first values", 1, Math.max(1, variable.bytes()));
    initialise(variable, first);
    boolean changed = false;
    for (long k = 0; k < variable.bytes(); k++) {
      if (OffHeap.getByte(first.host() + k) != OffHeap.getByte(allocation.host() + k)) {
        allocation.forgetWritten(k);
        changed = true;
      }
    }
    memory.free(first);
    return changed;
  }

  private void allocate(Variable variable) {
    String label =
        variable.name() + ": " + variable.type().ptxName() + "[" + variable.bytes() + " bytes]";
    Allocation allocation =
        memory.allocate(label, variable.type().bytes() * variable.vector(), variable.bytes());
    allocation.markAll();
    allocations.put(variable.name(), allocation);
    boolean constant = variable.space() == StateSpace.CONST;
    symbols.put(
        variable.name(),
        new SymbolAddress(
            constant ? SymbolAddress.Space.CONST : SymbolAddress.Space.GLOBAL,
            allocation.address()));
  }

  Map<String, SymbolAddress> symbols() {
    return symbols;
  }

  /** Stores a value and returns the offset after it. */
  private long store(Initializer value, ScalarType type, Allocation into, long offset) {
    if (value instanceof Initializer.Elements elements) {
      long next = offset;
      for (Initializer element : elements.values()) {
        next = store(element, type, into, next);
      }
      return next;
    }
    if (offset + type.bytes() > into.bytes()) {
      throw new UnsupportedPtxException("initial value of " + into.name() + " is too long");
    }
    put(into.host() + offset, type.bytes(), bits(value, type, into.name()));
    return offset + type.bytes();
  }

  private static void put(long address, int bytes, long bits) {
    switch (bytes) {
      case 1 -> OffHeap.putByte(address, (byte) bits);
      case 2 -> OffHeap.putShort(address, (short) bits);
      case 4 -> OffHeap.putInt(address, (int) bits);
      default -> OffHeap.putLong(address, bits);
    }
  }

  private long bits(Initializer value, ScalarType type, String variable) {
    if (value instanceof Initializer.AddressOf address) {
      SymbolAddress symbol = symbols.get(address.symbol());
      if (symbol == null) {
        throw new UnsupportedPtxException(
            "the initial value of "
                + variable
                + " names "
                + address.symbol()
                + ", which is not defined");
      }
      long full = symbol.value() + address.offset();
      long mask = address.mask();
      return mask == -1 ? full : (full & mask) >>> Long.numberOfTrailingZeros(mask);
    }
    Operand constant = ((Initializer.Constant) value).value();
    if (constant instanceof Operand.IntegerConstant integer) {
      return integer.value();
    }
    if (constant instanceof Operand.FloatConstant real) {
      return real.bits();
    }
    if (constant instanceof Operand.DoubleConstant real) {
      boolean single = type == ScalarType.F32;
      return single
          ? Float.floatToRawIntBits((float) Double.longBitsToDouble(real.bits()))
          : real.bits();
    }
    throw new UnsupportedPtxException("initial value " + value + " has no translation");
  }

  @Override
  public void close() {
    allocations.values().forEach(memory::free);
    allocations.clear();
  }
}
