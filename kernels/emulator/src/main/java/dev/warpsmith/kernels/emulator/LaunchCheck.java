package dev.warpsmith.kernels.emulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the check of a launch keeps for all of its blocks. */
final class LaunchCheck {
  private final MemoryAccess[] accesses;
  private final AccessTraits[] traits;
  private final Stamps stamps;
  private final int firstStamp;
  private final Findings findings = new Findings();

  /** What was released through words of global memory, to threads of any block. */
  private final Map<Long, Clock> words = new HashMap<>();

  LaunchCheck(Program program, Stamps stamps, List<Allocation> allocations) {
    this.accesses = program.accesses().toArray(MemoryAccess[]::new);
    this.traits = program.accesses().stream().map(AccessTraits::of).toArray(AccessTraits[]::new);
    this.stamps = stamps;
    if (stamps.scarce()) {
      allocations.forEach(Allocation::forgetAccesses);
      stamps.renew();
    }
    this.firstStamp = stamps.next();
  }

  MemoryAccess access(int site) {
    return accesses[site];
  }

  AccessTraits traits(int site) {
    return traits[site];
  }

  /** Returns the traits of an access; of those that others make up, anew. */
  AccessTraits traits(MemoryAccess access) {
    int site = access.site().id();
    boolean known = site < accesses.length && same(accesses[site], access);
    return known ? traits[site] : AccessTraits.of(access);
  }

  @SuppressWarnings("ReferenceEquality") // comparing instructions would take long
  private static boolean same(MemoryAccess one, MemoryAccess other) {
    return one == other;
  }

  Stamps stamps() {
    return stamps;
  }

  /** Returns the least stamp of this launch. */
  int firstStamp() {
    return firstStamp;
  }

  Map<Long, Clock> words() {
    return words;
  }

  Findings findings() {
    return findings;
  }
}
