package dev.warpsmith.judge.expert;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
          new IdleTensorCores(),
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

  /** Returns the causes whose removal would gain something, the one that gains most first. */
  static Stream<Cause> ranked(Reading reading) {
    return ALL.stream()
        .flatMap(rule -> rule.find(reading).stream())
        .filter(cause -> cause.gain() >= LEAST_GAIN)
        .sorted(Comparator.comparing(Cause::gain).reversed());
  }
}
