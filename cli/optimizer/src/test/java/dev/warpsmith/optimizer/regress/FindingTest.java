package dev.warpsmith.optimizer.regress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingTest {
  private static final Map<Gauge, Double> VALUES = values();

  @TempDir Path folder = Path.of("unset");

  private static Map<Gauge, Double> values() {
    Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
    for (Gauge gauge : Gauge.values()) {
      values.put(gauge, 100.0);
    }
    values.put(Gauge.SPILLS, 0.0);
    values.put(Gauge.MICROS, 126.15312);
    return values;
  }

  private static Snapshot snapshot(Gauge changed, double value) {
    Map<Gauge, Double> values = new EnumMap<>(VALUES);
    values.put(changed, value);
    return new Snapshot(
        Map.of("model", "m1/g1"), Map.of("softmax", new Reading("Passed", "", values)));
  }

  private static final Snapshot BEFORE = snapshot(Gauge.SPILLS, 0);

  private static List<Finding> worse(Snapshot now) {
    return Finding.compare(BEFORE, now).stream().filter(Finding::regression).toList();
  }

  @Test
  void findsNothingWorseInTheSameState() {
    assertThat(worse(BEFORE)).isEmpty();
    assertThat(Finding.compare(BEFORE, BEFORE)).hasSize(1 + Gauge.values().length);
  }

  @Test
  void letsThroughWhatIsWithinTheTolerance() {
    assertThat(worse(snapshot(Gauge.REGISTERS, 110))).isEmpty();
    assertThat(worse(snapshot(Gauge.MICROS, 128))).isEmpty();
    assertThat(worse(snapshot(Gauge.OCCUPANCY, 120))).isEmpty();
  }

  @Test
  void tripsOnEachGaugeBeyondItsTolerance() {
    assertThat(worse(snapshot(Gauge.REGISTERS, 111)))
        .extracting(Finding::what)
        .containsExactly("registers");
    assertThat(worse(snapshot(Gauge.SPILLS, 8)))
        .extracting(Finding::text)
        .containsExactly("0 -> 8 byte, allowed 0 %");
    assertThat(worse(snapshot(Gauge.OCCUPANCY, 50)))
        .extracting(Finding::text)
        .containsExactly("100 -> 50 % (-50.0 %), allowed 0 %");
    assertThat(worse(snapshot(Gauge.SECTORS, 103))).hasSize(1);
  }

  @Test
  void tripsOnAFailureAndOnWhatIsNotInTheBaseline() {
    Snapshot failed =
        new Snapshot(
            Map.of(),
            Map.of(
                "softmax",
                new Reading("WrongNumerics", "y[3] is 1", Map.of()),
                "gelu",
                new Reading("Passed", "", VALUES)));
    assertThat(worse(failed))
        .extracting(Finding::text)
        .containsExactly(
            "is not in the baseline; add it with --update", "WrongNumerics: y[3] is 1");
  }

  @Test
  void aFileHoldsTheSameStateInTheSameText() throws IOException {
    Path file = Files.writeString(folder.resolve("baseline.json"), BEFORE.text());
    Snapshot read = Snapshot.read(file);
    assertThat(read.text()).isEqualTo(BEFORE.text());
    assertThat(Finding.compare(read, BEFORE)).noneMatch(Finding::regression);
  }

  @Test
  void namesAFileThatIsNoBaseline() throws IOException {
    Path file = Files.writeString(folder.resolve("baseline.json"), "{}");
    assertThatThrownBy(() -> Snapshot.read(file))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("this is no baseline of 'regress'")
        .hasMessageContaining("--update");
  }

  @Test
  void writesAJUnitCaseForEachComparison() {
    Snapshot failed =
        new Snapshot(
            Map.of(), Map.of("softmax", new Reading("CompileFailed", "a < \"b\"", Map.of())));
    assertThat(JUnitXml.of(Finding.compare(BEFORE, failed)))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="warpsmith regress" tests="1" failures="1" errors="0" skipped="0">
              <testcase classname="softmax" name="verdict">
                <failure message="CompileFailed: a &lt; &quot;b&quot;"/>
              </testcase>
            </testsuite>
            """);
    assertThat(JUnitXml.of(Finding.compare(BEFORE, BEFORE)))
        .contains("failures=\"0\"")
        .contains("<testcase classname=\"softmax\" name=\"micros\"/>");
  }
}
