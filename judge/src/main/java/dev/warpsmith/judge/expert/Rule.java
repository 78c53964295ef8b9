package dev.warpsmith.judge.expert;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds one cause in a profile. */
@FunctionalInterface
interface Rule {
  /** Every rule. */
  List<Rule> ALL =
      List.of(
          new UncoalescedAccess(),
          new BankConflicts(),
          new Spills(),
          new ExtraTraffic(),
          new BarrierStalls(),
          new Divergence(),
          new SmallGrid(),
          new LowOccupancy(),
          new BytesInFlight(),
          new PartialWave(),
          new LaunchOverhead());

  /** A cause whose removal gains less than this is none. */
  double LEAST_GAIN = 1.01;

  /** Returns the cause, if the profile has it. */
  Optional<Cause> find(Reading reading);

  /** Returns the cause whose removal would gain most. */
  static Optional<Cause> leading(Reading reading) {
    return ALL.stream()
        .flatMap(rule -> rule.find(reading).stream())
        .filter(cause -> cause.gain() >= LEAST_GAIN)
        .max(Comparator.comparing(Cause::gain));
  }
}
