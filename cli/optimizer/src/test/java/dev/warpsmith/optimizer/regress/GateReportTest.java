package dev.warpsmith.optimizer.regress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernels.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gate writes for CI systems, and what it does with subjects that come and go. */
class GateReportTest {
  private static final String SUBJECT = "softmax=kernels/my softmax.cu";
  private static final Snapshot BEFORE = snapshot(reading(100, 1000, Map.of()));
  private static final Snapshot NOW =
      snapshot(reading(103, 900, Map.of(Gauge.SECTORS, 31, Gauge.MICROS, 12)));

  @TempDir Path folder = Path.of("unset");

  private static Reading reading(double sectors, double micros, Map<Gauge, Integer> lines) {
    Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
    values.put(Gauge.SECTORS, sectors);
    values.put(Gauge.MICROS, micros);
    return new Reading("Passed", "", values, lines);
  }

  private static Snapshot snapshot(Reading reading) {
    return new Snapshot(Map.of("model", "m1/g1"), Map.of(SUBJECT, reading));
  }

  private static List<Finding> findings() {
    return Finding.compare(BEFORE, NOW);
  }

  @Test
  void pointsAtTheLineThatCostsMost() {
    assertThat(findings())
        .extracting(f -> f.what() + " " + f.change() + " " + f.place().orElseThrow())
        .containsExactly(
            "verdict same kernels/my softmax.cu:1",
            "sectors worse kernels/my softmax.cu:31",
            "micros better kernels/my softmax.cu:12");
  }

