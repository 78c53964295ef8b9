package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.kernels.ptx.PtxModule;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps this process's last modules by the hash of their PTX, so that a candidate that is loaded
 * again, as every gate does, is neither parsed nor translated again.
 */
final class TranslationCache {
  /** Keeps modules for all devices. */
  static final TranslationCache SHARED = new TranslationCache(64);

  private final Map<String, TranslatedModule> modules;

  /**
   * Makes an empty cache.
   *
   * @param most modules that it keeps; the one not used for longest goes first
   */
  TranslationCache(int most) {
    modules =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, TranslatedModule> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * Returns the module of a PTX text, parsed now or before.
   *
   * @throws dev.warpsmith.kernels.ptx.PtxSyntaxException if it is not PTX
   */
  TranslatedModule find(String ptx) {
    String hash = Sha256.of(ptx);
    synchronized (modules) {
      TranslatedModule known = modules.get(hash);
      if (known != null) {
        return known;
      }
    }
    TranslatedModule parsed = new TranslatedModule(PtxModule.parse(ptx));
    synchronized (modules) {
      TranslatedModule other = modules.putIfAbsent(hash, parsed);
      return other == null ? parsed : other;
    }
  }
}
