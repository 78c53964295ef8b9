package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.PtxModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The addresses of a module's functions: numbers in a range of their own, where no memory is. */
final class FunctionAddresses {
  private static final long START = 0x300000000000L;
  private static final long STEP = 16;

  private FunctionAddresses() {}

  /** Gives every function of a module, kernels included, an address. */
  static Map<String, SymbolAddress> of(PtxModule module) {
    Map<String, SymbolAddress> addresses = new LinkedHashMap<>();
    for (Function function : module.functions()) {
      if (function.body().isPresent()) {
        long address = START + STEP * addresses.size();
        addresses.put(function.name(), new SymbolAddress(SymbolAddress.Space.GLOBAL, address));
      }
    }
    return addresses;
  }

  /** Returns the name of the function at an address. */
  static Optional<String> name(Map<String, SymbolAddress> symbols, long address) {
    boolean inside = address >= START && address < AddressSpace.GLOBAL_START;
    return symbols.entrySet().stream()
        .filter(e -> inside && e.getValue().value() == address)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
