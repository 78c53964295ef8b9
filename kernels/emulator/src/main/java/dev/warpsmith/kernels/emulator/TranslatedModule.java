package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.PtxModule;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** PTX text parsed once, and its kernels as far as they have been translated. */
final class TranslatedModule {
  private final PtxModule ptx;
  private final Map<Key, Program> programs = new ConcurrentHashMap<>();

  /** Code holds the addresses of the module's variables, so it is good for those only. */
  private record Key(String kernel, Map<String, SymbolAddress> variables) {
    Key {
      variables = Map.copyOf(variables);
    }
  }

  TranslatedModule(PtxModule ptx) {
    this.ptx = ptx;
  }

  PtxModule ptx() {
    return ptx;
  }

  /**
   * Returns a kernel translated.
   *
   * @param variables where the module's variables lie
   * @throws UnsupportedPtxException for an instruction that cannot run
   */
  Program program(Function entry, Map<String, SymbolAddress> variables) {
    Key key = new Key(entry.name(), variables);
    Program known = programs.get(key);
    if (known == null) {
      known = Program.of(ptx, entry, variables);
      programs.put(key, known);
    }
    return known;
  }
}