  @Test
  void aRefusalPointsAtTheLineOfItsMessage() {
    Reading refused =
        new Reading("SanitizerFailed", "my softmax.cu:7: thread (0,0,0) reads x[9]", Map.of());
    assertThat(Finding.compare(BEFORE, snapshot(refused)))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.change()).isEqualTo(Change.WORSE);
              assertThat(f.place()).hasValue(new Place("kernels/my softmax.cu", 7));
            });
  }

  @Test
  void aSubjectThatIsGoneTripsTheGateAndLeavesTheBaselineOnUpdate() {
    Snapshot gone = snapshot(Reading.gone("the candidate's file is gone"));
    assertThat(Finding.compare(BEFORE, gone))
        .singleElement()
        .satisfies(f -> assertThat(f.change()).isEqualTo(Change.GONE))
        .satisfies(f -> assertThat(f.regression()).isTrue());
    assertThat(BEFORE.with(gone).withoutGone().readings()).isEmpty();
  }

  @Test
  void aKernelThatIsRepairedIsBetter() {
    Snapshot broken = snapshot(new Reading("WrongNumerics", "y[3] is 1", Map.of()));
    assertThat(Finding.compare(broken, NOW).get(0).change()).isEqualTo(Change.BETTER);
    assertThat(Finding.compare(broken, NOW)).noneMatch(Finding::regression);
  }

  @Test
  void tolerancesAreKeptInTheBaseline() throws IOException {
    Tolerances wide = Tolerances.parse(List.of("sectors=5%", "micros=0.5"));
    assertThat(Finding.compare(BEFORE, NOW, wide)).noneMatch(Finding::regression);
    Path file = Files.writeString(folder.resolve("b.json"), BEFORE.with(wide).text());
    Snapshot read = Snapshot.read(file);
    assertThat(read.tolerances().of(Gauge.SECTORS)).isEqualTo(0.05);
    assertThat(read.tolerances().of(Gauge.DRAM)).isEqualTo(Gauge.DRAM.tolerance());
    assertThat(Finding.compare(read, NOW)).noneMatch(Finding::regression);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sector=5%", "sectors", "sectors=-1%", "sectors=101%", "sectors=x"})
  void badTolerancesSayWhatIsExpected(String text) {
    assertThatThrownBy(() -> Tolerances.parse(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void aBaselineOfALaterFormatIsRefused() throws IOException {
    String later = BEFORE.text().replace("\"format\" : 1", "\"format\" : 2");
    Path file = Files.writeString(folder.resolve("b.json"), later);
    assertThatThrownBy(() -> Snapshot.read(file))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("format 2, this version reads format 1");
  }

  @Test
  void aDamagedBaselineIsRefusedAtItsLine() throws IOException {
    String text = BEFORE.text();
    assertThatThrownBy(() -> read(text.replace("\"sectors\" : 100", "\"sectors\" : \"many\"")))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("sectors is \"many\", a number is expected")
        .hasMessageContaining("delete it and make one with --update");
    assertThatThrownBy(() -> read(text.replace("\"sectors\" :", "\"sectors\"")))
        .hasMessageContaining("b.json:9: this is no baseline");
    Path binary = Files.write(folder.resolve("binary.json"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    assertThatThrownBy(() -> Snapshot.read(binary)).hasMessageContaining("no text in UTF-8");
  }

  private Snapshot read(String text) throws IOException {
    return Snapshot.read(Files.writeString(folder.resolve("b.json"), text));
  }

  @Test
  void takingOutWhatIsGoneKeepsTheTools() {
    Snapshot gone = new Snapshot(Map.of(), Map.of(SUBJECT, Reading.gone("no file")));
    assertThat(BEFORE.with(gone).tools()).isEqualTo(BEFORE.tools());
  }

  @Test
  void largeCountsAreWrittenPlainly() {
    assertThat(snapshot(reading(2.684683275869E8, 1, Map.of())).text())
        .contains("\"sectors\" : 268468327.5869,");
  }

  @Test
  void markdownShowsWhatChangedAndFoldsTheRest() {
    assertThat(GateMarkdown.of(NOW, findings()))
        .isEqualTo(
            """
            ### Kernels: 1 regressions

            3 comparisons of 1 subjects. model=m1/g1.

            | | kernel | what | values | where |
            |---|---|---|---|---|
            | **worse** | softmax=kernels/my softmax.cu | sectors | 100 -> 103 sector (+3.0 %), allowed\
             2 % | kernels/my softmax.cu:31 |
            | better | softmax=kernels/my softmax.cu | micros | 1000 -> 900 usecond (-10.0 %) |\
             kernels/my softmax.cu:12 |

            <details><summary>1 unchanged</summary>

            | | kernel | what | values | where |
            |---|---|---|---|---|
            | same | softmax=kernels/my softmax.cu | verdict | Passed | kernels/my softmax.cu:1 |

            </details>
            """);
  }

  @Test
  void sarifNamesRuleFileAndLine() throws IOException {
    JsonNode run = new ObjectMapper().readTree(Sarif.of(findings(), "0.1.0")).at("/runs/0");
    assertThat(run.at("/tool/driver/rules")).hasSize(1);
    assertThat(run.at("/results")).hasSize(1);
    assertThat(run.at("/results/0/ruleId").asText()).isEqualTo("sectors");
    JsonNode place = run.at("/results/0/locations/0/physicalLocation");
    assertThat(place.at("/artifactLocation/uri").asText()).isEqualTo("kernels/my%20softmax.cu");
    assertThat(place.at("/region/startLine").asInt()).isEqualTo(31);
  }

  @Test
  void codeQualityNamesFileLineAndAStableFingerprint() throws IOException {
    JsonNode issues = new ObjectMapper().readTree(CodeQuality.of(findings(), "baseline.json"));
    assertThat(issues).hasSize(1);
    assertThat(issues.at("/0/location/path").asText()).isEqualTo("kernels/my softmax.cu");
    assertThat(issues.at("/0/location/lines/begin").asInt()).isEqualTo(31);
    assertThat(issues.at("/0/severity").asText()).isEqualTo("major");
    assertThat(issues.at("/0/fingerprint").asText())
        .hasSize(64)
        .isEqualTo(
            new ObjectMapper()
                .readTree(CodeQuality.of(Finding.compare(BEFORE, NOW), "other.json"))
                .at("/0/fingerprint")
                .asText());
  }

  @Test
  void githubAnnotationsEscapeWhatTheyMust() {
    assertThat(GithubAnnotations.of(findings()))
        .containsExactly(
            "::error file=kernels/my softmax.cu,line=31,title=warpsmith sectors::"
                + "softmax=kernels/my softmax.cu: sectors: 100 -> 103 sector (+3.0 %25), allowed 2"
                + " %25");
  }
}
