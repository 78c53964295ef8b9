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

  @Test
  void comparesWithThePlainOneThatIsCalledAlike() {
    Map<String, RatioTable.Score> journal = new LinkedHashMap<>();
    journal.put("append", new RatioTable.Score(4, "ms/op"));
    journal.put("plainAppend", new RatioTable.Score(2, "ms/op"));
    journal.put("plainRead", new RatioTable.Score(5, "ms/op"));
    journal.put("readThousand", new RatioTable.Score(10, "ms/op"));
    assertThat(new RatioTable(Map.of("JournalBenchmark", journal)).lines())
        .containsExactly(
            "JournalBenchmark       append                 4.0000 ms/op       2.00 x plain",
            "JournalBenchmark       plainAppend            2.0000 ms/op       1.00 x plain",
            "JournalBenchmark       plainRead              5.0000 ms/op       1.00 x plain",
            "JournalBenchmark       readThousand          10.0000 ms/op       2.00 x plain");
  }
}
