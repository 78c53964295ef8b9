package dev.warpsmith.kernelbench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatioTableTest {
  @Test
  void givesEachTimeAsRatioToThePlainOneOfItsClass() {
    Map<String, RatioTable.Score> parser = new LinkedHashMap<>();
    parser.put("parsePtx", new RatioTable.Score(5, "ms/op"));
    parser.put("plainScan", new RatioTable.Score(2, "ms/op"));
    Map<String, Map<String, RatioTable.Score>> scores = new LinkedHashMap<>();
    scores.put("ParserBenchmark", parser);
    scores.put("EmulatorBenchmark", Map.of("launch", new RatioTable.Score(1, "ops/s")));
    assertThat(new RatioTable(scores).lines())
        .containsExactly(
            "ParserBenchmark        parsePtx               5.0000 ms/op       2.50 x plain",
            "ParserBenchmark        plainScan              2.0000 ms/op       1.00 x plain");
  }
}
