package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.PtxModule;
import dev.warpsmith.kernels.ptx.StateSpace;
import dev.warpsmith.kernels.ptx.Variable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Gives the variables of one kernel their places in shared, local and parameter space. */
final class MemoryLayout {
  /** Names the special registers that tell of shared memory which the system reserves. */
  static final String RESERVED_OFFSET = "%reserved_smem_offset";

  /** Names the reserved shared memory among the symbols. */
  static final String RESERVED = "%reserved";

  /** Size of the reserved shared memory: what the system takes of every block since sm_80. */
  static final int RESERVED_BYTES = 1024;

  private static final int DYNAMIC_ALIGNMENT = 128;

  /** More than any GPU has; what a launch may use is checked against its GPU. */
  private static final int MOST_SHARED = 1 << 24;

  /** Per thread (CUDA programming guide, technical specifications). */
  private static final int MOST_LOCAL = 512 * 1024;

  /** From sm_70 on (CUDA programming guide, {@code __global__} function parameters). */
  private static final int MOST_PARAMETERS = 32_764;

  private final Map<String, SymbolAddress> symbols = new HashMap<>();
  private final Map<String, Variable> moduleShared = new HashMap<>();
  private final Map<String, Variable> callParameters = new LinkedHashMap<>();
  private final Map<String, Variable> dynamicShared = new LinkedHashMap<>();
  private int sharedBytes;
  private int reserved = -1;
  private int localBytes;
  private int parameterBytes;

  MemoryLayout(PtxModule module, Map<String, SymbolAddress> globals) {
    symbols.putAll(globals);
    for (Variable variable : module.variables()) {
      if (variable.space() == StateSpace.SHARED) {
        moduleShared.put(variable.name(), variable);
      }
    }
  }

  /** Places a module-level shared variable when a kernel first names it. */
  void use(String name) {
    Variable variable = moduleShared.get(name);
    if (variable != null) {
      shared(variable);
    }
  }

  void shared(Variable variable) {
    if (symbols.containsKey(variable.name())) {
      return;
    }
    if (variable.unsized()) {
      dynamicShared.put(variable.name(), variable);
      return;
    }
    sharedBytes = aligned(sharedBytes, variable.alignment());
    symbols.put(variable.name(), new SymbolAddress(SymbolAddress.Space.SHARED, sharedBytes));
    sharedBytes = after(sharedBytes, variable, MOST_SHARED);
  }

  void local(String name, Variable variable) {
    localBytes = aligned(localBytes, Math.max(8, variable.alignment()));
    symbols.put(name, new SymbolAddress(SymbolAddress.Space.LOCAL, localBytes));
    localBytes = after(localBytes, variable, MOST_LOCAL);
  }

  /**
   * Returns the offset of a part of the shared memory that the system reserves: its start, its end
   * or its size, by the special register that asks for it.
   */
  int reserved(String register) {
    if (reserved < 0) {
      sharedBytes = aligned(sharedBytes, DYNAMIC_ALIGNMENT);
      reserved = sharedBytes;
      sharedBytes = Math.addExact(sharedBytes, RESERVED_BYTES);
      symbols.put(RESERVED, new SymbolAddress(SymbolAddress.Space.SHARED, reserved));
    }
    return switch (register.substring(RESERVED_OFFSET.length())) {
      case "_end" -> reserved + RESERVED_BYTES;
      case "_cap" -> RESERVED_BYTES;
      case "_1" -> reserved + RESERVED_BYTES / 2;
      default -> reserved;
    };
  }

  /** Returns the offset of a variable in the kernel's local memory. */
  Optional<Integer> localPlace(String name) {
    return Optional.ofNullable(symbols.get(name))
        .filter(place -> place.space() == SymbolAddress.Space.LOCAL)
        .map(place -> Math.toIntExact(place.value()));
  }

  void callParameter(String name, Variable variable) {
    callParameters.put(name, variable);
  }

  void parameters(List<Variable> parameters) {
    for (Variable parameter : parameters) {
      parameterBytes = aligned(parameterBytes, parameter.alignment());
      symbols.put(parameter.name(), new SymbolAddress(SymbolAddress.Space.PARAM, parameterBytes));
      parameterBytes = after(parameterBytes, parameter, MOST_PARAMETERS);
    }
  }

  Map<String, Variable> callParameters() {
    return callParameters;
  }

  /** Returns all places; dynamic shared arrays start where static shared memory ends. */
  Map<String, SymbolAddress> symbols() {
    for (String name : dynamicShared.keySet()) {
      symbols.put(name, new SymbolAddress(SymbolAddress.Space.SHARED, sharedBytes()));
    }
    return Map.copyOf(symbols);
  }

  int sharedBytes() {
    return dynamicShared.isEmpty() ? sharedBytes : aligned(sharedBytes, dynamicAlignment());
  }

  private int dynamicAlignment() {
    int most = dynamicShared.values().stream().mapToInt(Variable::alignment).max().orElse(1);
    return Math.min(Math.max(most, 16), DYNAMIC_ALIGNMENT);
  }

  int localBytes() {
    return aligned(localBytes, 16);
  }

  int parameterBytes() {
    return parameterBytes;
  }

  private static int after(int offset, Variable variable, int most) {
    long end = offset + variable.bytes();
    if (end > most) {
      throw new UnsupportedPtxException(
          "variable %s of %d bytes does not fit: %s memory has at most %d bytes"
              .formatted(
                  variable.name(),
                  variable.bytes(),
                  variable.space().name().toLowerCase(Locale.ROOT),
                  most));
    }
    return (int) end;
  }

  private static int aligned(int offset, int alignment) {
    return Math.addExact(offset, alignment - 1) / alignment * alignment;
  }
}
