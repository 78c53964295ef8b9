package dev.warpsmith.optimizer.verify;

import dev.warpsmith.optimizer.EvidenceBundle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares the device and the tools of a claim with those of this machine. */
final class ToolClaims {
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put("nvcc", "compiler");
    NAMES.put("toolchain", "toolchain");
    NAMES.put("device", "emulator");
    NAMES.put("model", "time model");
    NAMES.put("warpsmith", "Warpsmith");
    NAMES.put("build", "build of Warpsmith");
  }

  /** Tools that decide counts and times. */
  private static final List<String> TIMING = List.of("nvcc", "device", "model");

  private final Map<String, String> before;
  private final Map<String, String> here;
  private final List<Claim> claims = new ArrayList<>();
  private final boolean sameDevice;

  ToolClaims(EvidenceBundle bundle, ProofBench bench) {
    this.before = new TreeMap<>(bundle.settings().versions());
    this.here = new TreeMap<>(bench.versions());
    String device = bundle.settings().device();
    claims.add(compare("device", device, bench.device()));
    boolean sameGpu = bundle.gpu().equals(bench.gpu());
    this.sameDevice = device.equals(bench.device()) && sameGpu;
    if (device.equals(bench.device())) {
      claims.add(
          sameGpu
              ? Claim.held("GPU data", "the figures of " + device + " are the same")
              : Claim.unknown("GPU data", "this version has other figures of " + device));
    }
    NAMES.forEach(
        (key, name) -> claims.add(compare(name, version(before, key), version(here, key))));
  }

  private static Claim compare(String name, String before, String here) {
    return before.equals(here)
        ? Claim.held(name, here)
        : Claim.unknown(name, "claimed with " + before + ", here it is " + here);
  }

  private static String version(Map<String, String> versions, String key) {
    return versions.getOrDefault(key, "unknown");
  }

  List<Claim> claims() {
    return List.copyOf(claims);
  }

  /** Returns why times cannot be compared; empty if they must be equal. */
  Optional<String> incomparable() {
    if (!sameDevice) {
      return Optional.of("not comparable: proven on another GPU than claimed");
    }
    return TIMING.stream()
        .filter(key -> !version(before, key).equals(version(here, key)))
        .findFirst()
        .map(key -> "not comparable: another " + NAMES.get(key));
  }

  /** Tells whether even the wording of facts must be the same. */
  boolean identical() {
    return incomparable().isEmpty()
        && NAMES.keySet().stream().allMatch(key -> version(before, key).equals(version(here, key)));
  }
}
