package dev.warpsmith.optimizer.regress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.profiler.timing.Clock;
import dev.warpsmith.profiler.timing.Decision;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.NoiseFloor;
import dev.warpsmith.profiler.timing.PairedTimes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TimeGateTest {
  private static final double ALLOWED = 0.03;
  private static final int SAMPLES = 20;

  private final SplittableRandom random = new SplittableRandom(11);
  private int sessions;

  private Measurement around(double micros, double noise) {
    return new Measurement(
        Clock.CUDA_EVENT,
        "a GPU",
        random
            .doubles(SAMPLES, micros * (1 - noise), micros * (1 + noise) + 1e-9)
            .boxed()
            .toList());
  }

  private Supplier<PairedTimes> sessionsOf(double before, double now, double noise) {
    return () -> {
      sessions++;
      Measurement then = around(before, noise);
      return new PairedTimes(then, around(now, noise), NoiseFloor.of(then, around(before, noise)));
    };
  }

  @Test
  void theSameKernelIsTheSameInOneSession() {
    TimeChange change = TimeGate.inTurn(sessionsOf(100, 100, 0.01)).decide(ALLOWED);
    assertThat(change.decision()).isEqualTo(Decision.SAME);
    assertThat(sessions).isEqualTo(1);
  }

  @Test
  void anUntouchedKernelNeverTripsHoweverNoisyTheMachine() {
    for (int run = 0; run < 50; run++) {
      double noise = 0.01 * (run % 25);
      assertThat(TimeGate.inTurn(sessionsOf(100, 100, noise)).decide(ALLOWED).change().trips())
          .as("run %d, noise %.2f", run, noise)
          .isFalse();
    }
  }

  @Test
  void aSlowerKernelIsSlowerInASecondSessionToo() {
    TimeChange change = TimeGate.inTurn(sessionsOf(100, 105, 0.01)).decide(ALLOWED);
    assertThat(change.decision()).isEqualTo(Decision.SLOWER);
    assertThat(change.change()).isEqualTo(Change.WORSE);
    assertThat(change.sessions()).isEqualTo(2);
  }

  @Test
  void oneBadSessionDoesNotMakeAKernelSlower() {
    Supplier<PairedTimes> bad = sessionsOf(100, 108, 0.001);
    Supplier<PairedTimes> good = sessionsOf(100, 100, 0.001);
    TimeChange change =
        TimeGate.inTurn(() -> sessions == 0 ? bad.get() : good.get()).decide(ALLOWED);
    assertThat(change.decision()).isNotEqualTo(Decision.SLOWER);
    assertThat(sessions).isEqualTo(3);
  }

  @Test
  void whatSamplesDoNotTellIsTakenAgainAndTripsNothing() {
    TimeChange change = TimeGate.inTurn(sessionsOf(100, 103, 0.1)).decide(ALLOWED);
    assertThat(change.decision()).isEqualTo(Decision.AMBIGUOUS);
    assertThat(change.change().trips()).isFalse();
    assertThat(change.times().now().micros()).as("three sessions' samples").hasSize(3 * SAMPLES);
  }

  @Test
  void moreSamplesSettleWhatOneSessionLeavesOpen() {
    Supplier<PairedTimes> noisy = sessionsOf(100, 100, 0.3);
    Supplier<PairedTimes> quiet = sessionsOf(100, 100, 0.001);
    TimeChange change =
        TimeGate.inTurn(() -> sessions == 0 ? noisy.get() : quiet.get()).decide(ALLOWED);
    assertThat(change.decision()).isEqualTo(Decision.SAME);
    assertThat(change.sessions()).isBetween(2, 3);
  }

  @Test
  void recordedSamplesCountOnceHoweverManySessionsStandBesideThem() {
    TimeChange change =
        TimeGate.beside(
                instrument -> new Measurement(Clock.CUDA_EVENT, instrument, List.of(100.0, 100.2)),
                sessionsOf(106, 106, 0.001))
            .decide(ALLOWED);
    assertThat(change.decision()).isEqualTo(Decision.SLOWER);
    assertThat(change.times().before().micros()).hasSize(2);
    assertThat(change.times().now().micros()).as("both arms, two sessions").hasSize(4 * SAMPLES);
    assertThat(change.text()).contains("slower", "beside the baseline's samples", "2 sessions");
  }

  @Test
  void theDecisionStandsForTheTimeAndTheSamplesAreKept() {
    TimeChange slower = TimeGate.inTurn(sessionsOf(100, 106, 0.001)).decide(ALLOWED);
    Map<Gauge, Double> values = new EnumMap<>(Map.of(Gauge.MICROS, 100.0));
    Reading before =
        new Reading("Passed", "", values, List.of(99.9, 100.1), Map.of(), Optional.empty());
    Snapshot kept = new Snapshot(Map.of(), Map.of("softmax", before));
    assertThat(kept.text()).contains("\"samples\" : [ 99.9000, 100.1000 ]");
    assertThat(
            Finding.compare(kept, new Snapshot(Map.of(), Map.of("softmax", before.with(slower)))))
        .filteredOn(Finding::regression)
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).isEqualTo("micros"))
        .satisfies(finding -> assertThat(finding.text()).contains("in turn with"));
  }

  @Test
  void aCountThatCannotBeReadAnyMoreIsSaid() {
    Reading before = new Reading("Passed", "", Map.of(Gauge.SECTORS, 10.0));
    Reading now = new Reading("Passed", "", Map.of());
    assertThat(
            Finding.compare(
                new Snapshot(Map.of(), Map.of("t", before)),
                new Snapshot(Map.of(), Map.of("t", now))))
        .extracting(finding -> finding.what() + " " + finding.change() + " " + finding.text())
        .containsExactly("verdict same Passed", "sectors ambiguous 10 -> not known here");
  }
}
