package dev.warpsmith.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.profiler.MetricCatalog.ArchRange;
import dev.warpsmith.profiler.MetricCatalog.Entry;
import dev.warpsmith.profiler.MetricCatalog.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricCatalogTest {

  @Test
  void hasThePapersMetricsFirstAndEveryMetricInOneTable() {
    List<String> names = MetricCatalog.all().stream().map(Entry::name).toList();
    List<String> byTable = new ArrayList<>();
    for (Table table : Table.values()) {
      byTable.addAll(MetricCatalog.names(table));
    }

    assertThat(names).startsWith(KeyMetrics.paper().toArray(new String[0])).doesNotHaveDuplicates();
    assertThat(byTable).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void readsRangesOfArchitectures() {
    assertThat(ArchRange.parse("75-90")).isEqualTo(new ArchRange(75, 90));
    assertThat(ArchRange.parse("100-")).isEqualTo(new ArchRange(100, Integer.MAX_VALUE));
    assertThat(ArchRange.parse("90")).isEqualTo(new ArchRange(90, 90));
  }

  @Test
  void knowsWhatIsRenamedAndWhatIsMissing() {
    Entry read = MetricCatalog.find(KeyMetrics.DRAM_READ).orElseThrow();
    Entry gmma =
        MetricCatalog.find("smsp__warp_issue_stalled_gmma_per_warp_active.pct").orElseThrow();

    assertThat(read.spelling(90)).hasValue("dram__bytes_read.sum");
    assertThat(read.spelling(100)).hasValue("dram__bytes_op_read.sum");
    assertThat(gmma.spelling(90)).hasValue(gmma.name());
    assertThat(gmma.spelling(89)).isEmpty();
    assertThat(gmma.missing(89)).hasValue("warpgroup products are Hopper's");
  }

  @Test
  void saysOfEachMetricOnEachArchitectureWhatToAskForOrWhyNot() {
    for (String gpu : Gpus.names()) {
      int arch = Integer.parseInt(Gpus.find(gpu).arch().replaceAll("\\D", ""));
      for (Entry entry : MetricCatalog.all()) {
        assertThat(entry.spelling(arch).isPresent())
            .as("%s on sm_%d", entry.name(), arch)
            .isNotEqualTo(entry.missing(arch).isPresent());
      }
    }
  }
}
